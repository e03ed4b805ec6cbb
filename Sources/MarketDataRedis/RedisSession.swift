import Logging
import MarketData

/// Owns the connection to Redis: makes it, writes and reads with it, and makes it again.
///
/// Lives on a thread of its own, where it may block, each time at most for the connect or the command timeout. Writing
/// goes in steps of one pipeline, handed to the thread one at a time, so that a read waits for the pipelines in flight
/// and never behind an endless stream of writes.
actor RedisSession {
  nonisolated let executor = ThreadExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  let url: RedisURL
  let config: RedisConfig
  let pending: Lock<PendingQuotes>
  let logger: Logger
  let clock: any Clock<Duration>
  var random: SplitMix64

  var connection: RedisConnection?
  var hasConnected = false
  var isClosed = false
  /// Set while writing waits after a failure; reading too, when there is no connection.
  var pause: Task<Void, Never>?
  var backoff: Backoff
  /// Why Redis does not answer or take writes at present.
  var trouble: CacheError?

  /// Pipelines sent and not yet answered, oldest first: at most `depth`.
  var inFlight: [[CachedQuote]] = []
  /// Arrays to use again.
  var spare: [[CachedQuote]] = []
  var commands: SetCommands
  var bytes: [UInt8] = []
  /// Two keep Redis at work while the next is built; four do so still when a busy machine wakes this thread late.
  static let depth = 4
  static let quotesPerPipeline = 256

  init(
    _ url: RedisURL, config: RedisConfig, pending: Lock<PendingQuotes>, logger: Logger, clock: any Clock<Duration>,
    seed: UInt64
  ) {
    (self.url, self.config, self.pending, self.logger, self.clock) = (url, config, pending, logger, clock)
    random = SplitMix64(seed: seed)
    backoff = Backoff(initial: config.backoffInitial, max: config.backoffMax)
    commands = SetCommands(keyPrefix: config.keyPrefix)
  }

  /// Makes the session write what is pending, until nothing is. Returns at once.
  nonisolated func wake() { executor.submit { self.assumeIsolated { $0.step() } } }

  /// Drops the connection and never makes another.
  func close() {
    isClosed = true
    pause?.cancel()
    disconnect()
    inFlight = []
  }
}

// The connection.
extension RedisSession {
  func connected() throws(CacheError) -> RedisConnection {
    try dropIfDead()
    if let connection { return connection }
    let made = try RedisConnection(url, connectTimeout: config.connectTimeout, commandTimeout: config.commandTimeout)
    if hasConnected { pending.withLock { $0.statistics.reconnects += 1 } }
    (connection, hasConnected) = (made, true)
    watch(made)
    return made
  }

  private func watch(_ connection: RedisConnection) {
    executor.watch((connection.descriptor, { [weak self] in self?.assumeIsolated { $0.connectionStirred() } }))
  }

  private func disconnect() {
    executor.watch(nil)
    connection = nil
  }

  /// The socket stirred while the thread had nothing to do.
  private func connectionStirred() {
    do throws(CacheError) { try dropIfDead() } catch { lose(error) }
    if let connection { watch(connection) }
  }

  /// Drops a connection that has something to say although no answer is due: mostly, that the server has gone.
  ///
  /// - Throws: What it says, unless nothing was ever accepted: then nothing is lost, and reading just connects again.
  private func dropIfDead() throws(CacheError) {
    guard let connection, inFlight.isEmpty, connection.isStirring else { return }
    let error = connection.unasked()
    disconnect()
    if !pending.withLock({ $0.isEmpty }) { throw error }
  }

  /// Drops a connection that failed, or was not made. What it may have lost will be written again after a pause.
  func lose(_ error: CacheError) {
    disconnect()
    for batch in inFlight { settle(written: 0, again: batch) }
    inFlight = []
    pending.withLock { $0.rewriteAll() }
    report(error)
    startPause()
  }

  func startPause() {
    guard pause == nil, !isClosed else { return }
    let duration = backoff.next(random: random.next())
    pause = Task { [weak self, clock] in
      try? await clock.sleep(for: duration)
      await self?.endPause()
    }
  }

  private func endPause() {
    pause = nil
    step()
  }
}

// Trouble.
extension RedisSession {
  /// Logs trouble once, not per quote nor per attempt: again only when its kind changes.
  func report(_ error: CacheError) {
    defer { trouble = error }
    pending.withLock { $0.statistics.health = .degraded }
    if trouble?.kind == error.kind { return }
    logger.warning(
      "Redis is away or takes no quotes; until it does, the latest of each symbol is kept to be written",
      metadata: ["redis": "\(url)", "kind": "\(error.kind.rawValue)", "reason": "\(error)"])
  }

  /// The trouble is over when all that failed has been made good for.
  func recover() {
    guard trouble != nil, pause == nil, pending.withLock({ $0.repair() }) else { return }
    trouble = nil
    backoff.reset()
    logger.warning("Redis takes quotes again", metadata: ["redis": "\(url)"])
  }
}
