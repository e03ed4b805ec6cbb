import Testing

@testable import MarketData

@Suite("Eastern time")
struct EasternTimeTests {
  @Test(
    "The day of a moment begins at midnight in New York",
    arguments: [
      ("2024-01-15T14:30:00Z", "2024-01-15T05:00:00Z"),
      ("2024-01-15T04:59:59.999999999Z", "2024-01-14T05:00:00Z"),
      ("2024-01-15T05:00:00Z", "2024-01-15T05:00:00Z"),
      ("2024-07-01T03:59:59.999999999Z", "2024-06-30T04:00:00Z"),
      ("2024-07-01T04:00:00Z", "2024-07-01T04:00:00Z"),
      // Clocks go forward on 2024-03-10.
      ("2024-03-10T04:59:59Z", "2024-03-09T05:00:00Z"),
      ("2024-03-10T06:59:59Z", "2024-03-10T05:00:00Z"),
      ("2024-03-10T07:00:00Z", "2024-03-10T05:00:00Z"),
      ("2024-03-11T03:59:59Z", "2024-03-10T05:00:00Z"),
      ("2024-03-11T04:00:00Z", "2024-03-11T04:00:00Z"),
      // And back on 2024-11-03.
      ("2024-11-03T03:59:59Z", "2024-11-02T04:00:00Z"),
      ("2024-11-03T04:00:00Z", "2024-11-03T04:00:00Z"),
      ("2024-11-04T04:59:59Z", "2024-11-03T04:00:00Z"),
      ("2024-11-04T05:00:00Z", "2024-11-04T05:00:00Z"),
      // The first year of the rule: 2007-03-11 and 2007-11-04.
      ("2007-03-11T12:00:00Z", "2007-03-11T05:00:00Z"),
      ("2007-03-12T12:00:00Z", "2007-03-12T04:00:00Z"),
      ("2007-11-04T12:00:00Z", "2007-11-04T04:00:00Z"),
      ("2007-11-05T12:00:00Z", "2007-11-05T05:00:00Z"),
      // No leap year: 2100-03-14 and 2100-11-07.
      ("2100-03-14T12:00:00Z", "2100-03-14T05:00:00Z"),
      ("2100-03-15T12:00:00Z", "2100-03-15T04:00:00Z"),
      ("2100-11-07T12:00:00Z", "2100-11-07T04:00:00Z"),
      ("2100-11-08T12:00:00Z", "2100-11-08T05:00:00Z"),
      // Before 1970, over the turn of a year.
      ("1966-01-01T04:59:59Z", "1965-12-31T05:00:00Z"),
      ("1966-07-01T12:00:00Z", "1966-07-01T04:00:00Z"),
    ])
  func midnights(time: String, midnight: String) throws {
    #expect(EasternTime.midnight(of: try Timestamp(time)) == (try Timestamp(midnight)))
  }

  @Test("Hour by hour from 1960 to 2110, a clock that is put forward and back by hand shows the same days")
  func everyHour() {
    let hour: Int64 = 3_600_000_000_000
    let first = CivilDate(year: 1960, month: 1, day: 1).daysSinceEpoch
    var time = Timestamp(nanos: (first * 24 + 5) * hour)
    for date in first..<CivilDate(year: 2111, month: 1, day: 1).daysSinceEpoch {
      let hours = Self.hours(of: date)
      let day = time..<time.adding(nanos: hours * hour)
      let moments = (0..<hours).map { time.adding(nanos: $0 * hour) } + [day.upperBound.adding(nanos: -1)]
      if let wrong = moments.first(where: { EasternTime.day(of: $0) != day }) {
        Issue.record("\(wrong) is in \(EasternTime.day(of: wrong)), expected \(day)")
        return
      }
      time = day.upperBound
    }
  }

  /// A Sunday of 8 to 14 March is short, one of 1 to 7 November long.
  private static func hours(of date: Int64) -> Int64 {
    let isSunday = (date % 7 + 7) % 7 == 3
    let civil = CivilDate(daysSinceEpoch: date)
    return switch (isSunday, civil.month, civil.day) {
    case (true, 3, 8...14): 23
    case (true, 11, 1...7): 25
    default: 24
    }
  }

  @Test("The ends of time have days too", arguments: [Int64.min, .min + 1, .max - 1, .max])
  func endsOfTime(nanos: Int64) {
    let time = Timestamp(nanos: nanos)
    let day = EasternTime.day(of: time)
    #expect(day.lowerBound <= time && time <= day.upperBound)
    #expect(day.upperBound - day.lowerBound <= .seconds(25 * 3600))
  }
}
