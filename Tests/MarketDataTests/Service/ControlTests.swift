import MarketData
import MarketDataTesting
import Testing

@Suite("Changing a market while it runs", .timeLimit(.minutes(2)))
struct ControlTests {
  let clock = ManualClock()

  private func started(_ config: MarketDataConfig, cache: (any QuoteCache)? = nil) async throws -> MarketDataService {
    let service = try service(config, cache: cache, clock: clock)
    try await service.start()
    await clock.quiet(sleepers: 1)
    return service
  }

  @Test("Symbols can be added before and after the start, and taken away; their walk stands still meanwhile")
  func subscribing() async throws {
    let (a, b) = (try Symbol("A"), try Symbol("EXTRA"))
    let service = try service(market(), clock: clock)
    let stream = try service.stream()
    try await service.ensureSubscribed(b)
    try await service.start()
    await clock.quiet(sleepers: 1)
    try await service.ensureSubscribed([a, b])
    await clock.advance(by: .seconds(2))
    await service.unsubscribe(a)
    let frozen = service.quote(for: a)
    await clock.advance(by: .seconds(2))
    #expect(service.quote(for: a) == frozen)
    try await service.ensureSubscribed(a)
    await clock.advance(by: .milliseconds(20))
    await service.stop()
    let sequences = await readAll(stream).joined().filter { $0.symbol == a }.map(\.sequence)
    #expect(sequences == Array(1...202))
    #expect(service.quote(for: b)?.sequence == 4)
  }

  @Test("Unsubscribing withdraws what is in flight, and accounts for it")
  func withdrawing() async throws {
    var config = try market(symbols: 2)
    config.faults.enabled = true
    config.faults.delayProbability = 1
    config.faults.delayMsRange = 5000...5000
    let service = try await started(config)
    await clock.advance(by: .seconds(1))
    await service.unsubscribe(try Symbol("A"))
    var processor = await service.statistics().processor
    #expect((processor.withdrawn, processor.inFlight) == (100, 100))
    await service.stop()
    processor = await service.statistics().processor
    #expect((processor.emitted, processor.inFlight) == (100, 0))
    #expect(processor.isBalanced)
  }

  @Test("New faults apply whole from the next quote on; bad ones change nothing")
  func faults() async throws {
    let service = try await started(market())
    let stream = try service.stream()
    await clock.advance(by: .milliseconds(50))
    var faults = FaultConfig()
    faults.enabled = true
    faults.dropProbability = 1
    try await service.setFaults(faults)
    await clock.advance(by: .milliseconds(50))
    faults.dropProbability = 2
    faults.delayProbability = -1
    let error = await #expect(throws: ConfigError.self) { try await service.setFaults(faults) }
    #expect(error?.problems.count == 2)
    await clock.advance(by: .milliseconds(50))
    try await service.setFaults(FaultConfig())
    await clock.advance(by: .milliseconds(50))
    await service.stop()
    #expect(await readAll(stream).joined().map(\.sequence) == [1, 2, 3, 4, 5, 16, 17, 18, 19, 20])
  }

  @Test("A new scenario applies from the next quote on, at the present price")
  func scenario() async throws {
    let service = try await started(market())
    let stream = try service.stream()
    await clock.advance(by: .milliseconds(50))
    try await service.setScenario(.flat, for: try Symbol("A"))
    await clock.advance(by: .milliseconds(50))
    await service.stop()
    let prices = await readAll(stream).joined().map(\.price.approximate)
    for (before, after) in zip(prices.dropFirst(4), prices.dropFirst(5)) { #expect(abs(after / before - 1) < 0.0002) }
    let error = await #expect(throws: DataSourceError.self) {
      try await service.setScenario(.flat, for: try Symbol("NEVER"))
    }
    #expect(error?.description == "expected a symbol that the source quotes, found \"NEVER\"; subscribe it first")
  }

  @Test("A pushed quote goes the way of the others, with the next sequence")
  func push() async throws {
    let a = try Symbol("A")
    let service = try await started(market())
    let stream = try service.stream()
    await clock.advance(by: .milliseconds(30))
    let price = try Price("123.45")
    try await service.push(Quote(symbol: a, price: price, bid: price, ask: price, timestamp: clock.now))
    await clock.quiet()
    #expect(service.quote(for: a)?.price == price)
    await clock.advance(by: .milliseconds(20))
    await service.stop()
    let quotes = await Array(readAll(stream).joined())
    #expect(quotes.map(\.sequence) == Array(1...6))
    #expect(quotes[3].price == price)
    var plain: [Quote] = []
    var simulation = try Simulation(market())
    simulation.run(for: .milliseconds(50)) { plain += $0 }
    #expect(quotes.filter { $0.price != price }.map(\.price) == plain.map(\.price), "the walk does not notice")
    #expect(await service.statistics().processor.generated == 6)
  }

