public import Logging
public import MarketData

/// Stores what passes in a stream, tagged with its source.
///
/// Reading never waits for the disk: quotes go into a queue with a bound, which a thread of the recorder's own writes
/// in batches, when there are enough of them or they have waited long enough. What finds no room is lost, counted in
/// `statistics` and in the journal of the store, and said in the log once. Give it a stream with `dropOldest`: what
/// that loses is counted too, from its gaps.
///
/// A disk that fails is tried again, with pauses that grow; meanwhile the queue keeps what it can hold. When the
/// program is killed, what is not yet written is missing: at most what came within `interval`, or a batch.
public final class Recorder: Sendable {
  private let queue: Lock<RecorderQueue>
  let session: RecorderSession
  private let config: RecorderConfig
  private let clock: any MarketClock
  /// Rings when there is a batch to write.
  private let alarm = Alarm()

  /// Begins a recording.
  ///
  /// - Parameters:
  ///   - clock: By which quotes wait, and days begin.
  ///   - logger: Told of recordings that were cut off before, of losses, and once of trouble and its end.
  /// - Throws: `HistoryError` when the store cannot be written, or somebody else does.
  public convenience init(
    _ store: HistoryStore, _ config: RecorderConfig = RecorderConfig(), clock: any MarketClock = SystemClock.shared,
    logger: Logger = Logger(label: "marketdata.history")
  ) async throws(HistoryError) {
    var random = SystemRandomNumberGenerator()
    try await self.init(store, config, clock: clock, logger: logger, seed: random.next())
  }

  /// A recorder whose pauses after trouble come from `seed`.
  package init(
    _ store: HistoryStore, _ config: RecorderConfig, clock: any MarketClock, logger: Logger, seed: UInt64
  ) async throws(HistoryError) {
    queue = Lock(RecorderQueue(bound: config.queueBound))
    session = RecorderSession(queue, config, logger: logger, seed: seed)
    (self.config, self.clock) = (config, clock)
    try await session.open(store, at: clock.now)
  }

  /// Stores what a stream brings, until it ends or the task is cancelled. Then everything received is written.
  public func run(_ stream: AsyncStream<QuoteBatch>) async {
    await withTaskGroup { group in
      group.addTask { await self.beat() }
      for await batch in stream { accept(batch) }
      group.cancelAll()
      alarm.ring()
    }
    await flush()
  }

  /// Takes in a batch and returns at once: for those who have batches without a stream.
  public func accept(_ batch: QuoteBatch) {
    let isFull = queue.withLock { queue in
      queue.offer(batch)
      return queue.quotes.count >= config.batchSize
    }
    if isFull { alarm.ring() }
  }

  /// Writes whenever a batch is full, or quotes have waited long enough.
  private func beat() async {
    var deadline = clock.now + config.interval
    while !Task.isCancelled {
      clock.park(alarm, until: deadline)
      await alarm.wait()
      if Task.isCancelled { break }
      let again = await session.work(at: clock.now)
      deadline = again ?? clock.now + config.interval
    }
    clock.retire(alarm)
  }

  /// Writes everything received so far.
  ///
  /// - Returns: Whether all of it is stored; false: `statistics.trouble` says why, and it will be tried again.
  @discardableResult
  public func flush() async -> Bool { await session.write(at: clock.now) }

  /// Writes everything received so far, and ends the recording. What cannot be written is lost. Idempotent; what is
  /// received afterwards is lost, too.
  public func stop() async { await session.close(at: clock.now) }

  /// Counters since the beginning.
  public var statistics: RecorderStatistics { queue.withLock { $0.statistics } }
}
