import MarketData
import MarketDataTesting
import Testing

@Suite("Symbols on demand", .timeLimit(.minutes(2)))
struct DemandTests {
  let clock = ManualClock()
  let a: Symbol
  let b: Symbol

  init() throws { (a, b) = (try Symbol("A"), try Symbol("B")) }

  /// A and B tick every 10 ms, B on demand.
  private func config() throws -> MarketDataConfig {
    var config = try market(symbols: 2)
    config.symbols[b]?.onDemand = true
    return config
  }

  private func started(_ config: MarketDataConfig? = nil) async throws -> MarketDataService {
    let service = try service(config ?? self.config(), clock: clock)
    try await service.start()
    await clock.quiet(sleepers: 1)
    return service
  }

  /// How many quotes of B there are after another 100 ms.
  private func count(_ service: MarketDataService) async -> UInt64 {
    await clock.advance(by: .milliseconds(100))
    return service.quote(for: b)?.sequence ?? 0
  }

  @Test("A symbol on demand runs from the first demand to the last; its walk stands still before, between and after")
  func counting() async throws {
    let service = try await started()
    let stream = try service.stream()
    #expect(await count(service) == 0)
    #expect(await service.subscribedSymbols == [a])
    try await service.addDemand(for: b)
    try await service.addDemand(for: b)
    #expect(await count(service) == 10)
    #expect(await service.statistics().symbolCount == 2)
    await service.removeDemand(for: b)
    #expect(await count(service) == 20)
    await service.removeDemand(for: b)
    await service.removeDemand(for: b)
    #expect(await count(service) == 20)
    try await service.addDemand(for: b)
    #expect(await count(service) == 30)
    await service.removeDemand(for: b)
    await service.stop()
    let prices = await readAll(stream).joined().filter { $0.symbol == b }.map(\.price)
    var simulation = try Simulation(config())
    try simulation.ensureSubscribed([b])
    var undisturbed: [Price] = []
    simulation.run(for: .milliseconds(300)) { undisturbed += $0.filter { $0.symbol == b }.map(\.price) }
    #expect(prices == undisturbed)
    #expect(await service.isBalanced())
  }

  @Test("A symbol runs while it is pinned or in demand, whichever ends first")
  func pinnedToo() async throws {
    let service = try await started()
    try await service.addDemand(for: b)
    try await service.ensureSubscribed(b)
    try await service.ensureSubscribed(b)
    await service.unsubscribe(b)
    #expect(await count(service) == 10)
    try await service.ensureSubscribed(b)
    await service.removeDemand(for: b)
    #expect(await count(service) == 20)
    await service.unsubscribe(b)
    await service.unsubscribe(b)
    #expect(await count(service) == 20)
    #expect(await service.subscribedSymbols == [a])
    await service.stop()
  }

  @Test("A symbol that is not on demand runs again by demand after it was unsubscribed")
  func standing() async throws {
    let service = try await started(market(symbols: 2))
    await service.unsubscribe(b)
    #expect(await count(service) == 0)
    try await service.addDemand(for: b)
    #expect(await count(service) == 10)
    await service.removeDemand(for: b)
    #expect(await count(service) == 10)
    await service.stop()
  }

  @Test("Demand counts before the start, and across a stop; what ends while it is stopped does not run again")
  func acrossStops() async throws {
    let service = try service(config(), clock: clock)
    try await service.addDemand(for: b)
    #expect(await service.subscribedSymbols == [a, b])
    for expected: UInt64 in [10, 20, 20] {
      try await service.start()
      await clock.quiet(sleepers: 1)
      #expect(await count(service) == expected)
      await service.stop()
      await clock.advance(by: .seconds(60))
      if expected == 20 { await service.removeDemand(for: b) }
    }
    #expect(await service.isBalanced())
  }

  @Test("The last demand that ends withdraws what is in flight and what was pushed; one that is not the last does not")
  func withdrawing() async throws {
    var config = try config()
    config.faults.enabled = true
    config.faults.delayProbability = 1
    config.faults.delayMsRange = 5000...5000
    let service = try await started(config)
    try await service.addDemand(for: b)
    try await service.addDemand(for: b)
    await clock.advance(by: .seconds(1))
    await service.removeDemand(for: b)
    await service.unsubscribe(b)
    var processor = await service.statistics().processor
    #expect((processor.withdrawn, processor.inFlight) == (0, 200))
    await service.removeDemand(for: b)
    processor = await service.statistics().processor
    #expect((processor.withdrawn, processor.inFlight) == (100, 100))
    await service.stop()
    #expect(await service.isBalanced())
  }

