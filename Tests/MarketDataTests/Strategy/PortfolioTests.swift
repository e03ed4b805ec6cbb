import Foundation
import Testing

@testable import MarketData

@Suite("Portfolio")
struct PortfolioTests {
  static let now = TestMarket.start

  private func cached(_ symbol: Symbol, _ price: Price, age: Duration = .zero) -> CachedQuote {
    CachedQuote(
      symbol: symbol, price: price, bid: price, ask: price, volume: 0, timestamp: Self.now, cachedAt: Self.now - age)
  }

  private func decimal(_ price: Price) -> Decimal { Decimal(price.nanos) / 1_000_000_000 }

  @Test("Value and profit over random fills are those of decimal arithmetic", arguments: 0..<50)
  func exact(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let symbols = try ["PF.A", "PF.B", "PF.C"].map { try Symbol($0) }
    var portfolio = Portfolio()
    var (held, cash): ([Symbol: Decimal], [Symbol: Decimal]) = ([:], [:])
    for _ in 0..<200 {
      let symbol = symbols[Int(random.next() % 3)]
      let price = Price(nanos: Int64(random.next() % 5_000_000_000_000))
      let quantity = Int64.random(in: -100_000...100_000, using: &random)
      portfolio.fill(symbol, quantity: quantity, at: price)
      held[symbol, default: 0] += Decimal(quantity)
      cash[symbol, default: 0] -= Decimal(quantity) * decimal(price)
    }
    let quotes = symbols.map { ($0, Optional(cached($0, Price(nanos: Int64(random.next() % 5_000_000_000_000))))) }
    let valuation = portfolio.valuation(quotes.map { (symbol: $0, quote: $1) }, now: Self.now, threshold: .seconds(5))
    var (value, profit) = (Decimal(0), Decimal(0))
    for (symbol, quote) in quotes {
      let worth = try #require(held[symbol]) * decimal(try #require(quote).price)
      (value, profit) = (value + worth, profit + worth + (cash[symbol] ?? 0))
    }
    #expect(Decimal(string: valuation.value.description) == value)
    #expect(Decimal(string: valuation.profit.description) == profit)
    #expect(valuation.isFresh)
  }

  @Test("A round trip leaves the profit in cash, and needs no quote any more")
  func roundTrip() throws {
    let symbol = try Symbol("PF.A")
    var portfolio = Portfolio()
    portfolio.rebalance(symbol, to: 100, at: try Price("10.01"))
    portfolio.rebalance(symbol, to: 100, at: try Price("99"))
    portfolio.rebalance(symbol, to: -50, at: try Price("10.03"))
    portfolio.rebalance(symbol, to: 0, at: try Price("10.00"))
    #expect(portfolio.positions[symbol]?.quantity == 0)
    let valuation = portfolio.valuation([(symbol, nil)], now: Self.now, threshold: .seconds(5))
    // 100 × 0.02 on the way up, 50 × 0.03 on the short side.
    #expect(valuation.profit.description == "3.50")
    #expect(valuation.value == .zero)
    #expect(valuation.lines.map(\.freshness) == [.missing])
    #expect(valuation.isFresh)
  }

  @Test("A quote is stale when it is older than the threshold, and missing when there is none")
  func freshness() throws {
    let symbols = try ["PF.A", "PF.B", "PF.C"].map { try Symbol($0) }
    var portfolio = Portfolio()
    for symbol in symbols { portfolio.fill(symbol, quantity: 1, at: try Price("1")) }
    let quotes: [(symbol: Symbol, quote: CachedQuote?)] = [
      (symbols[0], cached(symbols[0], try Price("2"), age: .seconds(5))),
      (symbols[1], cached(symbols[1], try Price("3"), age: .seconds(5) + .nanoseconds(1))), (symbols[2], nil),
    ]
    let valuation = portfolio.valuation(quotes, now: Self.now, threshold: .seconds(5))
    #expect(valuation.lines.map(\.freshness) == [.fresh, .stale, .missing])
    #expect(valuation.lines.map(\.value?.description) == ["2.00", "3.00", nil])
    #expect(valuation.value.description == "5.00" && valuation.profit.description == "3.00")
    #expect(!valuation.isFresh)
  }

  @Test("A valuation reads the cache, in the order of tickers")
  func fromCache() async throws {
    let cache = MemoryQuoteCache()
    let (a, b) = (try Symbol("PF.A"), try Symbol("PF.B"))
    var portfolio = Portfolio()
    portfolio.fill(b, quantity: -2, at: try Price("5"))
    portfolio.fill(a, quantity: 1, at: try Price("7"))
    let price = try Price("4")
    cache.accept([Quote(symbol: b, price: price, bid: price, ask: price, timestamp: Self.now)], at: Self.now)
    let valuation = try await portfolio.valuation(from: cache, now: Self.now, threshold: .seconds(5))
    #expect(valuation.lines.map(\.symbol) == [a, b])
    #expect(valuation.lines.map(\.profit?.description) == [nil, "2.00"])
    await cache.close()
    await #expect(throws: CacheError(.closed, "expected an open cache, found a closed one; make a new one")) {
      try await portfolio.valuation(from: cache, now: Self.now, threshold: .seconds(5))
    }
  }
}
