/// A stretch of time in which a scenario does not change. Times are on the source's scale.
struct ScenarioStretch: Hashable {
  /// A time in it, and the first one after it.
  var start: Int64
  var end: Int64
  /// The phase that holds, and since when.
  var begin: ScenarioTimeline.Begin
  var isHalted = false
  var isOpen = true
  /// When the market opens, if it is closed.
  var reopens = Int64.max
  /// What volatility and sizes are multiplied by.
  var intensity = 1.0
  /// The day, since 1970, whose volume is counted.
  var session: UInt16 = 0

  init(start: Int64, end: Int64, begin: ScenarioTimeline.Begin) {
    (self.start, self.end, self.begin) = (start, end, begin)
  }

  /// Ends with the UTC day of a time, which is that of `start`.
  mutating func limit(toUTCDayOf time: Timestamp) {
    let length: Int64 = 86_400_000_000_000
    let rest = (time.nanos % length + length) % length
    session = UInt16(truncatingIfNeeded: (time.nanos - rest) / length)
    end = min(end, sum(start, length - rest))
  }
}

/// A day in New York, on the source's scale.
struct TradingDay {
  /// Days since 1970.
  let date: Int64
  let extent: Range<Int64>
  /// The regular hours; nil when there is no trading.
  let regular: Range<Int64>?

  /// The day of a time.
  init(of time: Timestamp, origin: Timestamp) { self.init(date: EasternTime.date(of: time), origin: origin) }

  init(date: Int64, origin: Timestamp) {
    let midnight = EasternTime.midnight(beginning: date)
    self.date = date
    extent = Self.range(midnight..<EasternTime.midnight(beginning: date + 1), origin)
    regular = MarketCalendar.regularHours(on: midnight).map { Self.range($0, origin) }
  }

  private static func range(_ times: Range<Timestamp>, _ origin: Timestamp) -> Range<Int64> {
    (times.lowerBound - origin).nanos..<(times.upperBound - origin).nanos
  }

  /// Ends a stretch with the day, or with the part of it in which trading is as intense as at its start.
  func limit(_ stretch: inout ScenarioStretch, _ intraday: ScenarioParameters.Intraday, countsSessions: Bool) {
    if countsSessions { stretch.session = UInt16(truncatingIfNeeded: date) }
    stretch.end = min(stretch.end, extent.upperBound)
    guard intraday == .uShaped else { return }
    stretch.intensity = 0.3
    guard let regular else { return }
    if regular.contains(stretch.start) {
      let (x, end) = Self.slot(stretch.start - regular.lowerBound, of: regular.upperBound - regular.lowerBound)
      stretch.intensity = 0.6 + 1.2 * (2 * x - 1) * (2 * x - 1)
      stretch.end = min(stretch.end, regular.lowerBound + end)
    } else if stretch.start < regular.lowerBound {
      stretch.end = min(stretch.end, regular.lowerBound)
    }
  }

  /// The regular hours have 78 slots, of five minutes on a full day.
  ///
  /// - Returns: The middle of the slot of a time, as a fraction of the whole, and its end.
  private static func slot(_ time: Int64, of length: Int64) -> (middle: Double, end: Int64) {
    let slot = time * 78 / length
    return ((Double(slot) + 0.5) / 78, ((slot + 1) * length + 77) / 78)
  }
}