  @Test("A thousand pushes in a row all arrive, in order, through a slow reader")
  func manyPushes() async throws {
    let a = try Symbol("A")
    let service = try await started(market(interval: .seconds(3600)))
    let stream = try service.stream(bound: 3)
    let reader = Task { await readAll(stream) }
    for number in 1...1000 {
      let price = Price(nanos: Int64(number) * 10_000_000)
      try await service.push(Quote(symbol: a, price: price, bid: price, ask: price, timestamp: clock.now))
    }
    await clock.quiet()
    await service.stop()
    let quotes = await reader.value.joined()
    #expect(quotes.map(\.price.nanos) == (1...1000).map { $0 * 10_000_000 })
  }

  @Test("What was pushed and waits is withdrawn with its symbol, and a symbol added while all wait begins on time")
  func whileBlocked() async throws {
    let (a, late) = (try Symbol("A"), try Symbol("LATE"))
    var config = try market()
    config.defaultTickInterval = .milliseconds(10)
    let service = try await started(config)
    var blocking: AsyncStream<QuoteBatch>? = try service.stream(bound: 1)
    await clock.advance(by: .seconds(600))
    let one = try Price("1.00")
    for _ in 0..<3 {
      try await service.push(Quote(symbol: a, price: one, bid: one, ask: one, timestamp: clock.now))
    }
    await service.unsubscribe(a)
    #expect(await service.statistics().processor.withdrawn == 3)
    #expect(await service.isBalanced())
    try await service.ensureSubscribed(late)
    #expect(blocking != nil)
    blocking = nil
    await clock.quiet()
    await clock.advance(by: .milliseconds(100))
    await service.stop()
    #expect((service.quote(for: late)?.sequence ?? 0) >= 9)
  }

  @Test("Faults of single symbols stay when others change, unless new ones are given")
  func ownFaults() async throws {
    let (a, b) = (try Symbol("A"), try Symbol("B"))
    var config = try market(symbols: 2)
    var drop = FaultConfig()
    drop.enabled = true
    drop.dropProbability = 1
    config.symbols[a]?.faults = drop
    let service = try await started(config)
    let stream = try service.stream()
    try await service.setFaults(FaultConfig())
    await clock.advance(by: .milliseconds(50))
    try await service.setFaults(drop, perSymbol: [a: FaultConfig()])
    await clock.advance(by: .milliseconds(50))
    await service.stop()
    let symbols = await readAll(stream).joined().map(\.symbol)
    #expect(symbols == Array(repeating: b, count: 5) + Array(repeating: a, count: 5))
  }

  @Test("What cannot be pushed is refused by name")
  func refusals() async throws {
    let service = try await started(market())
    let one = try Price("1.00")
    func error(_ ticker: String, _ price: Price) async throws -> String? {
      let quote = Quote(symbol: try Symbol(ticker), price: price, bid: one, ask: one, timestamp: clock.now)
      return await #expect(throws: ServiceError.self) { try await service.push(quote) }?.description
    }
    #expect(
      try await error("OTHER", one)
        == "expected a symbol that is subscribed, found \"OTHER\"; call ensureSubscribed first")
    #expect(try await error("A", .zero) == "A: expected a price above 0, found 0.00")
    await service.stop()
    #expect(try await error("A", one) == "expected a running service, found a stopped one; call start first")
  }

  @Test("The cache gets what quote(for:) answers, stamped when it was accepted; older quotes are refused by both")
  func cacheGuard() async throws {
    let cache = MemoryQuoteCache()
    let a = try Symbol("A")
    let service = try await started(market(), cache: cache)
    await clock.advance(by: .milliseconds(50))
    let latest = try #require(service.quote(for: a))
    #expect(try await cache.quote(for: a) == CachedQuote(latest, cachedAt: latest.received))
    var old = latest
    old.timestamp = latest.timestamp - .milliseconds(1)
    old.price = try Price("1.00")
    try await service.push(old)
    await clock.quiet()
    #expect(service.quote(for: a) == latest)
    #expect(try await cache.quote(for: a)?.price == latest.price)
    #expect(await service.statistics().refusedOlder == 1)
    await service.stop()
  }
}
