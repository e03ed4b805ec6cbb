import Testing

@testable import MarketData

@Suite("Market calendar")
struct MarketCalendarTests {
  /// The weekdays on which the exchange was closed by its rules, and its half-days, as published.
  static let published: [(year: Int64, closed: String, half: String)] = [
    (2012, "1-2 1-16 2-20 4-6 5-28 7-4 9-3 11-22 12-25", "7-3 11-23 12-24"),
    (2013, "1-1 1-21 2-18 3-29 5-27 7-4 9-2 11-28 12-25", "7-3 11-29 12-24"),
    (2014, "1-1 1-20 2-17 4-18 5-26 7-4 9-1 11-27 12-25", "7-3 11-28 12-24"),
    (2015, "1-1 1-19 2-16 4-3 5-25 7-3 9-7 11-26 12-25", "11-27 12-24"),
    (2016, "1-1 1-18 2-15 3-25 5-30 7-4 9-5 11-24 12-26", "11-25"),
    (2017, "1-2 1-16 2-20 4-14 5-29 7-4 9-4 11-23 12-25", "7-3 11-24"),
    (2018, "1-1 1-15 2-19 3-30 5-28 7-4 9-3 11-22 12-25", "7-3 11-23 12-24"),
    (2019, "1-1 1-21 2-18 4-19 5-27 7-4 9-2 11-28 12-25", "7-3 11-29 12-24"),
    (2020, "1-1 1-20 2-17 4-10 5-25 7-3 9-7 11-26 12-25", "11-27 12-24"),
    (2021, "1-1 1-18 2-15 4-2 5-31 7-5 9-6 11-25 12-24", "11-26"),
    (2022, "1-17 2-21 4-15 5-30 6-20 7-4 9-5 11-24 12-26", "11-25"),
    (2023, "1-2 1-16 2-20 4-7 5-29 6-19 7-4 9-4 11-23 12-25", "7-3 11-24"),
    (2024, "1-1 1-15 2-19 3-29 5-27 6-19 7-4 9-2 11-28 12-25", "7-3 11-29 12-24"),
    (2025, "1-1 1-20 2-17 4-18 5-26 6-19 7-4 9-1 11-27 12-25", "7-3 11-28 12-24"),
    (2026, "1-1 1-19 2-16 4-3 5-25 6-19 7-3 9-7 11-26 12-25", "11-27 12-24"),
    (2027, "1-1 1-18 2-15 3-26 5-31 6-18 7-5 9-6 11-25 12-24", "11-26"),
  ]

  static func days(of year: Int64) -> [CivilDate] {
    let first = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
    let next = CivilDate(year: year + 1, month: 1, day: 1).daysSinceEpoch
    return (first..<next).map { CivilDate(daysSinceEpoch: $0) }
  }

  private func text(_ dates: [CivilDate]) -> String {
    dates.map { "\($0.month)-\($0.day)" }.joined(separator: " ")
  }

  @Test("Holidays and half-days are those that were published", arguments: published)
  func holidays(year: Int64, closed: String, half: String) {
    let days = Self.days(of: year)
    #expect(text(days.filter { $0.weekday < .saturday && ExchangeDay($0) == .closed }) == closed)
    #expect(text(days.filter { ExchangeDay($0) == .half }) == half)
    #expect(days.allSatisfy { $0.weekday < .saturday || ExchangeDay($0) == .closed })
  }

  /// The Sundays of Easter from 1990 to 2040: the day of March, beyond 31 that of April.
  static let easters = [
    46, 31, 50, 42, 34, 47, 38, 30, 43, 35, 54, 46, 31, 51, 42, 27, 47, 39, 23, 43, 35, 55, 39, 31, 51, 36, 27, 47, 32,
    52, 43, 35, 48, 40, 31, 51, 36, 28, 47, 32, 52, 44, 28, 48, 40, 25, 44, 36, 56, 41, 32,
  ]

