import MarketData

/// A subscriber at work: its buffer, when it reads, and what it saw.
struct SoakReader {
  private(set) var transcript: SoakTranscript
  private var buffer: SubscriberBuffer
  private var batches = 0
  private var hasGivenUp = false
  private var subscriber: SoakOptions.Subscriber { transcript.subscriber }

  init(_ subscriber: SoakOptions.Subscriber, firstPosition: UInt64, firstNotice: Int) {
    buffer = SubscriberBuffer(policy: subscriber.policy, bound: subscriber.bound)
    transcript = SoakTranscript(
      subscriber: subscriber, firstPosition: firstPosition, firstNotice: firstNotice, counters: buffer.counters)
  }

  /// Gets a batch, as a service hands it out.
  ///
  /// - Parameter isLast: Whether the market is stopping: then it may give up what does not get in.
  mutating func offer(_ batch: QuoteBatch, isLast: Bool) {
    guard !hasGivenUp else { return buffer.abandon(batch) }
    var rest = batch
    while case let taken = buffer.offer(rest), taken < rest.count {
      note()
      rest = rest.slice(taken..<rest.count)
      if isLast, subscriber.isAbandoned {
        hasGivenUp = true
        return buffer.abandon(rest)
      }
      // The market waits until it has read something.
      read(1)
    }
    batches += 1
    if batches % subscriber.readsEvery == 0 { read(subscriber.reads) }
    note()
  }

  /// Goes away.
  mutating func leave() {
    buffer.discard()
    transcript.stayed = false
    note()
  }

  /// The market has ended: reads to the end.
  mutating func finish(at position: UInt64) {
    buffer.finish(nextPosition: position)
    read(.max)
    note()
  }

  private mutating func read(_ most: Int) {
    var left = most
    while left > 0, let batch = buffer.take() {
      left -= 1
      transcript.entries += batch.notices.map { .notice($0) }
      for index in batch.indices { transcript.entries.append(.quote(batch.position(at: index), batch[index])) }
    }
  }

  private mutating func note() {
    transcript.counters = buffer.counters
    if !buffer.counters.isBalanced { transcript.isBalanced = false }
  }
}
