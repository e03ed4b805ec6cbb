import MarketData

/// Days as DBN's metadata write them: the number 20240115.
enum DBNDate {
  private static let nanosPerDay: Int64 = 86_400_000_000_000

  /// The days since 1970 of a number; nil when there is no such day.
  static func days(_ number: UInt32) -> Int64? {
    let date = CivilDate(year: Int64(number / 10_000), month: Int64(number / 100 % 100), day: Int64(number % 100))
    guard (1...12).contains(date.month), CivilDate(daysSinceEpoch: date.daysSinceEpoch) == date else { return nil }
    return date.daysSinceEpoch
  }

  /// The number of a day.
  static func number(days: Int64) -> UInt32 {
    let date = CivilDate(daysSinceEpoch: days)
    return UInt32(clamping: date.year * 10_000 + date.month * 100 + date.day)
  }

  /// The day of a time, as days since 1970. DBN has no time before that.
  static func days(of time: Timestamp) -> Int64 { max(0, time.nanos) / nanosPerDay }

  /// When a day begins, clamped to what a timestamp can hold.
  static func start(ofDay days: Int64) -> Int64 {
    let (nanos, overflow) = days.multipliedReportingOverflow(by: nanosPerDay)
    return overflow ? (days < 0 ? .min : .max) : nanos
  }
}
