/// The subscribers of a service, each with its own mailbox and policy.
///
/// A subscriber that goes away is gone at once; what it counted stays in the totals.
final class Distributor: Sendable {
  private struct State {
    var mailboxes: [Mailbox] = []
    var retired = SubscriberCounters()
  }
  private let state = Lock(State())
  private let alarm: Alarm

  init(alarm: Alarm) { self.alarm = alarm }

  /// A service that is gone emits nothing any more.
  deinit { finish(at: 1) }

  /// A stream of what is emitted from now on. It unregisters when it is cancelled, or when it and its iterators are
  /// gone.
  func subscribe(policy: OverflowPolicy, bound: Int) -> AsyncStream<QuoteBatch> {
    let reader = reader(policy: policy, bound: bound)
    return AsyncStream {
      await reader.next()
    } onCancel: {
      reader.cancel()
    }
  }

  /// A subscriber to what is emitted from now on. It unregisters when it is cancelled or gone.
  func reader(policy: OverflowPolicy, bound: Int) -> BatchReader {
    let mailbox = Mailbox(policy: policy, bound: bound, alarm: alarm)
    state.withLock { $0.mailboxes.append(mailbox) }
    return BatchReader(mailbox) { [weak self] in self?.remove(mailbox) }
  }

  var mailboxes: [Mailbox] { state.withLock { $0.mailboxes } }

  /// The sums over all subscribers, those that have gone included.
  var counters: SubscriberCounters {
    state.withLock { state in state.mailboxes.reduce(into: state.retired) { $0 += $1.counters } }
  }

  /// Wakes all readers for whom something waits. To be called before the pipeline waits for anything.
  func deliver() {
    for mailbox in mailboxes { mailbox.deliver() }
  }

  /// Ends all streams, after what waits in them.
  func finish(at position: UInt64) {
    for mailbox in mailboxes { mailbox.finish(at: position) }
  }

  private func remove(_ mailbox: Mailbox) {
    state.withLock { state in
      guard let index = state.mailboxes.firstIndex(where: { $0 === mailbox }) else { return }
      state.retired += state.mailboxes.remove(at: index).counters
    }
  }
}
