import Testing

@testable import MarketData

@Suite("Mock data source")
struct MockDataSourceTests {
  static let tickers = ["MOCK.A", "MOCK.B", "MOCK.C", "MOCK.D", "MOCK.E"]
  static let end = TestMarket.start + .seconds(60)

  /// Five symbols of different scenarios, bases and intervals.
  static func mixed(_ tickers: [String] = tickers, seed: UInt64 = 42) throws -> MarketDataConfig {
    var config = MarketDataConfig(seed: seed)
    for (number, ticker) in Self.tickers.enumerated() where tickers.contains(ticker) {
      config.symbols[try Symbol(ticker)] = SymbolConfig(
        scenario: SymbolScenario.builtIn[number + 3], basePrice: Price(nanos: Int64(number + 1) * 7_770_000_000),
        tickInterval: .milliseconds(90 + 10 * number))
    }
    return config
  }

  @Test("The same seed gives the same quotes, another seed others")
  func seeded() throws {
    var (one, same) = (try TestMarket.source(Self.mixed()), try TestMarket.source(Self.mixed()))
    var other = try TestMarket.source(Self.mixed(seed: 43))
    let quotes = one.quotes(to: Self.end)
    #expect(quotes == same.quotes(to: Self.end))
    #expect(quotes.map(\.price) != other.quotes(to: Self.end).map(\.price))
  }

  @Test("Advancing in small or large steps, with little or much room, gives the same quotes", arguments: 0..<20)
  func chunks(seed: UInt64) throws {
    var (whole, pieces) = (try TestMarket.source(Self.mixed()), try TestMarket.source(Self.mixed()))
    let expected = whole.quotes(to: Self.end)
    var random = SplitMix64(seed: seed)
    var (now, quotes) = (TestMarket.start, [Quote]())
    while now < Self.end {
      now = min(Self.end, now.adding(nanos: Int64(random.next() % (seed % 2 == 0 ? 50_000_000 : 5_000_000_000))))
      quotes += pieces.quotes(to: now, room: 4 + Int(random.next() % 40))
    }
    #expect(quotes == expected)
  }

  @Test("A source never splits a tick, and never fills more than its room")
  func room() throws {
    var source = try TestMarket.source(TestMarket.config(["ROOM"], .sine))
    var quotes: [Quote] = []
    quotes.append(addingCapacity: ScenarioParameters.mostTradesPerTick - 1) { source.advance(to: Self.end, into: &$0) }
    #expect(quotes.isEmpty)
    quotes.append(addingCapacity: 5) { source.advance(to: Self.end, into: &$0) }
    #expect((2...5).contains(quotes.count))
    let next = source.quotes(to: Self.end)
    #expect(quotes.last.map { $0.timestamp < next[0].timestamp } == true)
    #expect((quotes + next).map(\.sequence) == Array(1...UInt64(quotes.count + next.count)))
  }

  @Test("Quotes come in the order of deadline, then of ticker, in which ever order symbols were met")
  func order() throws {
    let tickers = (0..<60).map { "ORDER.\(($0 * 37) % 60)" }
    var source = try TestMarket.source(TestMarket.config(tickers, interval: .nanoseconds(100)))
    let late = try (60..<120).map { try Symbol("ORDER.\(($0 * 37) % 60).x") }
    var quotes = source.quotes(to: TestMarket.start + .microseconds(2))
    try source.activate(late, at: TestMarket.start + .microseconds(2))
    quotes += source.quotes(to: TestMarket.start + .microseconds(6))
    var ties = 0
    for (a, b) in zip(quotes, quotes.dropFirst()) {
      if a.timestamp == b.timestamp { ties += 1 }
      let isOrdered = a.timestamp != b.timestamp ? a.timestamp < b.timestamp : a.symbol.ticker < b.symbol.ticker
      if !isOrdered { Issue.record("\(a.symbol) at \(a.timestamp) before \(b.symbol) at \(b.timestamp)") }
    }
    #expect(ties > 500)
  }

  @Test("Adding symbols moves nobody else's quotes")
  func independence() throws {
    var few = try TestMarket.source(Self.mixed(["MOCK.B", "MOCK.D"]))
    var many = try TestMarket.source(Self.mixed())
    let kept = Set(try ["MOCK.B", "MOCK.D"].map { try Symbol($0) })
    #expect(few.quotes(to: Self.end) == many.quotes(to: Self.end).filter { kept.contains($0.symbol) })
  }

  @Test("The handle of a symbol, and the order of activation, have no part in its quotes")
  func activationOrder() throws {
    let config = try Self.mixed()
    var forwards = try TestMarket.source(config)
    var backwards = MockDataSource(config: config, origin: TestMarket.start)
    for symbol in config.symbols.keys.sorted().reversed() { try backwards.activate([symbol], at: TestMarket.start) }
    #expect(forwards.quotes(to: Self.end) == backwards.quotes(to: Self.end))
  }

  @Test("Moving all deadlines moves the quotes' times, and nothing else")
  func shift() throws {
    var (still, moved) = (try TestMarket.source(Self.mixed()), try TestMarket.source(Self.mixed()))
    let first = still.quotes(to: TestMarket.start + .seconds(20))
    #expect(moved.quotes(to: TestMarket.start + .seconds(20)) == first)
    moved.shift(by: .seconds(7))
    var expected = still.quotes(to: Self.end)
    for index in expected.indices {
      expected[index].timestamp = expected[index].timestamp + .seconds(7)
      expected[index].received = expected[index].timestamp
    }
    #expect(moved.quotes(to: Self.end + .seconds(7)) == expected)
  }
}
