/// When a market is open.
public enum MarketCalendar: String, Hashable, Sendable, CaseIterable, Codable {
  /// Always.
  case always = "24h"
  /// The regular hours of the New York Stock Exchange.
  case nyse
  /// Those with the hours before and after.
  case nyseExtended = "nyse_extended"

  /// The session of a time, and its extent.
  public func session(at time: Timestamp) -> TradingSession {
    TradingSession(kind: .regular, start: Timestamp(nanos: .min), end: .distantFuture)
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
