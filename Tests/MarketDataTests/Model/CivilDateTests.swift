import Testing

@testable import MarketData

@Suite("Civil date")
struct CivilDateTests {
  /// The rule of the calendar, as everybody knows it.
  static func isLeap(_ year: Int64) -> Bool {
    year % 4 == 0 && year % 100 != 0 || year % 400 == 0
  }

  static func days(of month: Int64, in year: Int64) -> Int64 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  @Test("Counting day by day from 1970 to 2600 agrees with the formulas")
  func forwards() {
    var date = CivilDate(year: 1970, month: 1, day: 1)
    for number in Int64(0)..<230_000 {
      guard CivilDate(daysSinceEpoch: number) == date, date.daysSinceEpoch == number else {
        Issue.record("day \(number) is \(date), found \(CivilDate(daysSinceEpoch: number)) and \(date.daysSinceEpoch)")
        return
      }
      date.day += 1
      if date.day > Self.days(of: date.month, in: date.year) { (date.month, date.day) = (date.month + 1, 1) }
      if date.month > 12 { (date.year, date.month) = (date.year + 1, 1) }
    }
    #expect(date.year == 2599)
  }

  @Test("Counting day by day back from 1970 into the years before 0 agrees with the formulas")
  func backwards() {
    var date = CivilDate(year: 1970, month: 1, day: 1)
    for number in 0..<Int64(800_000) {
      guard CivilDate(daysSinceEpoch: -number) == date, date.daysSinceEpoch == -number else {
        Issue.record("day \(-number) is \(date), found \(CivilDate(daysSinceEpoch: -number)), \(date.daysSinceEpoch)")
        return
      }
      date.day -= 1
      if date.day < 1 {
        date.month -= 1
        if date.month < 1 { (date.year, date.month) = (date.year - 1, 12) }
        date.day = Self.days(of: date.month, in: date.year)
      }
    }
    #expect(date.year < 0)
  }

  @Test(
    "Leap years follow the rule of 4, 100 and 400",
    arguments: [(1600, true), (1700, false), (1900, false), (1999, false), (2000, true), (2024, true), (2100, false)])
  func leapYears(year: Int64, isLeap: Bool) {
    let february29 = CivilDate(year: year, month: 2, day: 29)
    #expect((CivilDate(daysSinceEpoch: february29.daysSinceEpoch) == february29) == isLeap)
  }
}
