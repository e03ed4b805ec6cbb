import Logging
import MarketData

/// Owns the connection to Redis: makes it, writes and reads with it, and makes it again.
///
/// Lives on a thread of its own, where it may block: at most for a connection and its log-in, or for the answers to
/// two pipelines. Writing goes in steps of one pipeline, handed to the thread one at a time, so that a read waits
/// behind one step and never behind an endless stream of writes.
actor RedisSession {
  nonisolated let executor = ThreadExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  let url: RedisURL
  let config: RedisConfig
  let pending: Lock<PendingQuotes>
  private let logger: Logger
  private let clock: any Clock<Duration>
  private var random: SplitMix64

  private var connection: RedisConnection?
  private var hasConnected = false
  private var isClosed = false
  /// Set while writing waits after a failure; reading too, when there is no connection.
  private var pause: Task<Void, Never>?
  private var backoff: Backoff
  /// Why Redis does not answer or take writes at present.
  private var trouble: CacheError?

  /// Pipelines sent and not yet answered, oldest first: at most `depth`.
  private var inFlight: [[CachedQuote]] = []
  /// Arrays to use again.
  private var spare: [[CachedQuote]] = []
  private var commands: SetCommands
  private var bytes: [UInt8] = []
  /// Two, so that Redis works on one while the other is built and answered.
  private static let depth = 2
  private static let quotesPerPipeline = 256

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

  // MARK: Writing

  /// Writes one pipeline, and comes back for more.
  private func step() {
    guard pause == nil, !isClosed else { return }  // the end of the pause will go on
    if inFlight.isEmpty && pending.withLock({ $0.becomeIdle() }) { return }
    do throws(CacheError) { try write(connected()) } catch { lose(error) }
    if pause == nil { wake() }
  }

  private func write(_ connection: RedisConnection) throws(CacheError) {
    var batch = spare.popLast() ?? []
    let isLast = pending.withLock { pending in
      pending.take(Self.quotesPerPipeline, into: &batch)
      return pending.count == 0
    }
    if batch.isEmpty {
      spare.append(batch)
    } else {
      bytes.removeAll(keepingCapacity: true)
      commands.append(batch, to: &bytes)
      inFlight.append(batch)
      try connection.send(bytes)
    }
    if isLast || inFlight.count == Self.depth { try settleOldest(connection) }
  }

  /// Reads the answers to the pipeline sent first. A refusal makes writing pause.
  private func settleOldest(_ connection: RedisConnection) throws(CacheError) {
    var batch = inFlight.removeFirst()
    var refusal: CacheError?
    var (answered, refused) = (0, [CachedQuote]())
    do throws(CacheError) {
      while answered < batch.count {
        switch try connection.reply() {
        case .ok: break
        case .error(let text):
          refused.append(batch[answered])
          refusal = refusal ?? .refused("SET", by: url, text)
        case let reply: throw .unexpected(from: url, reply.summary)
        }
        answered += 1
      }
    } catch {
      settle(written: answered - refused.count, again: refused + batch[answered...])
      throw error
    }
    settle(written: batch.count - refused.count, again: refused[...])
    batch.removeAll(keepingCapacity: true)
    spare.append(batch)
    if let refusal { try refuse(refusal, connection) } else { recover() }
  }

  private func settle(written: Int, again: some Collection<CachedQuote>) {
    let completed = pending.withLock { $0.settle(written: written, again: again) }
    for flush in completed { flush.resume(returning: true) }
  }

  /// The server took some writes not: the answers to the others are read, then writing pauses.
  private func refuse(_ refusal: CacheError, _ connection: RedisConnection) throws(CacheError) {
    report(refusal)
    startPause()
    try settleAll(connection)
  }

  private func settleAll(_ connection: RedisConnection) throws(CacheError) {
    while !inFlight.isEmpty { try settleOldest(connection) }
  }

  // MARK: Reading

  /// The values under the symbols' keys.
  func read(_ symbols: [Symbol]) throws(CacheError) -> [CachedQuote?] {
    if isClosed { throw .closed }
    if let connection, inFlight.isEmpty, connection.isStirring { connectionStirred() }
    if connection == nil, pause != nil, let trouble { throw trouble }
    var replies: [RedisReply] = []
    replies.reserveCapacity(symbols.count)
    do throws(CacheError) {
      let connection = try connected()
      try settleAll(connection)  // the answers to what was sent before come first
      for start in stride(from: 0, to: symbols.count, by: Self.quotesPerPipeline) {
        let some = symbols[start..<min(start + Self.quotesPerPipeline, symbols.count)]
        try connection.send(some.flatMap { respCommand(["GET", key($0)]) })
        for _ in some { replies.append(try connection.reply()) }
      }
    } catch {
      lose(error)
      throw error
    }
    recover()
    return try zip(symbols, replies).map { (symbol, reply) throws(CacheError) in try quote(symbol, reply) }
  }

  private func key(_ symbol: Symbol) -> String { config.keyPrefix + symbol.ticker }

  private func quote(_ symbol: Symbol, _ reply: RedisReply) throws(CacheError) -> CachedQuote? {
    switch reply {
    case .null: return nil
    case .bulk(let json):
      do { return try CachedQuote(json: json, of: symbol) } catch { throw .notAQuote(key: key(symbol), at: url, error) }
    case .error(let text): throw .refused("GET \(key(symbol))", by: url, text)
    case let other: throw .unexpected(from: url, other.summary)
    }
  }

  // MARK: The connection

  private func connected() throws(CacheError) -> RedisConnection {
    if let connection { return connection }
    let made = try RedisConnection(url, connectTimeout: config.connectTimeout, commandTimeout: config.commandTimeout)
    if hasConnected { pending.withLock { $0.statistics.reconnects += 1 } }
    (connection, hasConnected) = (made, true)
    executor.watch((made.descriptor, { [weak self] in self?.assumeIsolated { $0.connectionStirred() } }))
    return made
  }

  private func disconnect() {
    executor.watch(nil)
    connection = nil
  }

  /// The socket stirs although the thread had nothing to do, so no answer was due: the server has gone.
  private func connectionStirred() {
    guard let connection, inFlight.isEmpty else { return }
    let error = connection.unasked()
    // A session that only reads has nothing to make good for: it connects again when it is asked to read.
    if pending.withLock({ $0.isEmpty }) { disconnect() } else { lose(error) }
  }

  /// Drops a connection that failed, or was not made. What it may have lost will be written again after a pause.
  private func lose(_ error: CacheError) {
    disconnect()
    for batch in inFlight { settle(written: 0, again: batch) }
    inFlight = []
    pending.withLock { $0.rewriteAll() }
    report(error)
    startPause()
  }

  private func startPause() {
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

  // MARK: Trouble

  /// Logs trouble once, not per quote nor per attempt: again only when its kind changes.
  private func report(_ error: CacheError) {
    defer { trouble = error }
    pending.withLock { $0.statistics.health = .degraded }
    if trouble?.kind == error.kind { return }
    logger.warning(
      "Redis does not take quotes; until it does, the latest of each symbol is kept to be written",
      metadata: ["redis": "\(url)", "kind": "\(error.kind.rawValue)", "reason": "\(error)"])
  }

  /// The trouble is over when all that failed has been made good for.
  private func recover() {
    guard trouble != nil, pause == nil, pending.withLock({ $0.repair() }) else { return }
    trouble = nil
    backoff.reset()
    logger.warning("Redis takes quotes again", metadata: ["redis": "\(url)"])
  }
}
