import Logging
import MarketData

/// Owns the writer of a recorder: writes what waits, deletes what is old, and tries again after trouble.
///
/// Lives on a queue of its own, where it may block.
actor RecorderSession {
  private nonisolated let executor = QueueExecutor("marketdata.recorder")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let queue: Lock<RecorderQueue>
  private let config: RecorderConfig
  private let logger: Logger
  private(set) var writer: StoreWriter?
  /// Taken out of the queue and not yet written.
  private var unwritten: [Quote] = []
  private var retention: Retention?
  private var cleaner: StoreCleaner?
  private var backoff = Backoff(initial: .milliseconds(200), max: .seconds(30))
  private var random: SplitMix64
  /// After trouble: when to try again.
  private var retry: Timestamp?
  private var hasToldLoss = false

  init(_ queue: Lock<RecorderQueue>, _ config: RecorderConfig, logger: Logger, seed: UInt64) {
    (self.queue, self.config, self.logger, random) = (queue, config, logger, SplitMix64(seed: seed))
    if config.cleansUp { retention = Retention(days: config.retentionDays) }
  }

  func open(_ store: HistoryStore, at now: Timestamp) throws(HistoryError) {
    writer = try StoreWriter(store, source: config.source, for: .recording, at: now, logger: logger)
    cleanUp(at: now)
  }

  /// Does what there is to do, unless it is to wait after trouble.
  ///
  /// - Returns: When to come again: after trouble, or at once when there is more to delete. Nil: as usual.
  func work(at now: Timestamp) -> Timestamp? {
    if let retry, now < retry { return retry }
    retry = nil
    if write(at: now) { cleanUp(at: now) }
    if retry == nil { recover() }
    return retry ?? (cleaner == nil ? nil : now)
  }

  /// Writes what waits, even when it is to wait after trouble.
  ///
  /// - Returns: Whether all of it is stored.
  @discardableResult
  func write(at now: Timestamp) -> Bool {
    let lost = queue.withLock { queue in
      queue.move(to: &unwritten)
      return queue.untold
    }
    tellLoss()
    guard let writer else { return unwritten.isEmpty }
    if unwritten.isEmpty, lost == 0 { return true }
    let known = writer.session.known
    do throws(HistoryError) {
      try writer.write(unwritten.lazy.map(HistoryRow.quote), lost: lost)
      queue.withLock { $0.settle(unwritten.count, known: writer.session.known - known, told: lost) }
      unwritten.removeAll(keepingCapacity: true)
      recover()
      return true
    } catch {
      fail(error, at: now)
      return false
    }
  }

  /// Writes what waits, gives up what cannot be, and ends the session.
  func close(at now: Timestamp) {
    guard let writer else { return }
    write(at: now)
    unwritten = []
    let (lost, statistics) = queue.withLock { queue in
      queue.close()
      return (queue.untold, queue.statistics)
    }
    tellLoss()
    do throws(HistoryError) {
      if lost > 0 { try writer.write([], lost: lost) }
      try writer.close()
    } catch { fail(error, at: now) }
    self.writer = nil
    logger.info(
      "recording \"\(config.source)\" ended",
      metadata: [
        "stored": "\(statistics.stored)", "known": "\(statistics.known)", "lost": "\(statistics.lost)",
        "missed": "\(statistics.missed)",
      ])
  }

  /// Deletes some of what is old, if it is time to or not all of it is deleted yet.
  private func cleanUp(at now: Timestamp) {
    if cleaner == nil, let cutoff = retention?.cutoff(at: now) { cleaner = writer?.cleaner(before: cutoff) }
    do throws(HistoryError) {
      // A thousand symbols without anything old are one step.
      for _ in 0..<1000 {
        guard let count = try cleaner?.step() else { return cleaner = nil }
        if count > 0 { return queue.withLock { $0.statistics.deleted += count } }
      }
    } catch { fail(error, at: now) }
  }
}

// Trouble.
extension RecorderSession {
  /// Says once that the disk is in trouble, and waits longer each time.
  private func fail(_ error: HistoryError, at now: Timestamp) {
    let isNews = queue.withLock { queue in
      defer { queue.statistics.trouble = error }
      queue.statistics.failures += 1
      return queue.statistics.trouble == nil
    }
    retry = now + backoff.next(random: random.next())
    if isNews {
      logger.warning(
        "history cannot be written; until it can, the next \(config.queueBound) quotes are kept to be written",
        metadata: ["source": "\(config.source)", "reason": "\(error)"])
    }
  }

  private func recover() {
    retry = nil
    backoff.reset()
    let wasTroubled = queue.withLock { queue in
      defer { queue.statistics.trouble = nil }
      return queue.statistics.trouble != nil
    }
    if wasTroubled { logger.warning("history is written again", metadata: ["source": "\(config.source)"]) }
  }

  /// Says once that quotes are lost; how many, the statistics and the journal say.
  private func tellLoss() {
    let statistics = queue.withLock { $0.statistics }
    guard !hasToldLoss, statistics.lost + statistics.missed > 0 else { return }
    hasToldLoss = true
    logger.warning(
      "the recording has holes: the disk, or this machine, is slower than the market",
      metadata: ["source": "\(config.source)", "lost": "\(statistics.lost)", "missed": "\(statistics.missed)"])
  }
}
