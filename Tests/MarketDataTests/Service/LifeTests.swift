import MarketData
import MarketDataTesting
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing

@Suite("The life of a service", .timeLimit(.minutes(2)))
struct LifeTests {
  @Test("Quotes come at their deadlines, with positions from 1")
  func deadlines() async throws {
    let clock = ManualClock()
    let service = try service(market(), clock: clock)
    let stream = try service.stream()
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .milliseconds(100))
    await service.stop()
    let batches = await readAll(stream)
    #expect(batches.positions == Array(1...10))
    for quote in batches.joined() { #expect(quote.received == quote.timestamp) }
    #expect(batches.joined().map(\.sequence) == Array(1...10))
    #expect(await service.isBalanced())
  }

  @Test("Starting twice, stopping twice, and stopping what never ran are without effect")
  func idempotence() async throws {
    let clock = ManualClock()
    let service = try service(market(), clock: clock)
    await service.stop()
    try await service.start()
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .milliseconds(50))
    await service.stop()
    await service.stop()
    #expect(await service.statistics().processor.generated == 5)
  }

  @Test("A later start goes on with walk, sequence, position and counters; old streams stay ended")
  func restart() async throws {
    let clock = ManualClock()
    let service = try service(market(), clock: clock)
    let first = try service.stream()
    var sequences: [UInt64] = []
    for _ in 1...3 {
      let stream = try service.stream()
      try await service.start()
      await clock.quiet(sleepers: 1)
      await clock.advance(by: .milliseconds(40))
      await service.stop()
      await clock.advance(by: .seconds(3600))
      sequences += await readAll(stream).joined().map(\.sequence)
    }
    #expect(sequences == Array(1...12))
    #expect(await readAll(first).positions == Array(1...4))
    #expect(await service.statistics().processor.generated == 12)
  }

  @Test("The same seed gives the same prices in real time as in simulation")
  func sameAsSimulation() async throws {
    let clock = ManualClock()
    let config = try market(symbols: 5)
    let service = try service(config, clock: clock)
    let stream = try service.stream(bound: 100_000)
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .seconds(2))
    await service.stop()
    var simulated: [Quote] = []
    var simulation = try Simulation(config)
    simulation.run(for: .seconds(2)) { simulated += $0 }
    #expect(await Array(readAll(stream).joined()) == simulated)
    #expect(simulated.count == 1000)
  }

  @Test("Stopping under load hands out what is buffered, then the end")
  func stopUnderLoad() async throws {
    var config = try market(symbols: 10, interval: .milliseconds(1))
    config.pace = .unpaced
    let service = try service(config, clock: SystemClock.shared)
    let stream = try service.stream()
    let reader = Task { await readAll(stream) }
    var probe = try service.stream().makeAsyncIterator()
    try await service.start()
    for _ in 0..<20 { _ = await probe.next() }
    // From here on the probe does not read: the pipeline comes to wait for it.
    async let stopped: Void = service.stop()
    while await probe.next() != nil {}
    await stopped
    let positions = await reader.value.positions
    let statistics = await service.statistics()
    #expect(positions == Array(1...UInt64(statistics.processor.emitted)))
    #expect(statistics.subscribers.abandoned == 0)
    #expect(await service.isBalanced())
  }

  @Test("Stopping with a consumer that never reads returns in time, and a last gap says what was given up")
  func stopWithoutReader() async throws {
    let clock = ManualClock()
    let service = try service(market(interval: .milliseconds(1)), clock: clock)
    let stream = try service.stream(bound: 10)
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .milliseconds(50))
    async let stopped: Void = service.stop()
    await clock.timerScheduled()
    await clock.advance(by: service.config.stopTimeout)
    await stopped
    let batches = await readAll(stream)
    #expect(batches.positions == Array(1...10))
    #expect(batches.gaps == [Gap(from: 11, to: 11, count: 1, cause: .abandoned)])
    let statistics = await service.statistics()
    #expect(statistics.subscribers.abandoned == 1)
    #expect(statistics.blocked >= .milliseconds(39))
    #expect(await service.isBalanced())
  }

  @Test("What is in flight leaves when the service stops, in due order")
  func drain() async throws {
    let clock = ManualClock()
    var config = try market(symbols: 3)
    config.faults.enabled = true
    config.faults.reorderProbability = 1
    config.faults.reorderMsRange = 60_000...120_000
    let service = try service(config, clock: clock)
    let stream = try service.stream()
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .milliseconds(100))
    #expect(await service.statistics().processor.inFlight == 30)
    await service.stop()
    let ledger = await service.faultLedger().rows
    let due = ledger.sorted { ($0.time + $0.duration, $0.id) < ($1.time + $1.duration, $1.id) }
    let quotes = await readAll(stream).joined()
    #expect(quotes.map(\.symbol) == due.map(\.symbol))
    #expect(quotes.map(\.sequence) == due.map(\.sequence))
    #expect(await service.statistics().processor.inFlight == 0)
  }

  @Test("Graceful shutdown stops a running service")
  func gracefulShutdown() async throws {
    let clock = ManualClock()
    let service = try service(market(), clock: clock)
    let stream = try service.stream()
    try await testGracefulShutdown { trigger in
      try await withThrowingTaskGroup { group in
        group.addTask { try await service.run() }
        await clock.quiet(sleepers: 1)
        await clock.advance(by: .milliseconds(30))
        trigger.triggerGracefulShutdown()
        try await group.waitForAll()
      }
    }
    #expect(await readAll(stream).positions == [1, 2, 3])
  }

  @Test("A service that somebody else stops ends its run")
  func stoppedByOthers() async throws {
    let clock = ManualClock()
    let service = try service(market(), clock: clock)
    async let running: Void = service.run()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .milliseconds(20))
    await service.stop()
    try await running
    #expect(await service.statistics().processor.emitted == 2)
  }

  @Test("An unpaced market comes to the end of time and rests there")
  func endOfTime() async throws {
    var config = try market(interval: .seconds(86_400))
    config.pace = .unpaced
    let clock = ManualClock()
    let service = try service(config, clock: clock)
    let stream = try service.stream()
    try await service.start()
    var last: UInt64 = 0
    for await quote in stream.quotes {
      last = quote.sequence
      if quote.timestamp.description > "2262-04-08T23" { break }
    }
    await clock.quiet()
    await service.stop()
    #expect(await service.statistics().processor.emitted - Int(last) <= 1)
  }

  @Test("Cancelling the task that runs a service stops it")
  func cancellation() async throws {
    let clock = ManualClock()
    let service = try service(market(), clock: clock)
    let stream = try service.stream()
    let running = Task { try await service.run() }
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .milliseconds(20))
    running.cancel()
    try await running.value
    #expect(await readAll(stream).positions == [1, 2])
  }
}
