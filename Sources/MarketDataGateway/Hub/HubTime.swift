import MarketData

/// The market's time as a hub sees it: by the clock, or by the quotes that came last.
struct HubTime {
  private let pace: Pace
  /// The market's time at the last quote, and the clock's.
  private var last: (market: Timestamp, wall: Timestamp)?

  init(pace: Pace) { self.pace = pace }

  /// A quote came that entered the market at a time.
  mutating func reach(_ market: Timestamp, at wall: Timestamp) {
    if let last, last.market >= market { return }
    last = (market, wall)
  }

  /// The market's time; nil before the first quote where the clock does not tell it.
  func market(at wall: Timestamp) -> Timestamp? {
    switch pace {
    case .realTime: wall
    case .unpaced: last?.market
    case .scaled(let factor): last.map { $0.market + .nanoseconds(Int64(Double((wall - $0.wall).nanos) * factor)) }
    }
  }

  /// How long until the market reaches a time; nil when no clock tells.
  func wait(until deadline: Timestamp, at wall: Timestamp) -> Duration? {
    guard let market = market(at: wall) else { return nil }
    let left = max(.zero, deadline - market)
    return switch pace {
    case .realTime: left
    case .unpaced: nil
    case .scaled(let factor): .nanoseconds(Int64(Double(left.nanos) / factor))
    }
  }
}
