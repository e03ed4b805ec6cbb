import Testing

@testable import MarketData

/// Notes what it is told, and throws when it is asked to.
private struct Recorder: Strategy {
  struct Refusal: Error, CustomStringConvertible {
    var description: String
  }
  var name: String
  var symbols: [Symbol]
  /// The sequence of the quote that it fails on.
  var failsOn: UInt64?
  var signals = true

  func onQuote(_ quote: Quote) throws -> Signal? {
    if quote.sequence == failsOn { throw Refusal(description: "no \(quote.sequence)") }
    return signals ? signal("quote \(quote.sequence)", quote.symbol) : nil
  }

  func onGap(_ gap: Gap) throws -> Signal? { symbols.first.map { signal("gap \(gap.from)-\(gap.to)", $0) } }

  func onTime(_ now: Timestamp) throws -> Signal? { symbols.first.map { signal("time \(now.nanos)", $0) } }

  private func signal(_ reason: String, _ symbol: Symbol) -> Signal {
    Signal(.buy, symbol, at: .zero, time: Timestamp(nanos: 0), reason: reason)
  }
}

@Suite("Strategy set")
struct StrategySetTests {
  let symbols: [Symbol]

  init() throws { symbols = try ["SET.A", "SET.B", "SET.C"].map { try Symbol($0) } }

  private func quote(_ symbol: Symbol, _ sequence: UInt64, received: Int64? = nil) -> Quote {
    Quote(
      symbol: symbol, price: .zero, bid: .zero, ask: .zero, timestamp: Timestamp(nanos: received ?? Int64(sequence)),
      sequence: sequence)
  }

  private func process(_ set: inout StrategySet, _ quotes: [Quote], _ notices: [StreamNotice] = []) -> [String] {
    var heard: [String] = []
    set.process(QuoteBatch(quotes[...], firstPosition: 1, notices: notices)) {
      heard.append("\($0.strategy): \($0.reason)")
    }
    return heard
  }

  @Test("Each strategy gets the quotes of its symbols, in order, and no others")
  func routing() {
    var set = StrategySet([
      Recorder(name: "a", symbols: [symbols[0]]), Recorder(name: "ab", symbols: [symbols[1], symbols[0], symbols[0]]),
      Recorder(name: "none", symbols: []),
    ])
    let heard = process(&set, [quote(symbols[0], 1), quote(symbols[1], 2), quote(symbols[2], 3), quote(symbols[0], 4)])
    #expect(
      heard == [
        "a: quote 1", "ab: quote 1", "ab: quote 2", "a: quote 4", "ab: quote 4", "a: time 4", "ab: time 4",
      ])
    #expect(set.statistics.map(\.quotes) == [2, 3, 0])
    #expect(set.statistics.map(\.signals) == [3, 4, 0])
    #expect(set.statistics.map(\.name) == ["a", "ab", "none"])
    #expect(set.collectAllSymbols() == [symbols[0], symbols[1]])
  }

  @Test("A symbol that was interned after the set was made goes to nobody")
  func unknown() throws {
    var set = StrategySet([Recorder(name: "a", symbols: [symbols[0]])])
    let late = try Symbol("SET.LATE")
    #expect(process(&set, [quote(late, 1)]) == ["a: time 1"])
    #expect(set.statistics.map(\.quotes) == [0])
  }

  @Test("Gaps come before the quotes, and to every strategy")
  func gaps() {
    var set = StrategySet([Recorder(name: "a", symbols: [symbols[0]]), Recorder(name: "b", symbols: [symbols[1]])])
    let gap = StreamNotice.gap(Gap(from: 3, to: 5, count: 3, cause: .overflow))
    #expect(
      process(&set, [quote(symbols[0], 6)], [gap]) == [
        "a: gap 3-5", "b: gap 3-5", "a: quote 6", "a: time 6", "b: time 6",
      ])
    #expect(process(&set, [], [gap]) == ["a: gap 3-5", "b: gap 3-5"])
  }

  @Test("An error is counted and kept with its strategy; the others do not notice, and it goes on")
  func containment() {
    var set = StrategySet([
      Recorder(name: "weak", symbols: [symbols[0]], failsOn: 2), Recorder(name: "strong", symbols: [symbols[0]]),
    ])
    let heard = process(&set, [quote(symbols[0], 1), quote(symbols[0], 2), quote(symbols[0], 3)])
    #expect(
      heard == [
        "weak: quote 1", "strong: quote 1", "strong: quote 2", "weak: quote 3", "strong: quote 3", "weak: time 3",
        "strong: time 3",
      ])
    #expect(set.statistics.map(\.errors) == [1, 0])
    #expect(set.statistics.map(\.lastError) == ["no 2", nil])
    #expect(set.statistics.map(\.quotes) == [3, 3])
  }

  @Test("Time never runs backwards, late as a quote may come")
  func time() {
    var set = StrategySet([Recorder(name: "a", symbols: [symbols[0]], signals: false)])
    let ms: Int64 = 1_000_000
    #expect(process(&set, [quote(symbols[0], 1, received: 100 * ms)]) == ["a: time 100000000"])
    #expect(process(&set, [quote(symbols[0], 2, received: 90 * ms)]) == [])
    #expect(process(&set, [quote(symbols[0], 2, received: 109 * ms)]) == [], "less than 10 ms is no news")
    #expect(
      process(&set, [quote(symbols[0], 3, received: 120 * ms), quote(symbols[0], 4, received: 95 * ms)])
        == ["a: time 120000000"])
    var heard: [String] = []
    set.advance(to: Timestamp(nanos: 110 * ms)) { heard.append($0.reason) }
    set.advance(to: Timestamp(nanos: 130 * ms)) { heard.append($0.reason) }
    #expect(heard == ["time 120000000", "time 130000000"])
  }
}
