/// How long to wait before the next attempt: capped exponential, with full jitter.
///
/// "Full jitter" after Brooker, "Exponential Backoff And Jitter" (AWS, 2015): anything from 0 to the bound, so that
/// many clients of one server that came back do not all return at once.
package struct Backoff {
  package let initial: Duration
  package let max: Duration
  /// What the next pause is at most.
  package private(set) var bound: Duration

  package init(initial: Duration, max: Duration) {
    self.initial = Swift.max(initial, .zero)
    self.max = Swift.max(max, .zero)
    bound = min(self.initial, self.max)
  }

  /// The next pause, from 64 random bits; then the bound doubles, up to `max`.
  package mutating func next(random bits: UInt64) -> Duration {
    let pause = Duration.nanoseconds(Int64(unitInterval(bits) * Double(bound.nanos)))
    bound = bound > max / 2 ? max : bound * 2
    return pause
  }

  /// Starts anew, after a success.
  package mutating func reset() { bound = min(initial, max) }
}
