/// The calendar of New York, where the market's days begin and end.
///
/// Pure arithmetic for any year, by the rule in force since 2007 (15 U.S.C. 260a): clocks stand five hours behind UTC,
/// and four from 02:00 on the second Sunday of March to 02:00 on the first Sunday of November. Years before 2007 go by
/// the same rule. No table of time zones, no libc.
public enum EasternTime {
  /// The midnight in New York that begins the day of a time.
  public static func midnight(of time: Timestamp) -> Timestamp { day(of: time).lowerBound }

  /// The day of a time, from midnight to midnight: 23 hours when clocks go forward, 25 when they go back.
  package static func day(of time: Timestamp) -> Range<Timestamp> {
    let date = date(of: time)
    return midnight(beginning: date)..<midnight(beginning: date + 1)
  }

  /// The date of a time, as days since 1970.
  package static func date(of time: Timestamp) -> Int64 {
    // By the clock of winter, which in summer is an hour behind and may not have come to the day yet.
    let seconds = time.nanos / 1_000_000_000 - (time.nanos % 1_000_000_000 < 0 ? 1 : 0)
    let date = floored(seconds - 5 * 3600, to: 86_400) / 86_400
    return time < midnight(beginning: date + 1) ? date : date + 1
  }

  /// The midnight that begins a date, given as days since 1970; clamped to what a timestamp can hold.
  package static func midnight(beginning date: Int64) -> Timestamp {
    let year = CivilDate(daysSinceEpoch: date).year
    let spring = sunday(from: CivilDate(year: year, month: 3, day: 8))
    let autumn = sunday(from: CivilDate(year: year, month: 11, day: 1))
    // Clocks change two hours after midnight: that midnight still goes by the old ones.
    let hours: Int64 = date > spring && date <= autumn ? 4 : 5
    return Timestamp(milliseconds: (date * 24 + hours) * 3_600_000)
  }

  /// The first Sunday from a date on, as days since 1970, which began with a Thursday.
  private static func sunday(from date: CivilDate) -> Int64 {
    let day = date.daysSinceEpoch
    return day + ((3 - day) % 7 + 7) % 7
  }
}
