import MarketData

/// How many a second a counter goes up by, over its last two seconds.
struct RateMeter {
  private static let window = Duration.seconds(2)

  private var counts: [(time: Timestamp, count: Int)] = []

  /// Notes what the counter says now; 0 at the first time.
  mutating func rate(of count: Int, at now: Timestamp) -> Double {
    counts.append((now, count))
    counts.removeAll { now - $0.time > Self.window }
    guard let first = counts.first, now > first.time else { return 0 }
    return Double(count - first.count) / (now - first.time).inSeconds
  }
}