  @Test("The exchange is closed on Good Friday, from 1990 to 2040")
  func goodFridays() {
    for (year, easter) in zip(Int64(1990)..., Self.easters) {
      let march1 = CivilDate(year: year, month: 3, day: 1).daysSinceEpoch
      let friday = CivilDate(daysSinceEpoch: march1 + Int64(easter) - 3)
      let closed = Self.days(of: year).filter {
        (3...4).contains($0.month) && $0.weekday < .saturday && ExchangeDay($0) == .closed
      }
      #expect(closed == [friday], "\(year)")
    }
  }

  @Test("Easter agrees with another algorithm, that of Knuth (TAOCP 1.3.2, exercise 14), from 1600 to 2400")
  func easter() {
    for year: Int64 in 1600...2400 {
      let golden = year % 19 + 1
      let century = year / 100 + 1
      let (x, z) = (3 * century / 4 - 12, (8 * century + 5) / 25 - 5)
      var epact = ((11 * golden + 20 + z - x) % 30 + 30) % 30
      if epact == 25 && golden > 11 || epact == 24 { epact += 1 }
      var moon = 44 - epact
      if moon < 21 { moon += 30 }
      let sunday = moon + 7 - (5 * year / 4 - x - 10 + moon) % 7
      let march0 = CivilDate(year: year, month: 3, day: 1).daysSinceEpoch - 1
      #expect(CivilDate.easter(of: year) == CivilDate(daysSinceEpoch: march0 + sunday))
      #expect(CivilDate.easter(of: year).weekday == .sunday)
    }
  }

  @Test("In every year from 1600 to 2400 holidays and half-days are as many as there should be, and apart")
  func everyYear() {
    for year: Int64 in 1600...2400 {
      let days = Self.days(of: year)
      let january1 = CivilDate(year: year, month: 1, day: 1).weekday
      let expected = 8 + (year >= 1998 ? 1 : 0) + (year >= 2022 ? 1 : 0) - (january1 == .saturday ? 1 : 0)
      let closed = days.filter { $0.weekday < .saturday && ExchangeDay($0) == .closed }
      #expect(closed.count == expected, "\(year)")
      let halves = days.filter { ExchangeDay($0) == .half }
      #expect((1...3).contains(halves.count), "\(year)")
      #expect(halves.contains { $0.month == 11 && $0.weekday == .friday }, "\(year)")
      for half in halves {
        // The next day is the holiday, the weekend, or neither a trading day.
        #expect(ExchangeDay(CivilDate(daysSinceEpoch: half.daysSinceEpoch + 1)) == .closed, "\(half)")
      }
    }
  }

