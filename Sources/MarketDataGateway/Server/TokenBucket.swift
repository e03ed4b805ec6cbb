import MarketData

/// Lets so many things happen in a second, with a second's worth at once.
struct TokenBucket {
  private let rate: Double
  private var tokens: Double
  private var filled: Timestamp

  init(perSecond rate: Int, at now: Timestamp) {
    (self.rate, tokens, filled) = (Double(rate), Double(rate), now)
  }

  /// One more thing happens, allowed or not.
  mutating func take(at now: Timestamp) {
    fill(at: now)
    tokens -= 1
  }

  /// How long to wait until the next may happen; nil: not at all.
  mutating func wait(at now: Timestamp) -> Duration? {
    fill(at: now)
    return tokens >= 1 ? nil : .nanoseconds(Int64((1 - tokens) / rate * 1e9) + 1)
  }

  private mutating func fill(at now: Timestamp) {
    tokens = min(rate, tokens + max(0, (now - filled).inSeconds) * rate)
    filled = max(filled, now)
  }
}
