import Glibc
import MarketData

/// When an answer must be there, for waiting on a socket more than once without waiting longer.
struct Deadline {
  private let end: ContinuousClock.Instant

  init(after duration: Duration) { end = .now + duration }

  /// Blocks until the socket is ready for `events`, has failed, or time is up.
  ///
  /// - Returns: Whether the socket is worth another try.
  func wait(for events: Int32, on socket: Int32) -> Bool {
    while true {
      let left = max(end - .now, .zero)
      // Rounded up: a wait of a fraction of a millisecond must not become a busy loop.
      let milliseconds = Int32(clamping: (left.nanos + 999_999) / 1_000_000)
      var entry = pollfd(fd: socket, events: Int16(events), revents: 0)
      let ready = poll(&entry, 1, milliseconds)
      if ready > 0 { return true }
      if ready == 0 && end <= .now { return false }
      if ready < 0 && errno != EINTR { return true }  // the try itself will say what is wrong
    }
  }
}