  @Test(
    "The session of a moment, over weekends, holidays, half-days and the changes of clocks",
    arguments: [
      ("2024-01-16T14:29:59.999999999Z", MarketCalendar.nyse, "closed", "2024-01-12T21:00:00Z", "2024-01-16T14:30:00Z"),
      ("2024-01-16T14:30:00Z", .nyse, "regular", "2024-01-16T14:30:00Z", "2024-01-16T21:00:00Z"),
      ("2024-01-16T20:59:59.999999999Z", .nyse, "regular", "2024-01-16T14:30:00Z", "2024-01-16T21:00:00Z"),
      ("2024-01-16T21:00:00Z", .nyse, "closed", "2024-01-16T21:00:00Z", "2024-01-17T14:30:00Z"),
      ("2024-01-16T09:00:00Z", .nyseExtended, "pre_market", "2024-01-16T09:00:00Z", "2024-01-16T14:30:00Z"),
      ("2024-01-16T15:00:00Z", .nyseExtended, "regular", "2024-01-16T14:30:00Z", "2024-01-16T21:00:00Z"),
      ("2024-01-17T00:59:59Z", .nyseExtended, "after_hours", "2024-01-16T21:00:00Z", "2024-01-17T01:00:00Z"),
      ("2024-01-17T01:00:00Z", .nyseExtended, "closed", "2024-01-17T01:00:00Z", "2024-01-17T09:00:00Z"),
      // Clocks go forward on 2024-03-10, and back on 2024-11-03.
      ("2024-03-10T12:00:00Z", .nyse, "closed", "2024-03-08T21:00:00Z", "2024-03-11T13:30:00Z"),
      ("2024-11-03T12:00:00Z", .nyseExtended, "closed", "2024-11-02T00:00:00Z", "2024-11-04T09:00:00Z"),
      // Half-days: the day after Thanksgiving, and Christmas Eve before a holiday.
      ("2024-11-29T15:00:00Z", .nyse, "regular", "2024-11-29T14:30:00Z", "2024-11-29T18:00:00Z"),
      ("2024-11-29T21:59:59Z", .nyseExtended, "after_hours", "2024-11-29T18:00:00Z", "2024-11-29T22:00:00Z"),
      ("2024-12-25T12:00:00Z", .nyseExtended, "closed", "2024-12-24T22:00:00Z", "2024-12-26T09:00:00Z"),
      // Before 1970.
      ("1966-07-05T14:00:00Z", .nyse, "regular", "1966-07-05T13:30:00Z", "1966-07-05T20:00:00Z"),
    ])
  func sessions(time: String, calendar: MarketCalendar, kind: String, start: String, end: String) throws {
    let session = calendar.session(at: try Timestamp(time))
    let expected = TradingSession(
      kind: try #require(TradingSession.Kind(rawValue: kind)), start: try Timestamp(start), end: try Timestamp(end))
    #expect(session == expected)
    #expect(session.isOpen == (kind != "closed"))
  }

  @Test(
    "Sessions lie side by side, for moments at random from 1700 to 2250",
    arguments: [MarketCalendar.nyse, .nyseExtended])
  func tiling(calendar: MarketCalendar) {
    var random = SplitMix64(seed: 7)
    let order: [TradingSession.Kind] =
      calendar == .nyse ? [.closed, .regular] : [.closed, .preMarket, .regular, .afterHours]
    for _ in 0..<3000 {
      let time = Timestamp(
        nanos: Int64.random(in: -8_500_000_000_000_000_000...8_800_000_000_000_000_000, using: &random))
      let session = calendar.session(at: time)
      #expect(session.start <= time && time < session.end)
      #expect(session.end - session.start <= .seconds(4 * 86_400))
      #expect(calendar.session(at: session.start) == session)
      #expect(calendar.session(at: session.end.adding(nanos: -1)) == session)
      let next = calendar.session(at: session.end)
      #expect(next.start == session.end)
      let place = order.firstIndex(of: session.kind) ?? 0
      #expect(next.kind == order[(place + 1) % order.count])
    }
  }

  @Test("Regular hours are those of the day that it is in New York")
  func regularHours() throws {
    let open = try Timestamp("2024-07-03T13:30:00Z")..<Timestamp("2024-07-03T17:00:00Z")
    #expect(MarketCalendar.regularHours(on: try Timestamp("2024-07-03T04:00:00Z")) == open)
    #expect(MarketCalendar.regularHours(on: try Timestamp("2024-07-04T03:59:59Z")) == open)
    #expect(MarketCalendar.regularHours(on: try Timestamp("2024-07-04T04:00:00Z")) == nil)
    #expect(MarketCalendar.regularHours(on: try Timestamp("2024-07-07T12:00:00Z")) == nil)
  }

  @Test("The ends of time are no reason to fail", arguments: MarketCalendar.allCases)
  func endsOfTime(calendar: MarketCalendar) {
    for time in [Timestamp(nanos: .min), Timestamp(nanos: .min + 1), Timestamp(nanos: .max - 1), .distantFuture] {
      let session = calendar.session(at: time)
      #expect(session.start <= time && time <= session.end)
    }
    #expect(MarketCalendar.always.session(at: .distantFuture).isOpen)
  }
}
