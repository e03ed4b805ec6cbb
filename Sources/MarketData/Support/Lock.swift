import Glibc

/// A value guarded by a `pthread_mutex_t`.
///
/// Used for short critical sections that never suspend and never do I/O. `Synchronization.Mutex` would do the same,
/// but the thread sanitizer cannot see through it and reports a race at every use.
package final class Lock<State>: @unchecked Sendable {
  // Safe as `Sendable`: `state` is private and reached only between `pthread_mutex_lock` and `_unlock`; the mutex
  // itself lives at a stable address from `init` to `deinit`.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var state: State

  package init(_ state: sending State) {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    self.state = state
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Runs `body` alone. `body` must not take the same lock again: the mutex is not recursive.
  @inline(__always)
  package func withLock<Result, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&state)
  }
}
