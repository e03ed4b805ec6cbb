import Logging

// How the pipeline is driven: the one task that steps it, hands out, and rests.
extension MarketDataService {
  /// Beyond this the market is held back, rather than made to catch up in a burst.
  private static let maximumLag = Duration.seconds(1)
  /// After so many quotes without a rest, others get a turn on the actor; a batch counts as 16 at least.
  private static let quotesPerTurn = 16 * Pipeline.batchLimit

  func drive() async {
    var quotes = 0
    while phase == .running {
      if let prepare = pipeline.source.preparation {
        await prepare()
        continue
      }
      let batch = step()
      releasePushers()
      if batch.isVoid {
        await rest()
      } else {
        await handOut(batch)
        quotes += max(16, batch.count)
        if quotes >= Self.quotesPerTurn {
          quotes = 0
          await Task.yield()
        }
      }
    }
    await windUp()
  }

  /// The next batch: what notices cut off from the last step, else what is due now.
  private func step() -> QuoteBatch {
    let batch = pipeline.takePending() ?? stepPipeline(at: clock.now)
    if let last = batch.last { time.reach(last.received) }
    return batch
  }

  private func stepPipeline(at now: Timestamp) -> QuoteBatch {
    keepUp(at: now)
    return pipeline.step(to: time.horizon(at: now), receivedAt: config.pace == .realTime ? now : nil)
  }

  /// Moves the market's deadlines when a pause of the machine, or a clock that was set, has left them far behind.
  private func keepUp(at now: Timestamp) {
    guard config.pace != .unpaced, let due = pipeline.source.nextDeadline else { return }
    let lag = now - time.wallTime(of: due)
    guard lag > Self.maximumLag else { return }
    pipeline.shift(by: time.hold(from: now - lag, to: now))
    skipped += lag
  }

  /// Waits for the next deadline, or for something else to do.
  private func rest() async {
    distributor.deliver()
    if let deadline = pipeline.nextDeadline {
      let wall = time.wallTime(of: deadline)
      guard wall > clock.now else { return await Task.yield() }
      clock.park(alarm, until: wall)
    } else {
      clock.park(alarm, until: nil)
    }
    await alarm.wait()
  }

  /// Gives a batch to the latest-quote table, the cache, and every subscriber; waits for those that suspend.
  private func handOut(_ batch: QuoteBatch) async {
    let refused = latest.accept(batch)
    if let cache { offer(batch, except: refused, to: cache) }
    var waiting: [(mailbox: Mailbox, rest: QuoteBatch)] = []
    for mailbox in distributor.mailboxes {
      let taken = mailbox.offer(batch)
      if taken < batch.count { waiting.append((mailbox, batch.slice(taken..<batch.count))) }
    }
    if !waiting.isEmpty {
      distributor.deliver()
      await waitForRoom(waiting)
    }
  }

  private func offer(_ batch: QuoteBatch, except refused: [Int], to cache: any QuoteCache) {
    guard !refused.isEmpty else { return cache.accept(batch, at: clock.now) }
    let refused = Set(refused)
    cache.accept(batch.indices.filter { !refused.contains($0) }.map { batch[$0] }, at: clock.now)
  }

  private func waitForRoom(_ subscribers: [(mailbox: Mailbox, rest: QuoteBatch)]) async {
    let start = clock.now
    blockedSince = start
    defer { blockedSince = nil }
    var waiting = subscribers
    while !waiting.isEmpty {
      var deadline: Timestamp?
      if case .stopping(let end) = phase { deadline = end }
      if let deadline, clock.now >= deadline {
        for (mailbox, rest) in waiting { mailbox.abandon(rest) }
        break
      }
      clock.park(alarm, until: deadline)
      await alarm.wait()
      waiting = waiting.compactMap { mailbox, rest in
        let taken = mailbox.offer(rest)
        return taken == rest.count ? nil : (mailbox, rest.slice(taken..<rest.count))
      }
      distributor.deliver()
    }
    let end = clock.now
    blocked += end - start
    pipeline.shift(by: time.hold(from: start, to: end))
  }

  /// The end of a run: everything in flight leaves, the cache is flushed, the streams end.
  private func windUp() async {
    guard case .stopping(let deadline) = phase else { return }
    releasePushers()
    while case let batch = pipeline.drain(), !batch.isVoid { await handOut(batch) }
    distributor.deliver()
    if let cache {
      // Even when full streams have used up the time; but a store that is away gets no more than one quick chance.
      let left = cache.statistics.health == .ok ? max(deadline - clock.now, .milliseconds(500)) : .milliseconds(200)
      if await !cache.flush(timeout: left) { logger.warning("the cache did not take the last quotes in time") }
    }
    distributor.finish(at: pipeline.nextPosition)
    ended(at: clock.now)
  }
}
