import MarketData

/// Where the time of history stands on the scale of deadlines, and how fast it runs.
///
/// At speed 1 gaps are kept to the nanosecond; at others they are scaled, and rounded.
struct ReplayClock: Hashable, Sendable {
  /// A moment, on the scale of deadlines and of history.
  var market: Timestamp
  var recorded: Timestamp
  var speed: Double

  /// When something of history is due; never before the clock began.
  @inline(__always)
  func deadline(of time: Timestamp) -> Timestamp {
    let (difference, overflow) = time.nanos.subtractingReportingOverflow(recorded.nanos)
    let gap = overflow ? Int64.max : max(0, difference)
    if speed == 1 { return market.adding(nanos: gap) }
    return market.adding(nanos: Self.clamped(Double(gap) / speed))
  }

  /// How far history has come.
  func recorded(at now: Timestamp) -> Timestamp {
    let gap = max(0, (now - market).nanos)
    return recorded.adding(nanos: speed == 1 ? gap : Self.clamped(Double(gap) * speed))
  }

  private static func clamped(_ nanos: Double) -> Int64 { nanos < 0x1p62 ? Int64(nanos.rounded()) : .max }
}
