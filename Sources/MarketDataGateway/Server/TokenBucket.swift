import NIOCore

/// Lets so many things happen in a second, with a second's worth at once.
struct TokenBucket {
  private let rate: Double
  private var tokens: Double
  private var filled: NIODeadline

  init(perSecond rate: Int, at now: NIODeadline) {
    (self.rate, tokens, filled) = (Double(rate), Double(rate), now)
  }

  /// One more thing happens, allowed or not.
  mutating func take(at now: NIODeadline) {
    fill(at: now)
    tokens -= 1
  }

  /// How long to wait until the next may happen; nil: not at all.
  mutating func wait(at now: NIODeadline) -> TimeAmount? {
    fill(at: now)
    return tokens >= 1 ? nil : .nanoseconds(Int64((1 - tokens) / rate * 1e9) + 1)
  }

  private mutating func fill(at now: NIODeadline) {
    tokens = min(rate, tokens + Double(max(0, (now - filled).nanoseconds)) / 1e9 * rate)
    filled = max(filled, now)
  }
}
