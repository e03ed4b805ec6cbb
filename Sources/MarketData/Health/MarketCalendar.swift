/// When a market is open.
public enum MarketCalendar: String, Hashable, Sendable, CaseIterable, Codable {
  /// Always.
  case always = "24h"
  /// The regular hours of the New York Stock Exchange: 09:30 to 16:00, to 13:00 on half-days.
  case nyse
  /// Those with the hours before and after: 04:00 to 20:00, to 17:00 on half-days.
  case nyseExtended = "nyse_extended"

  /// The session of a time, and its extent.
  public func session(at time: Timestamp) -> TradingSession {
    guard self != .always else {
      return TradingSession(kind: .regular, start: Timestamp(nanos: .min), end: .distantFuture)
    }
    let date = EasternTime.date(of: time)
    let sessions = sessions(on: date)
    if let session = sessions.first(where: { $0.start <= time && time < $0.end }) { return session }
    // Closed, from the last close on to the next opening; no four days in a row have neither.
    let nearby = (date - 5...date + 5).lazy.flatMap { self.sessions(on: $0) }
    let start = nearby.last { $0.end <= time }?.end ?? Timestamp(nanos: .min)
    let end = nearby.first { $0.start > time }?.start ?? .distantFuture
    return TradingSession(kind: .closed, start: start, end: end)
  }

  /// The regular hours of the New York Stock Exchange on the day, by the clock of New York, that a time is in; nil when
  /// that is no trading day.
  package static func regularHours(on time: Timestamp) -> Range<Timestamp>? {
    MarketCalendar.nyse.sessions(on: EasternTime.date(of: time)).first.map { $0.start..<$0.end }
  }

  /// The sessions of a date, in order; none when it is no trading day.
  private func sessions(on date: Int64) -> [TradingSession] {
    let day = ExchangeDay(CivilDate(daysSinceEpoch: date))
    guard day != .closed else { return [] }
    // Clocks change on Sundays only: on a trading day so much time has passed since midnight as the clock says.
    let midnight = EasternTime.midnight(beginning: date)
    let open = midnight + .seconds(9 * 3600 + 1800)
    let close = midnight + .seconds(day == .half ? 13 * 3600 : 16 * 3600)
    let regular = TradingSession(kind: .regular, start: open, end: close)
    guard self == .nyseExtended else { return [regular] }
    return [
      TradingSession(kind: .preMarket, start: midnight + .seconds(4 * 3600), end: open), regular,
      TradingSession(kind: .afterHours, start: close, end: close + .seconds(4 * 3600)),
    ]
  }
}

/// A stretch of time in which a market is open in the same way, or closed.
public struct TradingSession: Hashable, Sendable {
  /// In which way.
  public var kind: Kind
  /// From when on.
  public var start: Timestamp
  /// Until when, exclusive.
  public var end: Timestamp

  /// Ways to be open.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Not at all.
    case closed
    /// Before the regular hours.
    case preMarket = "pre_market"
    /// The regular hours.
    case regular
    /// After the regular hours.
    case afterHours = "after_hours"
  }

  /// A session.
  public init(kind: Kind, start: Timestamp, end: Timestamp) { (self.kind, self.start, self.end) = (kind, start, end) }
  /// Whether quotes are to be expected.
  public var isOpen: Bool { kind != .closed }
}
