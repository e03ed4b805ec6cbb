public import MarketData

/// A clock that a test moves by hand.
///
/// Moving waits, before each step, until every task that has ever parked on the clock is parked again (or has
/// retired): so each has done all that it had to do at the time before. Equal deadlines ring in the order in which
/// they were asked for.
public final class ManualClock: MarketClock {
  fileprivate struct Sleeper {
    var alarm: Alarm
    var deadline: Timestamp?
    var isParked = false
    var hasRung = false
    var order: Int
  }
  fileprivate struct State {
    var now: Timestamp
    var sleepers: [ObjectIdentifier: Sleeper] = [:]
    var order = 0
    var watchers: [Watcher] = []
  }
  fileprivate struct Watcher {
    var minimum: Int
    var needsDeadline: Bool
    var continuation: CheckedContinuation<Void, Never>
  }
  private let state: Lock<State>

  /// A clock that stands at `start`.
  public init(_ start: Timestamp = Simulation.defaultStart) { state = Lock(State(now: start)) }

  /// The present time.
  public var now: Timestamp { state.withLock { $0.now } }

  /// Asks for a ring at `deadline`.
  public func park(_ alarm: Alarm, until deadline: Timestamp?) {
    let id = ObjectIdentifier(alarm)
    let (order, isDue) = state.withLock { state in
      state.order += 1
      state.sleepers[id] = Sleeper(alarm: alarm, deadline: deadline, order: state.order)
      return (state.order, deadline.map { $0 <= state.now } ?? false)
    }
    alarm.onNextRing { [weak self] in self?.unpark(id, order) }
    if isDue { alarm.ring() }
    // Parked only when no ring is kept: else a watcher would take for idle who is about to run.
    state.withLock { state in
      if let sleeper = state.sleepers[id], sleeper.order == order { state.sleepers[id]?.isParked = !sleeper.hasRung }
    }
    resumeWatchers()
  }

  /// A ring that was late to say so must not undo a later park.
  private func unpark(_ id: ObjectIdentifier, _ order: Int) {
    state.withLock { state in
      guard state.sleepers[id]?.order == order else { return }
      state.sleepers[id]?.hasRung = true
      state.sleepers[id]?.isParked = false
      state.sleepers[id]?.deadline = nil
    }
  }

  private func resumeWatchers() {
    for watcher in state.withLock({ $0.takeWatchers() }) { watcher.resume() }
  }

  /// Takes back what was asked for.
  public func retire(_ alarm: Alarm) {
    state.withLock { $0.sleepers[ObjectIdentifier(alarm)] = nil }
    resumeWatchers()
  }

  /// Moves the time on, from deadline to deadline.
  public func advance(by duration: Duration) async { await advance(to: now + duration) }

  /// Moves the time on to `target`, from deadline to deadline, and waits until all is quiet there.
  public func advance(to target: Timestamp) async {
    while true {
      await quiet()
      let (due, isThere): (Alarm?, Bool) = state.withLock { state in
        guard let next = state.earliest(through: target) else {
          state.now = max(state.now, target)
          return (nil, true)
        }
        state.now = max(state.now, next.deadline ?? state.now)
        return (next.alarm, false)
      }
      due?.ring()
      if isThere { return }
    }
  }

  /// Waits until at least so many tasks use the clock and all of them are parked.
  public func quiet(sleepers minimum: Int = 0) async { await watch(minimum: minimum, needsDeadline: false) }

  /// Waits until all tasks are parked, and one of them until a deadline.
  public func timerScheduled() async { await watch(minimum: 1, needsDeadline: true) }

  private func watch(minimum: Int, needsDeadline: Bool) async {
    await withCheckedContinuation { continuation in
      state.withLock {
        $0.watchers.append(Watcher(minimum: minimum, needsDeadline: needsDeadline, continuation: continuation))
      }
      resumeWatchers()
    }
  }
}

extension ManualClock.State {
  fileprivate func earliest(through target: Timestamp) -> ManualClock.Sleeper? {
    sleepers.values
      .filter { $0.deadline.map { $0 <= target } ?? false }
      .min { a, b in
        let (first, second) = (a.deadline ?? .init(nanos: .max), b.deadline ?? .init(nanos: .max))
        return first != second ? first < second : a.order < b.order
      }
  }

  fileprivate mutating func takeWatchers() -> [CheckedContinuation<Void, Never>] {
    guard sleepers.values.allSatisfy(\.isParked) else { return [] }
    let hasDeadline = sleepers.values.contains { $0.deadline != nil }
    let isReady = { [count = sleepers.count] (watcher: ManualClock.Watcher) in
      count >= watcher.minimum && (hasDeadline || !watcher.needsDeadline)
    }
    defer { watchers.removeAll(where: isReady) }
    return watchers.filter(isReady).map(\.continuation)
  }
}
