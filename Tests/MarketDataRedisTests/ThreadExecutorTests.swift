import Glibc
import MarketData
import Testing

@testable import MarketDataRedis

@Suite("ThreadExecutor", .timeLimit(.minutes(5)))
struct ThreadExecutorTests {
  /// An actor that says where it runs.
  private actor Probe {
    nonisolated let executor: ThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private var count = 0
    init(_ executor: ThreadExecutor) { self.executor = executor }

    func thread() -> pthread_t { pthread_self() }
    /// Not atomic: only isolation makes it count right.
    func increment() -> Int {
      count += 1
      return count
    }
    nonisolated func assumed() -> pthread_t { assumeIsolated { _ in pthread_self() } }
  }

  @Test("Runs an actor on one thread, which is none of the pool's")
  func oneThread() async {
    let probe = Probe(ThreadExecutor())
    let threads = await withTaskGroup { group in
      for _ in 0..<100 { group.addTask { (await probe.thread(), pthread_self()) } }
      return await group.reduce(into: (own: Set<pthread_t>(), pool: Set<pthread_t>())) { sets, pair in
        sets.own.insert(pair.0)
        sets.pool.insert(pair.1)
      }
    }
    #expect(threads.own.count == 1)
    #expect(threads.own.isDisjoint(with: threads.pool))
    await probe.executor.stop()
  }

  @Test("Runs closures in the order they were handed in, isolated to its actor")
  func closures() async {
    let probe = Probe(ThreadExecutor())
    let order = Lock<[Int]>([])
    let thread = await withCheckedContinuation { done in
      for number in 0..<100 { probe.executor.submit { order.withLock { $0.append(number) } } }
      probe.executor.submit { done.resume(returning: probe.assumed()) }
    }
    #expect(order.withLock { $0 } == Array(0..<100))
    #expect(await probe.thread() == thread)
    #expect(!(probe.executor.isIsolatingCurrentContext() ?? true))
    await probe.executor.stop()
  }

  @Test("Runs what was handed in before its end, and after it on the caller, one at a time")
  func afterStop() async {
    let probe = Probe(ThreadExecutor())
    await probe.executor.stop()
    await probe.executor.stop()
    let counts = await withTaskGroup { group in
      for _ in 0..<1000 { group.addTask { await probe.increment() } }
      return await group.reduce(into: Set<Int>()) { $0.insert($1) }
    }
    #expect(counts == Set(1...1000))
  }

  @Test("Watches a socket while it has nothing to do, and says once that it stirs")
  func watches() async throws {
    let executor = ThreadExecutor()
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    let (stirs, continuation) = AsyncStream.makeStream(of: Int.self)
    executor.submit { executor.watch((reading, { continuation.yield(1) })) }
    try #require(write(writing, "x", 1) == 1)
    var iterator = stirs.makeAsyncIterator()
    #expect(await iterator.next() == 1)
    executor.submit { continuation.yield(2) }  // nothing came between, though the byte is still there
    #expect(await iterator.next() == 2)
    await executor.stop()
    close(reading)
    close(writing)
  }

  @Test("Ends its thread when nobody holds it any more")
  func ends() async {
    let ended = await withCheckedContinuation { done in
      let executor = ThreadExecutor()
      executor.submit { done.resume(returning: true) }
    }
    #expect(ended)
  }
}
