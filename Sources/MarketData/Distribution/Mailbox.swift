/// A subscriber's buffer with the two who meet at it: the pipeline that fills it and the task that reads it.
final class Mailbox: Sendable {
  typealias Reader = CheckedContinuation<QuoteBatch?, Never>
  /// A reader to be woken, and what it gets; nil is the end.
  typealias Delivery = (reader: Reader, batch: QuoteBatch?)

  fileprivate struct State {
    var buffer: SubscriberBuffer
    /// Tasks that wait for a batch; more than one only when a stream is iterated twice at a time.
    var readers: [Reader] = []
    var isEnded = false
    /// The room at which the pipeline wants to be woken; 0 when it does not wait.
    var wantedRoom = 0
  }
  private let state: Lock<State>
  private let alarm: Alarm
  let policy: OverflowPolicy

  /// - Parameter alarm: Rung when the pipeline waits for room and there is some.
  init(policy: OverflowPolicy, bound: Int, alarm: Alarm) {
    self.policy = policy
    self.alarm = alarm
    state = Lock(State(buffer: SubscriberBuffer(policy: policy, bound: bound)))
  }

  /// Takes quotes in. A reader that waits gets them with `deliver`, or now when the mailbox is half full: waking it
  /// costs as much as making dozens of quotes.
  ///
  /// - Returns: How many were taken. When not all, the alarm rings as soon as it is worth trying again.
  func offer(_ batch: QuoteBatch) -> Int {
    let (taken, deliveries) = state.withLock { state in
      guard !state.isEnded else { return (batch.count, [Delivery]()) }
      var taken = state.buffer.offer(batch)
      var deliveries: [Delivery] = []
      // Handing a batch to a reader that waits makes room again.
      while state.buffer.count > state.buffer.bound / 2, let delivery = state.nextDelivery() {
        deliveries.append(delivery)
        if taken < batch.count { taken += state.buffer.offer(batch.slice(taken..<batch.count)) }
      }
      if taken < batch.count { state.wantedRoom = min(batch.count - taken, (state.buffer.bound + 1) / 2) }
      return (taken, deliveries)
    }
    for (reader, batch) in deliveries { reader.resume(returning: batch) }
    return taken
  }

  /// Hands what waits to readers that wait.
  func deliver() {
    let deliveries = state.withLock { state in
      var deliveries: [Delivery] = []
      while let delivery = state.nextDelivery() { deliveries.append(delivery) }
      return deliveries
    }
    for (reader, batch) in deliveries { reader.resume(returning: batch) }
  }

  /// The next batch; nil at the end of the stream. Suspends while there is none.
  func next() async -> QuoteBatch? {
    // Without a continuation when one waits: making that costs as much as dozens of quotes.
    if let batch = take() { return batch }
    return await withCheckedContinuation { continuation in
      let (batch, isReady, hasRoom): (QuoteBatch?, Bool, Bool) = state.withLock { state in
        if let batch = state.buffer.take() { return (batch, true, state.noticeRoom()) }
        if !state.isEnded { state.readers.append(continuation) }
        return (nil, state.isEnded, false)
      }
      if isReady { continuation.resume(returning: batch) }
      if hasRoom { alarm.ring() }
    }
  }

  private func take() -> QuoteBatch? {
    let (batch, hasRoom) = state.withLock { state in
      let batch = state.buffer.take()
      return (batch, batch != nil && state.noticeRoom())
    }
    if hasRoom { alarm.ring() }
    return batch
  }

  /// Gives up quotes that did not get in; a notice says so, for which there is always room.
  func abandon(_ rest: QuoteBatch) { state.withLock { $0.buffer.abandon(rest) } }

  /// Ends the stream after what waits.
  func finish(at position: UInt64) { end { $0.finish(nextPosition: position) } }

  /// Ends the stream at once, for a reader that has gone.
  func cancel() {
    end { _ in }
    state.withLock { $0.buffer.discard() }
    alarm.ring()
  }

  var counters: SubscriberCounters { state.withLock { $0.buffer.counters } }

  private func end(_ close: (inout SubscriberBuffer) -> Void) {
    let deliveries = state.withLock { state in
      guard !state.isEnded else { return [Delivery]() }
      close(&state.buffer)
      state.isEnded = true
      defer { state.readers.removeAll() }
      return state.readers.map { ($0, state.buffer.take()) }
    }
    for (reader, batch) in deliveries { reader.resume(returning: batch) }
  }
}

extension Mailbox.State {
  /// The reader to be woken and its batch, if there are both.
  fileprivate mutating func nextDelivery() -> Mailbox.Delivery? {
    guard !readers.isEmpty, let batch = buffer.take() else { return nil }
    return (readers.removeFirst(), batch)
  }

  /// Whether the pipeline waits for room and there is enough by now.
  fileprivate mutating func noticeRoom() -> Bool {
    guard wantedRoom > 0, buffer.room >= wantedRoom else { return false }
    wantedRoom = 0
    return true
  }
}
