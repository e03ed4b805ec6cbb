import Glibc

/// The system's time, and a thread of its own that rings alarms, to about 50 µs.
///
/// One thread for the whole process, started on first use. How the time follows a wall clock that is set is in
/// `WallTime`.
public final class SystemClock: MarketClock {
  /// The process's clock.
  public static let shared = SystemClock()

  private struct State {
    var time: WallTime
    var deadlines: [ObjectIdentifier: (deadline: Int64, alarm: Alarm)] = [:]
    var hasThread = false
  }
  private let state: Lock<State>
  private let changed = ThreadCondition()

  private init() {
    let (monotonic, wall) = bothClocks()
    state = Lock(State(time: WallTime(monotonic: monotonic, wall: wall)))
  }

  /// The present time.
  public var now: Timestamp {
    let (monotonic, wall) = bothClocks()
    return state.withLock { $0.time.now(monotonic: monotonic, wall: wall) }
  }

  /// Asks for a ring at `deadline`.
  public func park(_ alarm: Alarm, until deadline: Timestamp?) {
    guard let deadline else { return retire(alarm) }
    let startsThread = state.withLock { state in
      state.deadlines[ObjectIdentifier(alarm)] = (deadline.adding(nanos: -state.time.offset).nanos, alarm)
      defer { state.hasThread = true }
      return !state.hasThread
    }
    if startsThread, !startThread({ [self] in ringForever() }) {
      // The system has no thread to give: rung at once, whoever waits asks again, and this is tried again.
      state.withLock { $0.hasThread = false }
      return alarm.ring()
    }
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

/// Both clocks at one moment. A thread that was put aside between the two readings reads again: it would take its
/// pause for a wall clock that was set.
private func bothClocks() -> (monotonic: Int64, wall: Int64) {
  while true {
    let before = monotonicNanos()
    let wall = nanos(of: CLOCK_REALTIME)
    if monotonicNanos() - before < 1_000_000 { return (before, wall) }
  }
}

/// Nanoseconds on the monotonic clock.
package func monotonicNanos() -> Int64 { nanos(of: CLOCK_MONOTONIC) }

private func nanos(of clock: clockid_t) -> Int64 {
  var time = timespec()
  clock_gettime(clock, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
