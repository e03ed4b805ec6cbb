import MarketData
import MarketDataTesting
import Testing

@Suite("Health through a service", .timeLimit(.minutes(2)))
struct HealthServiceTests {
  /// A market of one symbol with 100 ms between quotes, and as long a silence that is ordinary.
  private func config() throws -> (MarketDataConfig, Symbol) {
    let a = try Symbol("A")
    var config = try market(interval: .milliseconds(100))
    config.symbols[a]?.expectedInterval = .milliseconds(100)
    return (config, a)
  }

  private var silence: FaultConfig {
    var faults = FaultConfig()
    faults.enabled = true
    faults.staleWindowProbability = 1
    faults.staleWindowDurationMs = 1000...1000
    return faults
  }

  @Test("A silence is told in the stream, to strategies, by the service and in the statistics, at its times")
  func silenceEverywhere() async throws {
    let clock = ManualClock()
    let (config, a) = try config()
    let service = try service(config, clock: clock)
    let heard = Lock<[HealthChange]>([])
    let engine = StrategyEngine([Listener(symbol: a, heard: heard), StaleGuard(a)], clock: clock)
    let stream = try service.stream()
    #expect(service.health(of: a) == nil)
    try await service.start()
    async let running: Void = engine.run(stream)
    await clock.quiet(sleepers: 2)
    await clock.advance(by: .milliseconds(450))
    #expect(service.health(of: a) == .live)
    try await service.setFaults(silence)
    await clock.advance(by: .milliseconds(150))
    try await service.setFaults(FaultConfig())
    let last = try #require(service.quote(for: a)).received
    await clock.advance(to: last + .milliseconds(250))
    #expect(service.health(of: a) == .stale)
    await clock.advance(by: .milliseconds(100))
    #expect(service.health(of: a) == .mute)
    await clock.advance(by: .seconds(2))
    #expect(service.health(of: a) == .live)
    let statistics = await service.statistics()
    await service.stop()
    await running
    let changes = heard.withLock { $0 }
    #expect(changes.map(\.to) == [.stale, .mute, .gapped, .live])
    #expect(changes.map(\.from) == [.live, .stale, .mute, .gapped])
    #expect(changes.prefix(2).map(\.time) == [last + .milliseconds(200), last + .milliseconds(300)])
    #expect(statistics.healthChanges == [.stale: 1, .mute: 1, .gapped: 1, .live: 1])
    #expect(await engine.statistics.map(\.signals) == [0, 3])
  }

  @Test("A market that waits for a reader is not silent", arguments: [3600, 0.5])
  func blocked(seconds: Double) async throws {
    let clock = ManualClock()
    let (config, a) = try config()
    let service = try service(config, clock: clock)
    var stream = try service.stream(bound: 5).makeAsyncIterator()
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .milliseconds(800))
    await clock.advance(by: .seconds(seconds))
    #expect(service.health(of: a) == .live)
    var seen = 0
    while seen < 5, let batch = await stream.next() { seen += batch.count }
    for _ in 0..<4 {
      await clock.advance(by: .milliseconds(100))
      while seen < 10, let batch = await stream.next() {
        seen += batch.count
        if batch.count < 5 { break }
      }
    }
    let statistics = await service.statistics()
    #expect(statistics.blocked >= .seconds(seconds))
    #expect(statistics.healthChanges == [:])
    await service.stop()
  }

  @Test("A service that was stopped for a day finds nothing wrong when it starts again")
  func restart() async throws {
    let clock = ManualClock()
    let (config, a) = try config()
    let service = try service(config, clock: clock)
    for _ in 0..<2 {
      let stream = try service.stream(bound: 1000)
      try await service.start()
      await clock.quiet(sleepers: 1)
      await clock.advance(by: .seconds(1))
      await service.stop()
      _ = await readAll(stream)
      await clock.advance(by: .seconds(86_400))
    }
    #expect(service.health(of: a) == .live)
    #expect(await service.statistics().healthChanges == [:])
  }

  @Test("What is in flight when a service stops leaves early, and its numbers are not missed at the next start")
  func restartInFlight() async throws {
    let clock = ManualClock()
    var (config, a) = try config()
    config.faults.enabled = true
    config.faults.delayProbability = 1
    config.faults.delayMsRange = 30...40
    let service = try service(config, clock: clock)
    for _ in 0..<2 {
      let stream = try service.stream(bound: 1000)
      try await service.start()
      await clock.quiet(sleepers: 1)
      await clock.advance(by: .milliseconds(1020))
      await service.stop()
      _ = await readAll(stream)
    }
    let changes = await service.statistics().healthChanges
    #expect(changes[.gapped] == nil && changes[.stale] == nil)
    #expect(service.health(of: a) != nil)
  }

  @Test("A market that runs as fast as it is read has silences in its own time, and ends when all is unsubscribed")
  func unpaced() async throws {
    var (config, a) = try config()
    config.pace = .unpaced
    config.faults = silence
    config.faults.staleWindowProbability = 0.01
    let service = try service(config, clock: SystemClock.shared)
    var stream = try service.stream().makeAsyncIterator()
    try await service.start()
    var changes: [HealthChange] = []
    while changes.count < 8, let batch = await stream.next() {
      for case .health(let change) in batch.notices { changes.append(change) }
    }
    #expect(Array(changes.prefix(8).map(\.to)) == [.stale, .mute, .gapped, .live, .stale, .mute, .gapped, .live])
    await service.unsubscribe(a)
    await service.stop()
  }

  @Test("Nothing is said when health is switched off")
  func disabled() async throws {
    let clock = ManualClock()
    var (config, a) = try config()
    config.health.enabled = false
    config.faults = silence
    let service = try service(config, clock: clock)
    let stream = try service.stream()
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .seconds(5))
    await service.stop()
    #expect(await readAll(stream).flatMap(\.notices) == [])
    #expect(await service.statistics().healthChanges == [:])
    #expect(service.health(of: a) == nil)
  }
}

/// Notes what it hears of health.
private struct Listener: Strategy {
  let name = "listener"
  let symbol: Symbol
  let heard: Lock<[HealthChange]>
  var symbols: [Symbol] { [symbol] }

  func onQuote(_ quote: Quote) -> Signal? { nil }
  func onHealthChange(_ change: HealthChange) -> Signal? {
    heard.withLock { $0.append(change) }
    return nil
  }
}
