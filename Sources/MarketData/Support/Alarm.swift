/// Wakes one waiting task. A ring that finds nobody waiting is kept for the next wait; several rings are one.
///
/// Whoever waits looks again at what it waits for: it may be woken for nothing.
public final class Alarm: Sendable {
  private struct State {
    var hasRung = false
    var waiting: CheckedContinuation<Void, Never>?
    var onRing: (@Sendable () -> Void)?
  }
  private let state = Lock(State())

  /// An alarm that has not rung.
  public init() {}

  /// Wakes the waiting task, or the next one to wait. Callable from anywhere; never blocks.
  public func ring() {
    let (waiting, onRing) = state.withLock { state in
      defer { (state.waiting, state.onRing) = (nil, nil) }
      state.hasRung = state.waiting == nil
      return (state.waiting, state.onRing)
    }
    onRing?()
    waiting?.resume()
  }

  /// Runs `action` with the next ring, before anybody is woken; at once, when a ring is kept already. Replaces the
  /// action asked for before. A manual clock learns this way who is about to run.
  public func onNextRing(_ action: @escaping @Sendable () -> Void) {
    let isKept = state.withLock { state in
      state.onRing = state.hasRung ? nil : action
      return state.hasRung
    }
    if isKept { action() }
  }

  /// Returns after the next ring, or at once when it rang since the last wait. One task at a time.
  package func wait() async {
    await withCheckedContinuation { continuation in
      let hasRung = state.withLock { state in
        if !state.hasRung { state.waiting = continuation }
        defer { state.hasRung = false }
        return state.hasRung
      }
      if hasRung { continuation.resume() }
    }
  }
}