  @Test("A quote can be pushed for a symbol that runs by demand alone, and not any more after it")
  func pushing() async throws {
    let service = try await started()
    let price = try Price("123.45")
    let quote = Quote(symbol: b, price: price, bid: price, ask: price, timestamp: clock.now)
    await #expect(throws: ServiceError.notSubscribed("B")) { try await service.push(quote) }
    try await service.addDemand(for: b)
    try await service.push(quote)
    await clock.quiet()
    #expect(service.quote(for: b)?.price == price)
    await service.removeDemand(for: b)
    await #expect(throws: ServiceError.notSubscribed("B")) { try await service.push(quote) }
    await service.stop()
  }

  @Test("Demand for what is neither configured nor subscribed is refused by name, and changes nothing")
  func unknown() async throws {
    let other = try Symbol("OTHER")
    let service = try await started()
    let error = await #expect(throws: ServiceError.self) { try await service.addDemand(for: other) }
    #expect(error == .unknownSymbol("OTHER"))
    #expect(
      error?.description == "expected a symbol that is configured or subscribed, found \"OTHER\"; "
        + "add it to market_data.symbols or call ensureSubscribed first")
    #expect(await service.subscribedSymbols == [a])
    #expect(await [service.isKnown(a), service.isKnown(b), service.isKnown(other)] == [true, true, false])
    try await service.ensureSubscribed(other)
    #expect(await service.isKnown(other))
    try await service.addDemand(for: other)
    await service.unsubscribe(other)
    #expect(await service.isKnown(other), "somebody has it still")
    #expect(await service.subscribedSymbols == [a, other])
    await service.removeDemand(for: other)
    #expect(await !service.isKnown(other))
    await service.stop()
  }

  @Test("A source that does not have the symbol refuses the demand, and nothing has changed")
  func refusedBySource() async throws {
    let service = try service(config(), source: Picky(lacks: b), clock: clock)
    try await service.start()
    let error = await #expect(throws: ServiceError.self) { try await service.addDemand(for: b) }
    #expect(error == .source(.unknownSymbol("B")))
    #expect(error?.description == "expected a symbol that the source quotes, found \"B\"; subscribe it first")
    #expect(await service.subscribedSymbols == [a])
    await service.stop()
  }

  @Test("A simulation runs symbols on demand only when told, from then on")
  func simulation() throws {
    var simulation = try Simulation(config())
    var symbols: [Symbol] = []
    simulation.run(for: .milliseconds(50)) { symbols += $0.map(\.symbol) }
    #expect(symbols == Array(repeating: a, count: 5))
    try simulation.ensureSubscribed([b])
    try simulation.ensureSubscribed([a, b])
    symbols = []
    simulation.run(for: .milliseconds(50)) { symbols += $0.map(\.symbol) }
    #expect(symbols.count { $0 == a } == 5)
    #expect(symbols.count { $0 == b } == 5)
  }
}

/// A source that quotes nothing, and lacks a symbol.
private struct Picky: DataSource {
  let lacks: Symbol
  init(lacks: Symbol) { self.lacks = lacks }
  var isLive: Bool { false }
  var nextDeadline: Timestamp? { nil }
  mutating func advance(to now: Timestamp, into quotes: inout OutputSpan<Quote>) {}
  mutating func activate(_ symbols: [Symbol], at now: Timestamp) throws(DataSourceError) {
    if symbols.contains(lacks) { throw .unknownSymbol(lacks.ticker) }
  }
  mutating func deactivate(_ symbol: Symbol) {}
  mutating func shift(by duration: Duration) {}
  mutating func setScenario(
    _ scenario: SymbolScenario, for symbol: Symbol, at now: Timestamp
  ) throws(DataSourceError) {
    throw .noScenarios(source: "nothing")
  }
  mutating func nextSequence(for symbol: Symbol) -> UInt64? { nil }
}
