/// How the market's time follows the clock on the wall.
///
/// In real time they are the same. Scaled, the market's runs so many times as fast from where it last stood. Unpaced,
/// it stands wherever the last quote was.
struct MarketTime {
  let pace: Pace
  private var market: Timestamp
  private var wall: Timestamp

  init(pace: Pace, start: Timestamp) {
    self.pace = pace
    (market, wall) = (start, start)
  }

  /// The market's time at a time on the wall.
  func now(at wall: Timestamp) -> Timestamp {
    switch pace {
    case .realTime: wall
    case .scaled(let factor): market.adding(nanos: Self.scale((wall - self.wall).nanos, by: factor))
    case .unpaced: market
    }
  }

  /// When, on the wall, the market's time will be `deadline`, or just past it.
  func wallTime(of deadline: Timestamp) -> Timestamp {
    switch pace {
    case .realTime: deadline
    case .scaled(let factor): earliestWallTime(of: deadline, factor)
    case .unpaced: wall
    }
  }

  /// The first time on the wall, or one of the first, at which `now` has come to `deadline`: whoever wakes then must not
  /// find that it is a nanosecond too early, and wait for no time at all.
  private func earliestWallTime(of deadline: Timestamp, _ factor: Double) -> Timestamp {
    let ahead = (Double((deadline - market).nanos) / factor).rounded(.up)
    var time = wall.adding(nanos: Int64(clamping: ahead))
    let step = max(1, Int64(clamping: (1 / factor).rounded(.up)))
    while now(at: time) < deadline, time < .distantFuture { time = time.adding(nanos: step) }
    return time
  }

  /// How far a step may go.
  func horizon(at wall: Timestamp) -> Timestamp { pace == .unpaced ? .distantFuture : now(at: wall) }

  /// Lets the market stand still from `from` to `to` on the wall.
  ///
  /// - Returns: By how long the source's deadlines move.
  mutating func hold(from: Timestamp, to: Timestamp) -> Duration {
    guard pace == .realTime else {
      wall = wall + (to - from)
      return .zero
    }
    return to - from
  }

  /// Unpaced, the market has come to where its last quote is.
  mutating func reach(_ time: Timestamp) { if pace == .unpaced { market = max(market, time) } }

  private static func scale(_ nanos: Int64, by factor: Double) -> Int64 { Int64(clamping: Double(nanos) * factor) }
}

extension Int64 {
  /// The nearest whole number, clamped; 0 for not-a-number.
  init(clamping value: Double) {
    self = value >= 0x1p63 ? .max : value < -0x1p63 ? .min : value.isNaN ? 0 : Int64(value)
  }
}
