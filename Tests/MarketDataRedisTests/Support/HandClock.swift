import MarketData

/// A clock that a test moves by hand; a test can wait until somebody sleeps on it.
final class HandClock: Clock {
  struct Instant: InstantProtocol {
    var time: Duration
    func advanced(by duration: Duration) -> Instant { Instant(time: time + duration) }
    func duration(to other: Instant) -> Duration { other.time - time }
    static func < (a: Instant, b: Instant) -> Bool { a.time < b.time }
  }

  private struct State {
    var now = Instant(time: .zero)
    var nextID = 0
    var sleepers: [Int: (until: Instant, waiter: CheckedContinuation<Void, any Error>)] = [:]
    var watchers: [(limit: Duration, waiter: CheckedContinuation<Duration, Never>)] = []

    /// How long the one who sleeps shortest still does, when it is less than `limit`.
    func shortest(below limit: Duration) -> Duration? {
      sleepers.values.map { now.duration(to: $0.until) }.min().flatMap { $0 < limit ? $0 : nil }
    }
  }
  private let state = Lock(State())

  var now: Instant { state.withLock { $0.now } }
  var minimumResolution: Duration { .nanoseconds(1) }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { waiter in
        let watchers = state.withLock { state -> [(Duration, CheckedContinuation<Duration, Never>)]? in
          if Task.isCancelled { return nil }
          state.sleepers[id] = (deadline, waiter)
          return Self.takeWatchers(&state)
        }
        if watchers == nil { waiter.resume(throwing: CancellationError()) }
        for (duration, watcher) in watchers ?? [] { watcher.resume(returning: duration) }
      }
    } onCancel: {
      state.withLock { $0.sleepers.removeValue(forKey: id) }?.waiter.resume(throwing: CancellationError())
    }
  }

  private static func takeWatchers(_ state: inout State) -> [(Duration, CheckedContinuation<Duration, Never>)] {
    var taken: [(Duration, CheckedContinuation<Duration, Never>)] = []
    var kept: [(limit: Duration, waiter: CheckedContinuation<Duration, Never>)] = []
    for watcher in state.watchers {
      if let shortest = state.shortest(below: watcher.limit) {
        taken.append((shortest, watcher.waiter))
      } else {
        kept.append(watcher)
      }
    }
    state.watchers = kept
    return taken
  }

  /// Waits until somebody sleeps for less than `limit`, and says for how long still.
  func sleeper(below limit: Duration) async -> Duration {
    await withCheckedContinuation { waiter in
      let known = state.withLock { state in
        let known = state.shortest(below: limit)
        if known == nil { state.watchers.append((limit, waiter)) }
        return known
      }
      if let known { waiter.resume(returning: known) }
    }
  }

  /// Moves the time on, and wakes those whose time has come.
  func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.now = state.now.advanced(by: duration)
      let due = state.sleepers.filter { $0.value.until <= state.now }
      for id in due.keys { state.sleepers[id] = nil }
      return due.values.map(\.waiter)
    }
    for waiter in due { waiter.resume() }
  }
}
