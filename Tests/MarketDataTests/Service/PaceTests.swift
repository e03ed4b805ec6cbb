import MarketData
import MarketDataTesting
import Testing

@Suite("Pace and clocks", .timeLimit(.minutes(2)))
struct PaceTests {
  @Test("A market at ten times the speed makes ten times the quotes, a tenth as long apart on the wall")
  func scaled() async throws {
    let clock = ManualClock()
    var config = try market()
    config.pace = .scaled(10)
    let service = try service(config, clock: clock)
    let stream = try service.stream(bound: 100_000)
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .seconds(1))
    await service.stop()
    let quotes = await Array(readAll(stream).joined())
    #expect(quotes.count == 1000)
    for (a, b) in zip(quotes, quotes.dropFirst()) { #expect(b.timestamp - a.timestamp == .milliseconds(10)) }
  }

  @Test("An unpaced market gives exactly what the simulation gives, however it is read")
  func unpaced() async throws {
    var config = try market(symbols: 10)
    config.pace = .unpaced
    config.faults.enabled = true
    config.faults.delayProbability = 0.1
    config.faults.duplicateProbability = 0.1
    let service = try service(config)
    let reader = Task { [stream = try service.stream()] in
      var quotes: [Quote] = []
      for await quote in stream.quotes where quotes.count < 50_000 { quotes.append(quote) }
      return quotes
    }
    try await service.start()
    var probe = try service.stream().makeAsyncIterator()
    var seen = 0
    while seen < 50_000, let batch = await probe.next() { seen += batch.count }
    async let stopped: Void = service.stop()
    while await probe.next() != nil {}
    await stopped
    let quotes = await reader.value
    var simulated: [Quote] = []
    var simulation = try Simulation(config)
    simulation.run(for: .seconds(60)) { simulated += $0 }
    #expect(quotes == Array(simulated.prefix(50_000)))
  }

  @Test("A market that was left behind for long goes on from now, without a burst", arguments: [2, 3600])
  func leftBehind(seconds: Int) async throws {
    let clock = JumpingClock()
    let service = try service(market(), clock: clock)
    let stream = try service.stream()
    try await service.start()
    await clock.manual.quiet(sleepers: 1)
    await clock.manual.advance(by: .milliseconds(50))
    clock.jump(by: .seconds(seconds))
    await clock.manual.advance(by: .milliseconds(50))
    await service.stop()
    let quotes = await Array(readAll(stream).joined())
    #expect((9...11).contains(quotes.count))
    #expect(await service.statistics().skipped >= .seconds(seconds - 1))
  }

  @Test("At half the speed strategies are told the market's time, and none takes a slow market for a silent one")
  func slowMarket() async throws {
    let clock = ManualClock()
    let a = try Symbol("A")
    var config = try market(interval: .seconds(1))
    config.pace = .scaled(0.5)
    let service = try service(config, clock: clock)
    let signals = Lock<[Signal]>([])
    let engine = StrategyEngine(
      [StaleGuard(a)], clock: clock,
      onSignal: { signal in signals.withLock { $0.append(signal) } }, marketTime: { await service.marketTime })
    let stream = try service.stream()
    try await service.start()
    async let running: Void = engine.run(stream)
    await clock.quiet(sleepers: 2)
    await clock.advance(by: .seconds(30))
    await service.stop()
    await running
    #expect(signals.withLock { $0 }.map(\.action) == [.buy])
    #expect(await service.statistics().processor.generated == 15)
  }

  @Test("Strategies are told the time while no quotes come")
  func heartbeat() async throws {
    let clock = ManualClock()
    let a = try Symbol("A")
    let service = try service(market(), clock: clock)
    let signals = Lock<[Signal]>([])
    let engine = StrategyEngine([SilenceTimer(symbol: a)], clock: clock) { signal in
      signals.withLock { $0.append(signal) }
    }
    #expect(await engine.collectAllSymbols() == [a])
    let stream = try service.stream()
    try await service.start()
    async let running: Void = engine.run(stream)
    await clock.quiet(sleepers: 2)
    await clock.advance(by: .seconds(2))
    await service.unsubscribe(a)
    await clock.advance(by: .seconds(3))
    await service.stop()
    await running
    #expect(signals.withLock { $0 }.map(\.action) == [.flat])
    let flat = try #require(signals.withLock { $0 }.last)
    let last = try #require(service.quote(for: a))
    #expect(flat.time - last.received <= .milliseconds(1250))
    #expect(await engine.statistics.first?.quotes == 200)
  }
}

/// Goes flat by its own watch: when it is told the time a second after the last quote.
private struct SilenceTimer: Strategy {
  let name = "timer"
  let symbol: Symbol
  var symbols: [Symbol] { [symbol] }
  private var last: Quote?

  init(symbol: Symbol) { self.symbol = symbol }

  mutating func onQuote(_ quote: Quote) -> Signal? {
    last = quote
    return nil
  }

  mutating func onTime(_ now: Timestamp) -> Signal? {
    guard let quote = last, now - quote.received > .seconds(1) else { return nil }
    last = nil
    return Signal(.flat, symbol, at: quote.price, time: now, reason: "no quote")
  }
}

/// A manual clock whose wall time can be set, while what sleeps on it notices nothing.
private final class JumpingClock: MarketClock {
  let manual = ManualClock()
  private let offset = Lock(Duration.zero)

  func jump(by duration: Duration) { offset.withLock { $0 += duration } }
  var now: Timestamp { manual.now + offset.withLock { $0 } }
  func park(_ alarm: Alarm, until deadline: Timestamp?) {
    manual.park(alarm, until: deadline.map { $0 - offset.withLock { $0 } })
  }
  func retire(_ alarm: Alarm) { manual.retire(alarm) }
}
