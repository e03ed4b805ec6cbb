/// One subscriber: what an `AsyncStream` of batches reads from, and what reads without one.
///
/// `AsyncStream` leaves its caller's executor for every batch; `next` stays there, which spares an event loop two hops
/// between threads.
package final class BatchReader: Sendable {
  private let mailbox: Mailbox
  private let onEnd: @Sendable () -> Void

  init(_ mailbox: Mailbox, onEnd: @escaping @Sendable () -> Void) { (self.mailbox, self.onEnd) = (mailbox, onEnd) }

  deinit { cancel() }

  /// The next batch; nil at the end. Suspends while there is none.
  package func next() async -> QuoteBatch? { await mailbox.next() }

  /// Ends the subscription at once; a reader that waits gets nil.
  package func cancel() {
    mailbox.cancel()
    onEnd()
  }
}
