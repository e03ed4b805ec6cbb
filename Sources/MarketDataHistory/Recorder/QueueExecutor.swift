import Dispatch

/// Runs an actor on a serial queue of its own, where it may block: none of the cooperative pool's threads waits for a
/// disk. (`DispatchSerialQueue` is no executor on Linux.)
final class QueueExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(_ label: String) { queue = DispatchQueue(label: label) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
