import Testing

@testable import MarketData

@Suite("Symbols that come, go and change")
struct SymbolLifeTests {
  let symbol: Symbol
  let neighbour: Symbol
  var source: MockDataSource
  let start = TestMarket.start

  init() throws {
    (symbol, neighbour) = (try Symbol("LIFE.A"), try Symbol("LIFE.B"))
    source = try TestMarket.source(TestMarket.config(["LIFE.A", "LIFE.B"], .volatile))
  }

  @Test("A symbol that stood still goes on with its walk, its sequence and its volume")
  mutating func continues() throws {
    var undisturbed = source
    let expected = undisturbed.quotes(to: start + .seconds(20)).filter { $0.symbol == symbol }
    var quotes = source.quotes(to: start + .seconds(5))
    source.deactivate(symbol)
    source.deactivate(symbol)
    let meanwhile = source.quotes(to: start + .seconds(8))
    #expect(meanwhile.allSatisfy { $0.symbol == neighbour })
    #expect(meanwhile.count == 30)
    try source.activate([symbol, symbol], at: start + .seconds(8))
    try source.activate([symbol], at: start + .seconds(9))
    quotes += source.quotes(to: start + .seconds(23)).filter { $0.symbol == symbol }
    quotes.removeAll { $0.symbol != symbol }
    #expect(quotes.map(\.sequence) == expected.map(\.sequence))
    #expect(quotes.map(\.price) == expected.map(\.price))
    #expect(quotes.map(\.volume) == expected.map(\.volume))
    #expect(quotes.allSatisfy { $0.timestamp <= start + .seconds(5) || $0.timestamp >= start + .seconds(8) })
  }

  @Test("A neighbour does not notice")
  mutating func neighbours() throws {
    var undisturbed = source
    let expected = undisturbed.quotes(to: start + .seconds(20)).filter { $0.symbol == neighbour }
    var quotes = source.quotes(to: start + .seconds(5))
    source.deactivate(symbol)
    quotes += source.quotes(to: start + .seconds(6))
    try source.activate([symbol, try Symbol("LIFE.0"), try Symbol("LIFE.Z")], at: start + .seconds(6))
    quotes += source.quotes(to: start + .seconds(7))
    try source.setScenario(.sine, for: symbol, at: start + .seconds(7))
    quotes += source.quotes(to: start + .seconds(20))
    #expect(quotes.filter { $0.symbol == neighbour } == expected)
  }

  @Test("A symbol that the configuration does not name gets the defaults")
  mutating func defaults() throws {
    let other = try Symbol("LIFE.OTHER")
    try source.activate([other], at: start + .seconds(3))
    let quotes = source.quotes(to: start + .seconds(13)).filter { $0.symbol == other }
    #expect(quotes.count == 10)
    #expect(quotes.allSatisfy { $0.timestamp >= start + .seconds(3) })
    #expect(abs(quotes[0].price.approximate - 100) <= 1.01)
  }

  @Test("A scenario changes from the next tick on, at the current price")
  mutating func scenario() throws {
    let before = source.quotes(to: start + .seconds(30)).filter { $0.symbol == symbol }
    var walk = TestMarket.walk("LIFE.A", base: 100)
    for _ in before { walk.step(ScenarioPlan(ScenarioDefinition.volatile.parameters), elapsed: 0) }
    try source.setScenario(.trendUp, for: symbol, at: start + .seconds(30))
    let after = source.quotes(to: start + .seconds(60)).filter { $0.symbol == symbol }
    #expect(after.count == 300)
    #expect(after[0].sequence == before[before.count - 1].sequence + 1)
    for quote in after {
      walk.step(ScenarioPlan(ScenarioDefinition.trendUp.parameters), elapsed: 0)
      #expect(abs(quote.price.approximate - walk.price) <= 0.005001)
    }
  }

  @Test("A scenario for a symbol that was never active is an error, and names it")
  mutating func unknown() throws {
    let stranger = try Symbol("LIFE.STRANGER")
    #expect(throws: DataSourceError.unknownSymbol("LIFE.STRANGER")) {
      try source.setScenario(.flat, for: stranger, at: start)
    }
    #expect(source.nextSequence(for: stranger) == nil)
    #expect(
      DataSourceError.unknownSymbol("X").description
        == "expected a symbol that the source quotes, found \"X\"; subscribe it first")
    #expect(
      DataSourceError.noScenarios(source: "a tape").description
        == "expected a source whose prices come from scenarios, found a tape")
  }

  @Test("A quote that came by another way takes the next sequence, and the walk does not notice")
  mutating func pushed() throws {
    var undisturbed = source
    let expected = undisturbed.quotes(to: start + .seconds(20)).filter { $0.symbol == symbol }
    let before = source.quotes(to: start + .seconds(10)).filter { $0.symbol == symbol }
    #expect(source.nextSequence(for: symbol) == UInt64(before.count) + 1)
    let after = source.quotes(to: start + .seconds(20)).filter { $0.symbol == symbol }
    #expect((before + after).map(\.price) == expected.map(\.price))
    #expect(after.map(\.sequence) == expected.dropFirst(before.count).map { $0.sequence + 1 })
    source.deactivate(symbol)
    #expect(source.nextSequence(for: symbol) == nil)
  }
}
