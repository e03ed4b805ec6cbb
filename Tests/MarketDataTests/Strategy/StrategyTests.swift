import Testing

@testable import MarketData

@Suite("Strategies that come with the library")
struct StrategyTests {
  let symbol: Symbol

  init() throws { symbol = try Symbol("STRAT") }

  private func quote(_ nanos: Int64, at milliseconds: Int64 = 0) -> Quote {
    let price = Price(nanos: nanos)
    return Quote(symbol: symbol, price: price, bid: price, ask: price, timestamp: Timestamp(milliseconds: milliseconds))
  }

  @Test("A crossing of averages is that of sums worked out anew at each quote", arguments: 0..<60)
  func crossings(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let (fast, slow) = [(10, 40), (1, 1), (1, 2), (3, 3), (2, 7), (5, 6)][Int(seed % 6)]
    var strategy = MovingAverageCross(symbol, fast: fast, slow: slow)
    var prices: [Int128] = []
    var isAbove: Bool?
    var crossings = 0
    for _ in 0..<500 {
      // Few different prices make ties, huge ones would overflow 64 bits.
      let price = seed % 2 == 0 ? Int64(random.next() % 3) : Int64(bitPattern: random.next())
      prices.append(Int128(price))
      let signal = strategy.onQuote(quote(price))
      var expected: Signal.Action?
      if prices.count >= slow {
        let difference =
          prices.suffix(fast).reduce(0, +) * Int128(slow) - prices.suffix(slow).reduce(0, +) * Int128(fast)
        if difference != 0 {
          if let isAbove, isAbove != (difference > 0) { expected = difference > 0 ? .buy : .sell }
          isAbove = difference > 0
        }
      }
      if expected != nil { crossings += 1 }
      if signal?.action != expected { Issue.record("seed \(seed), quote \(prices.count)") }
    }
    #expect((crossings > 0) == (fast != slow))
  }

  @Test("A signal says what, in which symbol, at which price, when and why")
  func signals() {
    var strategy = MovingAverageCross(symbol, fast: 1, slow: 2)
    let prices: [Int64] = [5, 6, 5, 7]
    let signals = prices.enumerated().map { strategy.onQuote(quote($1, at: Int64($0))) }
    var sell = Signal(
      .sell, symbol, at: Price(nanos: 5), time: Timestamp(milliseconds: 2), reason: "fast average fell below slow")
    var buy = Signal(
      .buy, symbol, at: Price(nanos: 7), time: Timestamp(milliseconds: 3), reason: "fast average rose above slow")
    (sell.strategy, buy.strategy) = ("", "")
    #expect(signals == [nil, nil, sell, buy])
    #expect(strategy.name == "ma-cross STRAT")
    #expect(strategy.symbols == [symbol])
  }

  @Test("A stale guard buys on the first quote, goes flat once when the stream is not well, and buys again on a quote")
  func staleGuard() {
    var strategy = StaleGuard(symbol)
    #expect(strategy.onHealthChange(change(.live, .stale, at: 5)) == nil)
    #expect(strategy.onHealthChange(change(.stale, .live, at: 10)) == nil)
    let first = strategy.onQuote(quote(7, at: 10))
    #expect(
      first == Signal(.buy, symbol, at: Price(nanos: 7), time: Timestamp(milliseconds: 10), reason: "first quote"))
    #expect(strategy.onQuote(quote(8, at: 500)) == nil)
    let flat = strategy.onHealthChange(change(.live, .stale, at: 1750))
    #expect(
      flat
        == Signal(.flat, symbol, at: Price(nanos: 8), time: Timestamp(milliseconds: 1750), reason: "stream is stale"))
    #expect(strategy.onHealthChange(change(.stale, .mute, at: 2000)) == nil)
    #expect(strategy.onHealthChange(change(.mute, .live, at: 9500)) == nil)
    let again = strategy.onQuote(quote(9, at: 9500))
    #expect(
      again == Signal(.buy, symbol, at: Price(nanos: 9), time: Timestamp(milliseconds: 9500), reason: "quotes again"))
  }

  @Test(
    "A stale guard trusts a stream that is live or gapped, and holds nothing in any other state",
    arguments: StreamHealth.allCases)
  func trust(state: StreamHealth) {
    let isTrusted = state == .live || state == .gapped
    var holding = StaleGuard(symbol)
    _ = holding.onQuote(quote(7, at: 10))
    #expect(holding.onHealthChange(change(.live, state, at: 20))?.action == (isTrusted ? nil : .flat))
    var flat = StaleGuard(symbol)
    _ = flat.onHealthChange(change(.live, state, at: 10))
    #expect(flat.onQuote(quote(7, at: 20))?.action == (isTrusted ? .buy : nil))
  }

  private func change(_ from: StreamHealth, _ to: StreamHealth, at milliseconds: Int64) -> HealthChange {
    HealthChange(symbol, from: from, to: to, time: Timestamp(milliseconds: milliseconds), evidence: .quote)
  }

  @Test("Over a market with silences a stale guard goes flat twice the interval into every one, and only there")
  func staleGuardInMarket() throws {
    var config = try TestMarket.config(["STRAT"], .stale)
    config.symbols[symbol]?.expectedInterval = .milliseconds(100)
    var set = StrategySet([StaleGuard(symbol)])
    var (quotes, signals): ([Quote], [Signal]) = ([], [])
    var simulation = try Simulation(config)
    simulation.run(for: .seconds(750)) { batch in
      quotes += batch
      set.process(batch) { signals.append($0) }
    }
    let silences = zip(quotes, quotes.dropFirst()).filter { $1.received - $0.received > .seconds(2) }
    #expect(silences.count > 10)
    let flats = signals.filter { $0.action == .flat }
    #expect(flats.count - silences.count == (simulation.health(of: symbol) == .live ? 0 : 1))
    for (flat, silence) in zip(flats, silences) { #expect(flat.time - silence.0.received == .milliseconds(200)) }
  }
}
