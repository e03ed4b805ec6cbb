import Testing

@testable import MarketData

@Suite("What the quotes of the mock market look like")
struct QuoteShapeTests {
  @Test(
    "Prices are the walk's, rounded to the tick: 0.01, and 0.0001 below 1.00",
    arguments: ["0.5", "0.99", "1", "1.05", "100", "4000.10"])
  func rounding(base: String) throws {
    let config = try TestMarket.config(["SHAPE"], .volatile, base: Price(base))
    var source = try TestMarket.source(config)
    var walk = TestMarket.walk("SHAPE", base: try Price(base).approximate)
    let parameters = ScenarioDefinition.volatile.parameters
    var sides: Set<Bool> = []
    source.forEach(to: TestMarket.start + .seconds(2000)) { quote in
      walk.step(ScenarioPlan(parameters), elapsed: 0)
      let tick: Int64 = walk.price < 1 ? 100_000 : 10_000_000
      sides.insert(walk.price < 1)
      let isWhole = [quote.price, quote.bid, quote.ask].allSatisfy { $0.nanos % tick == 0 }
      let isNearest = abs(Double(quote.price.nanos) - walk.price * 1e9) <= Double(tick) / 2 + 1
      let half = (quote.ask - quote.bid).nanos / 2
      // Half of 0.04 % to either side, at least one tick.
      let isSpread = abs(Double(half) - max(Double(tick), walk.price * 1e9 * 0.0002)) <= Double(tick) / 2 + 1
      let isOrdered = quote.bid < quote.price && quote.price < quote.ask && quote.bid > .zero
      let isEven = quote.price - quote.bid == quote.ask - quote.price
      if !(isWhole && isNearest && isSpread && isOrdered && isEven) { Issue.record("\(walk.price): \(quote)") }
    }
    if base == "0.99" || base == "1" || base == "1.05" { #expect(sides.count == 2) }
  }

  @Test("Sequences count from 1, times step by the interval, and received is the timestamp")
  func numbering() throws {
    let config = try TestMarket.config(["NUM.A", "NUM.B", "NUM.C"], interval: .milliseconds(7))
    var source = try TestMarket.source(config)
    var last: [Symbol: Quote] = [:]
    source.forEach(to: TestMarket.start + .seconds(20)) { quote in
      let previous = last.updateValue(quote, forKey: quote.symbol)
      if quote.sequence != (previous?.sequence ?? 0) + 1 {
        Issue.record("\(quote) after \(String(describing: previous))")
      }
      if let previous, quote.timestamp - previous.timestamp != .milliseconds(7) { Issue.record("\(quote)") }
      if quote.received != quote.timestamp { Issue.record("\(quote)") }
      if quote.changes != [.trade, .book] { Issue.record("\(quote)") }
    }
    #expect(last.count == 3)
    for quote in last.values { #expect((2857...2858).contains(quote.sequence)) }
  }

  @Test("The first quotes of symbols of one interval are spread over it")
  func phases() throws {
    let tickers = (0..<400).map { "PHASE.\($0)" }
    var source = try TestMarket.source(TestMarket.config(tickers, interval: .seconds(1)))
    var quarters = [0, 0, 0, 0]
    let quotes = source.quotes(to: TestMarket.start + .nanoseconds(999_999_999))
    for quote in quotes { quarters[Int((quote.timestamp - TestMarket.start).nanos / 250_000_000)] += 1 }
    #expect(quotes.count == 400)
    // 400 throws at four quarters: five standard errors are 43.
    for quarter in quarters { #expect(abs(quarter - 100) < 44) }
  }

  @Test("The volume adds up the sizes, and starts anew with the UTC day")
  func volume() throws {
    let start = try Timestamp("2024-02-28T23:59:00Z")
    var source = try TestMarket.source(
      TestMarket.config(["VOL"], .sine, interval: .seconds(30)), start: start)
    var (day, sum, days) = (Int64(0), Int64(0), 0)
    source.forEach(to: start + .seconds(3 * 86400)) { quote in
      let today = quote.timestamp.nanos / 86_400_000_000_000
      if today != day { (day, sum, days) = (today, 0, days + 1) }
      sum += Int64(quote.size)
      if quote.volume != sum { Issue.record("\(quote.timestamp): expected \(sum), found \(quote.volume)") }
    }
    #expect(days == 4)
  }

  @Test("Sizes are even over 100 to 500 shares, and round lots wait in the book")
  func sizes() throws {
    var source = try TestMarket.source(TestMarket.config(["SIZE"], interval: .milliseconds(1)))
    var sample = Sample()
    var lots: Set<Int32> = []
    source.forEach(to: TestMarket.start + .seconds(100)) { quote in
      sample.add(Double(quote.size))
      lots.formUnion([quote.bidSize, quote.askSize])
    }
    #expect(sample.range == (100, 500))
    // Even over 401 numbers: the variance is (401² - 1) / 12.
    #expect(abs(sample.mean - 300) < 5 * (13400 / sample.count).squareRoot())
    #expect(lots == [100, 200, 300, 400, 500, 600, 700, 800])
  }
}
