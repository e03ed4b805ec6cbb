public import Logging
public import MarketData

/// The latest quotes in Redis, one key per symbol: `SET quote:AAPL {"symbol":"AAPL","price":"150.25",…}`.
///
/// `accept` puts quotes into a table in memory, merged per symbol, and returns; a thread of the cache's own writes
/// them, in pipelines of 256. A slow or absent Redis costs freshness, never memory and never the caller's time. After
/// a reconnect the latest quote of every symbol is written again. A Redis that is not there at first is waited for in
/// the same way; a program that only reads connects at its first read and writes nothing.
///
/// While there is no connection, reads fail at once with the reason, until the next attempt is due. A read blocks no
/// thread of the caller's; it ends within the connect timeout and a few command timeouts, cancelled or not.
public final class RedisQuoteCache: QuoteCache {
  private let pending: Lock<PendingQuotes>
  private let session: RedisSession
  private let clock: any Clock<Duration>

  /// A cache in the Redis of `config.url`. Connects when there is something to write or read.
  ///
  /// - Parameter logger: Told once, as a warning, when Redis stops taking quotes, and once when it takes them again.
  /// - Throws: `RedisURLError` when the URL is none.
  public convenience init(
    _ config: RedisConfig, logger: Logger = Logger(label: "marketdata.redis")
  ) throws(RedisURLError) {
    var random = SystemRandomNumberGenerator()
    try self.init(config, logger: logger, clock: ContinuousClock(), seed: random.next())
  }

  /// A cache whose pauses and flush timeouts pass by `clock`, and whose jitter comes from `seed`.
  package init(
    _ config: RedisConfig, logger: Logger, clock: any Clock<Duration>, seed: UInt64
  ) throws(RedisURLError) {
    let url = try RedisURL(config.url)
    let pending = Lock(PendingQuotes())
    (self.pending, self.clock) = (pending, clock)
    session = RedisSession(url, config: config, pending: pending, logger: logger, clock: clock, seed: seed)
  }

  /// Without `close`, the connection is dropped and the thread ends by themselves.
  deinit {
    closePending()
    session.executor.submit { [session] in session.assumeIsolated { $0.close() } }
    session.executor.requestStop()
  }

  /// Merges quotes into those that wait, under one short lock; the thread is woken at most once until it is idle.
  public func accept(_ quotes: some Collection<Quote>, at time: Timestamp) {
    if quotes.withContiguousStorageIfAvailable({ accept($0, at: time) }) == nil {
      // Copied first: a stranger's iterator shall not run under our lock.
      Array(quotes).withUnsafeBufferPointer { accept($0, at: time) }
    }
  }

  private func accept(_ quotes: UnsafeBufferPointer<Quote>, at time: Timestamp) {
    if pending.withLock({ $0.accept(quotes, at: time) }) { session.wake() }
  }

  /// `GET` of the symbol's key, after the pipelines under way.
  public func quote(for symbol: Symbol) async throws(CacheError) -> CachedQuote? {
    try await session.read([symbol])[0]
  }

  /// One `GET` per symbol, 256 at a time. Not `MGET`, which would answer nil for a key that holds something else.
  public func quotes(for symbols: [Symbol]) async throws(CacheError) -> [CachedQuote?] {
    try await session.read(symbols)
  }

  /// Waits until everything accepted so far is in Redis, at most so long. After a failure it waits for all that is
  /// written again. A cancelled task waits no longer, and gets false.
  public func flush(timeout: Duration) async -> Bool {
    if pending.withLock({ $0.isWritten }) { return true }
    return await withTaskGroup(of: Bool.self) { group in
      group.addTask { await self.waitUntilWritten() }
      group.addTask { [clock] in
        try? await clock.sleep(for: timeout)
        return false
      }
      let isWritten = await group.next() ?? false
      group.cancelAll()
      return isWritten
    }
  }

  private func waitUntilWritten() async -> Bool {
    let id = pending.withLock { $0.nextFlush() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        let known = pending.withLock { $0.beginFlush(id, waiter, isCancelled: Task.isCancelled) }
        if let known { waiter.resume(returning: known) }
      }
    } onCancel: {
      pending.withLock { $0.endFlush(id) }?.resume(returning: false)
    }
  }

  /// Ends the thread and drops the connection, after the pipeline under way. Writes nothing more: flush before it.
  public func close() async {
    closePending()
    await session.close()
    await session.executor.stop()
  }

  private func closePending() {
    for flush in pending.withLock({ $0.close() }) { flush.resume(returning: false) }
  }

  /// Counters since creation. Rewriting after a reconnect counts as written too.
  public var statistics: CacheStatistics { pending.withLock { $0.statistics } }

  /// How many symbols wait to be written.
  package var pendingCount: Int { pending.withLock { $0.count } }
}
