import Testing

@testable import MarketData

@Suite("Table of latest quotes")
struct LatestQuotesTests {
  let symbol: Symbol
  let other: Symbol

  init() throws { (symbol, other) = (try Symbol("LATEST.A"), try Symbol("LATEST.B")) }

  private func quote(_ symbol: Symbol, at nanos: Int64, sequence: UInt64) -> Quote {
    Quote(
      symbol: symbol, price: .zero, bid: .zero, ask: .zero, timestamp: Timestamp(nanos: nanos), sequence: sequence)
  }

  private func batch(_ quotes: Quote...) -> QuoteBatch { QuoteBatch(quotes[...], firstPosition: 1) }

  @Test("A strictly older quote is refused and counted, one of equal age accepted")
  func guarded() {
    let table = LatestQuotes(acceptOlder: false)
    #expect(table.accept(batch(quote(symbol, at: 100, sequence: 1), quote(symbol, at: 99, sequence: 2))) == [1])
    #expect(table.quote(for: symbol)?.sequence == 1)
    #expect(table.accept(batch(quote(symbol, at: 100, sequence: 3))) == [])
    #expect(table.quote(for: symbol)?.sequence == 3)
    #expect(table.accept(batch(quote(symbol, at: 50, sequence: 4), quote(symbol, at: 101, sequence: 5))) == [0])
    #expect(table.quote(for: symbol)?.sequence == 5)
    #expect(table.refusedOlder == 2)
  }

  @Test("After a replay went back, the next quote of each symbol is accepted, and the guard holds again from there")
  func discontinuity() {
    let table = LatestQuotes(acceptOlder: false)
    _ = table.accept(batch(quote(symbol, at: 100, sequence: 1), quote(other, at: 100, sequence: 1)))
    var back = batch(quote(symbol, at: 10, sequence: 2), quote(symbol, at: 9, sequence: 3))
    back.notices = [.replay(.looped(pass: 2))]
    #expect(table.accept(back) == [1])
    #expect(table.quote(for: symbol)?.sequence == 2)
    #expect(table.accept(batch(quote(other, at: 10, sequence: 2), quote(other, at: 9, sequence: 3))) == [1])
    var paused = batch(quote(symbol, at: 5, sequence: 4))
    paused.notices = [.replay(.paused(at: Timestamp(nanos: 5)))]
    #expect(table.accept(paused) == [0])
  }

  @Test("Symbols do not matter to each other, and one never seen has no quote")
  func perSymbol() {
    let table = LatestQuotes(acceptOlder: false)
    #expect(table.quote(for: symbol) == nil)
    #expect(table.accept(batch(quote(other, at: 100, sequence: 1))) == [])
    #expect(table.quote(for: symbol) == nil)
    #expect(table.accept(batch(quote(symbol, at: -5, sequence: 1))) == [])
    #expect(table.quote(for: symbol)?.timestamp.nanos == -5)
    #expect(table.quote(for: other)?.timestamp.nanos == 100)
  }

  @Test("With acceptOlder the last one wins, whatever its age")
  func acceptOlder() {
    let table = LatestQuotes(acceptOlder: true)
    #expect(table.accept(batch(quote(symbol, at: 100, sequence: 1), quote(symbol, at: 1, sequence: 2))) == [])
    #expect(table.quote(for: symbol)?.sequence == 2)
    #expect(table.refusedOlder == 0)
  }

  @Test("Over random batches it holds what a dictionary with the rule would hold", arguments: 0..<20)
  func random(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let symbols = try (0..<20).map { try Symbol("LATEST.\($0)") }
    let table = LatestQuotes(acceptOlder: false)
    var expected: [Symbol: Quote] = [:]
    var refused = 0
    for round: UInt64 in 1...50 {
      let quotes = (0..<random.next() % 20).map { _ in
        quote(symbols[Int(random.next() % 20)], at: Int64(random.next() % 100), sequence: round)
      }
      var old: [Int] = []
      for (index, quote) in quotes.enumerated() {
        if let held = expected[quote.symbol], quote.timestamp < held.timestamp {
          old.append(index)
        } else {
          expected[quote.symbol] = quote
        }
      }
      refused += old.count
      #expect(table.accept(QuoteBatch(quotes[...], firstPosition: 1)) == old)
    }
    for symbol in symbols { #expect(table.quote(for: symbol) == expected[symbol]) }
    #expect(table.refusedOlder == refused)
  }
}
