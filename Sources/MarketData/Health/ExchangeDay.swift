/// What the New York Stock Exchange does on a date.
///
/// By rule, for any year, from NYSE Rule 7.2 (holidays; on a Saturday the Friday before, on a Sunday the Monday after,
/// unless an accounting period ends then: so a New Year's Day on a Saturday is not made up for) and the published pages
/// of "Holidays & Trading Hours" (<https://www.nyse.com/markets/hours-calendars>), which also name the half-days. What
/// no rule foresees, such as days of mourning and storms, is not in it; years before a rule was made go by it too, but
/// for the two holidays that say since when.
package enum ExchangeDay: Sendable {
  /// A weekend or a holiday.
  case closed
  /// Closes at 13:00.
  case half
  /// Closes at 16:00.
  case full

  package init(_ date: CivilDate) {
    let weekday = date.weekday
    if weekday >= .saturday || Self.isHoliday(date, weekday) {
      self = .closed
    } else {
      self = Self.isEve(date, weekday) ? .half : .full
    }
  }

  /// Whether a day of the week from Monday to Friday is a holiday.
  private static func isHoliday(_ date: CivilDate, _ weekday: CivilDate.Weekday) -> Bool {
    switch date.month {
    case 1: date.isObserved(day: 1) || date.year >= 1998 && date.isMonday(3)  // Martin Luther King Day
    case 2: date.isMonday(3)  // Washington's Birthday
    case 3, 4: weekday == .friday && date.daysSinceEpoch == CivilDate.easter(of: date.year).daysSinceEpoch - 2
    case 5: weekday == .monday && date.day > 24  // Memorial Day, the last Monday
    case 6: date.year >= 2022 && date.isObserved(day: 19)  // Juneteenth
    case 7: date.isObserved(day: 4)  // Independence Day
    case 9: date.isMonday(1)  // Labor Day
    case 11: weekday == .thursday && (22...28).contains(date.day)  // Thanksgiving, the fourth Thursday
    case 12: date.isObserved(day: 25)  // Christmas
    default: false
    }
  }

  /// Whether a trading day is the one after Thanksgiving, or the eve of Independence Day or Christmas. Eves on a Friday
  /// are holidays themselves.
  private static func isEve(_ date: CivilDate, _ weekday: CivilDate.Weekday) -> Bool {
    switch (date.month, date.day) {
    case (7, 3), (12, 24): true
    case (11, 23...29): weekday == .friday
    default: false
    }
  }
}

extension CivilDate {
  /// A day of the week, in order from Monday on.
  package enum Weekday: Int64, Comparable, Sendable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    package static func < (a: Weekday, b: Weekday) -> Bool { a.rawValue < b.rawValue }
  }

  package var weekday: Weekday {
    // 1970 began with a Thursday.
    Weekday(rawValue: (daysSinceEpoch % 7 + 7 + 3) % 7) ?? .monday
  }

  /// Easter Sunday: the algorithm of Nature (1876), as in J. Meeus, Astronomical Algorithms, chapter 8.
  package static func easter(of year: Int64) -> CivilDate {
    let (a, b, c) = (year % 19, year / 100, year % 100)
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7
    let m = (a + 11 * h + 22 * l) / 451
    let day = h + l - 7 * m + 114
    return CivilDate(year: year, month: day / 31, day: day % 31 + 1)
  }

  /// Whether a holiday of this month that has a fixed day is kept on this date, which is no weekend.
  fileprivate func isObserved(day holiday: Int64) -> Bool {
    switch weekday {
    case .monday: day == holiday || day == holiday + 1
    case .friday: day == holiday || day == holiday - 1
    default: day == holiday
    }
  }

  /// Whether it is the first, second, … Monday of its month.
  fileprivate func isMonday(_ number: Int64) -> Bool { weekday == .monday && (day + 6) / 7 == number }
}
