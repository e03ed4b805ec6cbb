import MarketData

/// Hands values from one thread to another, in order. Both may block.
///
/// When as many wait as there may, who gives waits too: nothing is dropped. Who takes waits for a value. Once closed,
/// nothing is taken on any more.
final class Handover<Value: Sendable>: Sendable {
  private struct State {
    var waiting: [Value] = []
    var isClosed = false
  }

  private let state = Lock(State())
  private let bound: Int
  private let given = ThreadCondition()
  /// Signalled when there is room, or never will be a need for it.
  private let taken = ThreadCondition()

  /// - Parameter bound: How many values may wait.
  init(bound: Int) { self.bound = bound }

  /// Gives a value; to be called by one thread only.
  ///
  /// - Returns: False when it is closed: then nobody wants any more.
  func give(_ value: Value) -> Bool {
    while true {
      let isGiven: Bool? = state.withLock { state in
        if state.isClosed { return false }
        guard state.waiting.count < bound else { return nil }
        state.waiting.append(value)
        return true
      }
      if isGiven == true { given.signal() }
      if let isGiven { return isGiven }
      taken.wait(untilMonotonic: nil)
    }
  }

  /// Waits for a value, at most so long; to be called by the thread that takes.
  ///
  /// - Returns: Whether there is one.
  func awaitValue(_ duration: Duration) -> Bool {
    let isEmpty = { self.state.withLock { $0.waiting.isEmpty } }
    if isEmpty() { given.wait(untilMonotonic: monotonicNanos() + duration.nanos) }
    return !isEmpty()
  }

  /// Takes the next value; to be called by one thread only, and no more often than there are values.
  func take() -> Value {
    while true {
      if let value = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) {
        taken.signal()
        return value
      }
      given.wait(untilMonotonic: nil)
    }
  }

  /// Drops what waits, and lets who gives go on in vain.
  func close() {
    state.withLock { $0 = State(isClosed: true) }
    taken.signal()
  }
}
