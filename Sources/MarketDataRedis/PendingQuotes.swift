import MarketData

/// The latest quote of each symbol, and which of them Redis does not have yet: what `accept` and the writer share.
///
/// A plain value; `RedisQuoteCache` keeps it behind a lock. Everything is bounded by the number of symbols: each
/// waits at most once.
struct PendingQuotes {
  private enum Mark: UInt8 {
    case none
    /// Waits, and Redis never confirmed it.
    case unwritten
    /// Waits to be written again, to a Redis that may have lost it.
    case rewrite
  }
  private struct Entry {
    var quote: CachedQuote?
    var mark = Mark.none
  }

  /// By `Symbol.index`.
  private var entries: [Entry] = []
  /// How many of them have a quote.
  private var symbols = 0
  /// The indices of the symbols that wait, oldest first, from `head` on.
  private var queue: [Int32] = []
  private var head = 0
  /// How many ever entered the queue, and how many of them, in that order, have been dealt with.
  private var queued: UInt64 = 0
  private var settled: UInt64 = 0
  /// Where in the order the last write stands that makes good for the last failure.
  private var repairedAt: UInt64 = 0
  private var flushes: [UInt64: (target: UInt64, waiter: CheckedContinuation<Bool, Never>)] = [:]
  private var lastFlush: UInt64 = 0
  /// Whether the writer will look here of its own accord.
  private var isBusy = false
  private(set) var isClosed = false
  var statistics = CacheStatistics()

  /// How many symbols wait.
  var count: Int { queue.count - head }
  /// Whether Redis has everything that was accepted.
  var isWritten: Bool { settled == queued }
  /// Whether nothing was ever accepted.
  var isEmpty: Bool { queued == 0 }

  /// Takes quotes to write.
  ///
  /// - Returns: Whether the writer must be woken.
  mutating func accept(_ quotes: UnsafeBufferPointer<Quote>, at time: Timestamp) -> Bool {
    guard !isClosed else { return false }
    for quote in quotes {
      let index = quote.symbol.index
      if index >= entries.count { entries += repeatElement(Entry(), count: index + 1 - entries.count) }
      if entries[index].quote == nil { symbols += 1 }
      entries[index].quote = CachedQuote(quote, cachedAt: time)
      enqueue(index, as: .unwritten)
    }
    guard !isBusy, count > 0 else { return false }
    isBusy = true
    return true
  }

  /// Lets a symbol wait, if it does not already. An unwritten quote that waited has then been merged into a later one.
  private mutating func enqueue(_ index: Int, as mark: Mark) {
    let before = entries[index].mark
    if before == .none {
      queue.append(Int32(truncatingIfNeeded: index))  // a process has at most 2^20 symbols
      queued += 1
    } else if before == .unwritten, mark == .unwritten {
      statistics.merged += 1
    }
    if before != .unwritten { entries[index].mark = mark }
  }

  /// Moves the quotes that waited longest into `batch`, at most `limit`.
  mutating func take(_ limit: Int, into batch: inout [CachedQuote]) {
    let end = min(head + limit, queue.count)
    for index in queue[head..<end] {
      entries[Int(index)].mark = .none
      if let quote = entries[Int(index)].quote { batch.append(quote) }
    }
    head = end
    // What was taken is cut off when it is the larger part: constant cost per symbol.
    if head > queue.count / 2 {
      queue.removeFirst(head)
      head = 0
    }
  }

  /// Whether there is nothing to write; then `accept` will wake the writer.
  mutating func becomeIdle() -> Bool {
    isBusy = count > 0
    return !isBusy
  }

  /// Notes what became of quotes that were taken, in the order they were: `again` must be written again.
  ///
  /// - Returns: The flushes that this completes, to be resumed with true.
  mutating func settle(written: Int, again: some Collection<CachedQuote>) -> [CheckedContinuation<Bool, Never>] {
    guard !isClosed else { return [] }
    statistics.written += written
    statistics.failed += again.count
    settled += UInt64(written + again.count)
    for quote in again { enqueue(quote.symbol.index, as: .unwritten) }
    if !again.isEmpty { postpone() }
    if flushes.isEmpty { return [] }
    let completed = flushes.filter { $0.value.target <= settled }
    for id in completed.keys { flushes[id] = nil }
    return completed.values.map(\.waiter)
  }

  /// Lets every symbol ever accepted wait to be written again.
  mutating func rewriteAll() {
    if count < symbols { markAll() }
    isBusy = count > 0
    postpone()
  }

  private mutating func markAll() {
    for index in entries.indices where entries[index].quote != nil { enqueue(index, as: .rewrite) }
  }

  /// Counts the store as healthy when all that failed has been made good for.
  ///
  /// - Returns: Whether it has.
  mutating func repair() -> Bool {
    guard settled >= repairedAt else { return false }
    statistics.health = .ok
    return true
  }

  /// After a failure, flushes wait for all that waits now.
  private mutating func postpone() {
    repairedAt = queued
    for id in flushes.keys { flushes[id]?.target = queued }
  }

  /// A number for a flush.
  mutating func nextFlush() -> UInt64 {
    lastFlush += 1
    return lastFlush
  }

  /// Begins a flush.
  ///
  /// - Returns: Its result, when that is known at once. Otherwise `waiter` will be resumed.
  mutating func beginFlush(
    _ id: UInt64, _ waiter: CheckedContinuation<Bool, Never>, isCancelled: Bool
  ) -> Bool? {
    if isWritten { return true }
    if isClosed || isCancelled { return false }
    flushes[id] = (queued, waiter)
    return nil
  }

  /// Gives a flush up.
  mutating func endFlush(_ id: UInt64) -> CheckedContinuation<Bool, Never>? { flushes.removeValue(forKey: id)?.waiter }

  /// Lets go of everything but the counters.
  ///
  /// - Returns: The flushes that this ends, to be resumed with false.
  mutating func close() -> [CheckedContinuation<Bool, Never>] {
    isClosed = true
    defer { (entries, queue, head, flushes) = ([], [], 0, [:]) }
    return flushes.values.map(\.waiter)
  }
}
