/// How streams are judged.
public struct HealthConfig: Hashable, Sendable {
  /// Whether they are.
  public var enabled = true
  /// The market's hours; nil: those of each symbol's source.
  public var calendar: MarketCalendar?
  /// The least interval that is expected of any symbol: pauses of a machine shorter than this mean nothing.
  public var minimumInterval = Duration.milliseconds(100)

  /// The defaults.
  public init() {}
}
