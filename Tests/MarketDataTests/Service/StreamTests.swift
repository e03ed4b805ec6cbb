import MarketData
import MarketDataTesting
import Testing

@Suite("Streams", .timeLimit(.minutes(2)))
struct StreamTests {
  @Test("A full stream with suspend holds the market back, and no burst follows")
  func suspend() async throws {
    let clock = ManualClock()
    let service = try service(market(), clock: clock)
    var reader = try service.stream(bound: 5).makeAsyncIterator()
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .seconds(10))
    #expect(await service.statistics().processor.emitted == 6)
    #expect(await service.statistics().blocked > .milliseconds(9930), "counted while it lasts")
    let resumed = clock.now
    var quotes: [Quote] = []
    while quotes.count < 6, let batch = await reader.next() { quotes += batch }
    await clock.quiet()
    await clock.advance(by: .milliseconds(40))
    while quotes.count < 10, let batch = await reader.next() { quotes += batch }
    #expect(quotes.map(\.sequence) == Array(1...10))
    let spacing = zip(quotes.dropFirst(6), quotes.dropFirst(7)).map { $1.timestamp - $0.timestamp }
    #expect(spacing == Array(repeating: .milliseconds(10), count: 3))
    #expect(quotes[6].timestamp > resumed)
    let blocked = await service.statistics().blocked
    #expect(blocked > .milliseconds(9930) && blocked <= .seconds(10))
    await service.stop()
  }

  @Test("Policies that drop make nobody else wait", arguments: [OverflowPolicy.dropOldest, .dropNewest, .conflate])
  func droppers(policy: OverflowPolicy) async throws {
    let clock = ManualClock()
    let service = try service(market(symbols: 2), clock: clock)
    let lazy = try service.stream(policy: policy, bound: 7)
    let whole = try service.stream(bound: 100_000)
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .seconds(1))
    await service.stop()
    #expect(await readAll(whole).positions == Array(1...200))
    let batches = await readAll(lazy)
    let missing = Set(1...200).subtracting(batches.positions.map(Int.init))
    #expect(missing.count > 190 - 7)
    #expect(batches.gaps.reduce(0) { $0 + Int($1.count) } == missing.count)
    for gap in batches.gaps {
      #expect(gap.cause == (policy == .conflate ? .merged : .overflow))
      #expect(missing.filter { (gap.from...gap.to).contains(UInt64($0)) }.count == Int(gap.count))
    }
    #expect(batches.positions == batches.positions.sorted())
    #expect(await service.statistics().blocked == .zero)
    #expect(await service.isBalanced())
  }

  @Test("A stream that is left in the middle, dropped, or cancelled unregisters at once")
  func unregistering() async throws {
    let clock = ManualClock()
    let service = try service(market(), clock: clock)
    _ = try service.stream()
    #expect(await service.statistics().subscriberCount == 0)
    try await service.start()
    await clock.quiet(sleepers: 1)
    let left = Task { [stream = try service.stream()] in
      for await _ in stream { break }
    }
    await clock.advance(by: .milliseconds(20))
    _ = await left.result
    #expect(await service.statistics().subscriberCount == 0)
    let stream = try service.stream()
    let cancelled = Task { await readAll(stream) }
    cancelled.cancel()
    _ = await cancelled.value
    #expect(await service.statistics().subscriberCount == 0)
    await service.stop()
    #expect(await service.isBalanced())
  }

  @Test("A blocked market goes on as soon as the stream that blocks it goes away")
  func unblocking() async throws {
    let clock = ManualClock()
    let service = try service(market(), clock: clock)
    var blocking: AsyncStream<QuoteBatch>? = try service.stream(bound: 1)
    let whole = try service.stream(bound: 1000)
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .seconds(1))
    #expect(await service.statistics().processor.emitted == 2)
    #expect(blocking != nil)
    blocking = nil
    await clock.quiet()
    await clock.advance(by: .milliseconds(100))
    await service.stop()
    #expect(await readAll(whole).positions == Array(1...12))
  }

  @Test("Quotes one by one are the batches, flattened, and stay on the caller's actor")
  func flattening() async throws {
    let clock = ManualClock()
    let service = try service(market(symbols: 4), clock: clock)
    let (batches, singles) = (try service.stream(), try service.stream())
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .milliseconds(500))
    await service.stop()
    var quotes: [Quote] = []
    for await quote in singles.quotes { quotes.append(quote) }
    #expect(await Array(readAll(batches).joined()) == quotes)
    #expect(quotes.count == 200)
  }

  @Test("A stream read by two tasks at a time loses nothing between them")
  func twoReaders() async throws {
    let clock = ManualClock()
    let service = try service(market(symbols: 4), clock: clock)
    let stream = try service.stream()
    async let one = readAll(stream)
    async let two = readAll(stream)
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .milliseconds(500))
    await service.stop()
    let positions = await (one + two).positions
    #expect(positions.sorted() == Array(1...200))
  }

  @Test("The streams of a service that is gone end, and one let go after the stop leaves no ghosts")
  func ends() async throws {
    var stream: AsyncStream<QuoteBatch>?
    do { stream = try service(market()).stream() }
    if let stream { #expect(await readAll(stream).isEmpty) }
    let clock = ManualClock()
    let service = try service(market(), clock: clock)
    stream = try service.stream()
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .milliseconds(100))
    await service.stop()
    #expect(await service.statistics().subscribers.buffered == 10)
    stream = nil
    let counters = await service.statistics().subscribers
    #expect((counters.buffered, counters.abandoned) == (0, 10))
    #expect(counters.isBalanced)
  }

  @Test("A bound out of range is refused", arguments: [0, -1, 1_000_001])
  func bounds(bound: Int) async throws {
    let service = try service(market())
    let error = #expect(throws: ServiceError.self) { _ = try service.stream(bound: bound) }
    #expect(error?.description == "expected a bound of 1 to 1000000 quotes, found \(bound)")
  }
}
