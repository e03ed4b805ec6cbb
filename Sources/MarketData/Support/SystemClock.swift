import Glibc

/// The system's time, and a thread of its own that rings alarms, to about 50 µs.
///
/// One thread for the whole process, started on first use. It runs on the monotonic clock; when the wall clock is set
/// (by more than half a second), `now` follows it.
public final class SystemClock: MarketClock {
  /// The process's clock.
  public static let shared = SystemClock()

  private struct State {
    var offset = wallOffset()
    var deadlines: [ObjectIdentifier: (deadline: Int64, alarm: Alarm)] = [:]
    var hasThread = false
  }
  private let state = Lock(State())
  private let changed = ThreadCondition()

  private init() {}

  /// The present time.
  public var now: Timestamp {
    let offset = wallOffset()
    return state.withLock { state in
      if abs(offset - state.offset) > 500_000_000 { state.offset = offset }
      return Timestamp(nanos: monotonicNanos() + state.offset)
    }
  }

  /// Asks for a ring at `deadline`.
  public func park(_ alarm: Alarm, until deadline: Timestamp?) {
    guard let deadline else { return retire(alarm) }
    let startsThread = state.withLock { state in
      state.deadlines[ObjectIdentifier(alarm)] = (deadline.nanos - state.offset, alarm)
      defer { state.hasThread = true }
      return !state.hasThread
    }
    if startsThread { startThread { [self] in ringForever() } }
    changed.signal()
  }

  /// Takes back what was asked for.
  public func retire(_ alarm: Alarm) { state.withLock { $0.deadlines[ObjectIdentifier(alarm)] = nil } }

  private func ringForever() -> Never {
    while true {
      let now = monotonicNanos()
      let (due, next): ([Alarm], Int64?) = state.withLock { state in
        let due = state.deadlines.filter { $0.value.deadline <= now }
        for key in due.keys { state.deadlines[key] = nil }
        return (due.values.map(\.alarm), state.deadlines.values.map(\.deadline).min())
      }
      for alarm in due { alarm.ring() }
      if due.isEmpty { changed.wait(untilMonotonic: next) }
    }
  }
}

/// Nanoseconds from the monotonic clock to the wall clock.
private func wallOffset() -> Int64 { nanos(of: CLOCK_REALTIME) - nanos(of: CLOCK_MONOTONIC) }

/// Nanoseconds on the monotonic clock.
package func monotonicNanos() -> Int64 { nanos(of: CLOCK_MONOTONIC) }

private func nanos(of clock: clockid_t) -> Int64 {
  var time = timespec()
  clock_gettime(clock, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
