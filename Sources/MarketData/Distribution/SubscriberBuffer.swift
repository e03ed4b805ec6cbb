import DequeModule

/// The quotes that wait for one subscriber: bounded, with a policy for when it is full, and exact accounts.
///
/// A value without time, locks or tasks; `Mailbox` adds those.
package struct SubscriberBuffer {
  let policy: OverflowPolicy
  /// The most quotes that wait. With `conflate` it is this, or twice the number of symbols that have waited since the
  /// queue was last empty, if that is more.
  let bound: Int
  private var totals = SubscriberCounters()
  private var batches = Deque<QuoteBatch>()
  /// What was lost at the head of the queue since the last `take`; told before the next quote.
  private var headLoss: Gap?
  /// What was lost at its end since the last quote got in; told before the next one that does.
  private var tailLoss: Gap?
  /// Other notices whose quotes were lost, or that came without any: at the head, and at the end.
  private var headNotices = NoticeQueue()
  private var tailNotices = NoticeQueue()
  private var tailPosition: UInt64 = 1

  /// An empty buffer.
  package init(policy: OverflowPolicy, bound: Int) {
    self.policy = policy
    self.bound = bound
    compactionLimit = bound
  }

  /// Quotes waiting. The bound counts quotes, not batches.
  private(set) var count = 0
  private var compactionLimit: Int

  /// What happened so far. Balanced between calls.
  package var counters: SubscriberCounters {
    var counters = totals
    counters.buffered = count
    return counters
  }

  var isEmpty: Bool { batches.isEmpty && tailNotices.isEmpty }
  /// How many quotes can be taken in without loss.
  var room: Int { max(0, bound - count) }

  /// Takes quotes in.
  ///
  /// - Returns: How many; fewer than offered only with `suspend`, and then the rest must be offered again: with the
  ///   notices, if it is all of them.
  package mutating func offer(_ batch: QuoteBatch) -> Int {
    guard !batch.isEmpty else {
      keep(batch.notices, at: batch.firstPosition)
      return 0
    }
    switch policy {
    case .suspend:
      let taken = min(batch.count, room)
      append(batch, taking: taken)
      totals.offered += taken
      return taken
    case .dropNewest:
      let taken = min(batch.count, room)
      append(batch, taking: taken)
      if taken == 0 { keep(batch.notices, at: batch.firstPosition) }
      if taken < batch.count { lose(batch.slice(taken..<batch.count)) }
    case .dropOldest:
      append(batch, taking: batch.count)
      if count > bound { dropOldest(count - bound) }
    case .conflate:
      append(batch, taking: batch.count)
      if count > compactionLimit { conflate() }
    }
    totals.offered += batch.count
    return batch.count
  }

  /// Hands out the next batch, of at most `min(256, bound)` quotes, with what was lost before it.
  package mutating func take() -> QuoteBatch? {
    guard var batch = batches.popFirst() ?? noticesAlone() else { return nil }
    count -= batch.count
    if count == 0 { compactionLimit = bound }
    totals.delivered += batch.count
    if headLoss != nil || !headNotices.isEmpty {
      batch.notices = (headLoss.map { [.gap($0)] } ?? []) + headNotices.takeAll() + batch.notices
      headLoss = nil
    }
    for case .gap in batch.notices { totals.gaps += 1 }
    return batch
  }

  /// What is to be told though no quotes wait.
  private mutating func noticesAlone() -> QuoteBatch? {
    guard !tailNotices.isEmpty else { return nil }
    return QuoteBatch([], firstPosition: tailPosition, notices: takeTailNotices())
  }

  /// Gives up quotes that could not be taken in; said by a last notice, for which there is always room.
  package mutating func abandon(_ batch: QuoteBatch) {
    guard !batch.isEmpty else { return }
    totals.offered += batch.count
    totals.abandoned += batch.count
    let end = batch.endPosition
    let gap = Gap(from: batch.firstPosition, to: end - 1, count: UInt64(batch.count), cause: .abandoned)
    batches.append(QuoteBatch([], firstPosition: end, notices: takeTailNotices() + batch.notices + [.gap(gap)]))
  }

  /// Ends the queue: what was lost at its end is told by a last batch without quotes.
  package mutating func finish(nextPosition: UInt64) {
    let notices = takeTailNotices()
    if !notices.isEmpty { batches.append(QuoteBatch([], firstPosition: nextPosition, notices: notices)) }
  }

  /// Throws away what waits, for a subscriber that has gone.
  package mutating func discard() {
    totals.abandoned += count
    count = 0
    batches.removeAll()
    headLoss = nil
    (headNotices, tailNotices) = (NoticeQueue(), NoticeQueue())
  }

  // MARK: Losing

  private mutating func append(_ batch: QuoteBatch, taking taken: Int) {
    let piece = min(Pipeline.batchLimit, bound)
    var start = 0
    while start < taken {
      let end = min(taken, start + piece)
      var part = start == 0 && end == batch.count ? batch : batch.slice(start..<end)
      if start == 0 { part.notices = takeTailNotices() + batch.notices }
      batches.append(part)
      start = end
    }
    count += taken
  }

  private mutating func takeTailNotices() -> [StreamNotice] {
    defer { tailLoss = nil }
    return (tailLoss.map { [.gap($0)] } ?? []) + tailNotices.takeAll()
  }

  /// Keeps notices until the next quotes get in, or until somebody asks and none wait.
  private mutating func keep(_ notices: [StreamNotice], at position: UInt64) {
    tailNotices.append(notices)
    tailPosition = position
  }

  private mutating func lose(_ batch: QuoteBatch) {
    totals.overflowDropped += batch.count
    tailLoss.extend(from: batch.firstPosition, to: batch.endPosition - 1, count: batch.count, cause: .overflow)
  }

  private mutating func dropOldest(_ excess: Int) {
    var left = excess
    while left > 0, let first = batches.first {
      let dropped = min(left, first.count)
      let start = first.firstPosition
      headNotices.append(first.notices)
      headLoss.extend(from: start, to: start + UInt64(dropped) - 1, count: dropped, cause: .overflow)
      if dropped == first.count { batches.removeFirst() } else { batches[0] = first.slice(dropped..<first.count) }
      left -= dropped
    }
    count -= excess
    totals.overflowDropped += excess
  }

  /// Keeps the latest quote of each symbol, in the order of position.
  private mutating func conflate() {
    var seen = Set<Symbol>()
    var kept: [(quote: Quote, position: UInt64)] = []
    var merged: [UInt64] = []
    for batch in batches { headNotices.append(batch.notices) }
    for batch in batches.reversed() {
      for index in batch.indices.reversed() {
        if seen.insert(batch[index].symbol).inserted {
          kept.append((batch[index], batch.position(at: index)))
        } else {
          merged.append(batch.position(at: index))
        }
      }
    }
    kept.reverse()
    if let last = merged.first, let first = merged.last {
      headLoss.extend(from: first, to: last, count: merged.count, cause: .merged)
    }
    totals.merged += merged.count
    count = kept.count
    compactionLimit = max(bound, 2 * count)
    let piece = min(Pipeline.batchLimit, bound)
    batches = Deque(
      stride(from: 0, to: kept.count, by: piece).map { start in
        let part = kept[start..<min(kept.count, start + piece)]
        return QuoteBatch(part.map(\.quote), positions: part.map(\.position))
      })
  }
}

extension Gap? {
  /// Widens the gap to positions beyond it.
  mutating func extend(from: UInt64, to: UInt64, count: Int, cause: Gap.Cause) {
    guard let gap = self else {
      self = Gap(from: from, to: to, count: UInt64(count), cause: cause)
      return
    }
    self = Gap(
      from: Swift.min(gap.from, from), to: Swift.max(gap.to, to), count: gap.count + UInt64(count), cause: cause)
  }
}
