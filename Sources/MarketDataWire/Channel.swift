public import MarketData

/// A kind of message that clients subscribe to, whatever their dialect calls it.
public enum Channel: UInt8, Hashable, Sendable, CaseIterable {
  /// Trades: Polygon's `T`, Alpaca's `trades`.
  case trades
  /// The best bid and ask: `Q`, `quotes`.
  case quotes
  /// Bars of a second: `A`.
  case secondBars
  /// Bars of a minute: `AM`, `bars`.
  case minuteBars
  /// Minutes again that late trades changed: `updatedBars`.
  case updatedBars
  /// The day so far, each minute: `dailyBars`.
  case dailyBars
  /// Limit-up limit-down bands: `LULD`, `lulds`.
  case priceBands
  /// Estimates of worth: `FMV`.
  case fairValues
  /// Halts and their ends: `statuses`.
  case statuses
  /// Trades reported wrong: `corrections`.
  case corrections
  /// Trades taken back: `cancelErrors`.
  case cancels
  /// A bar each second, trades or not: what the stock-aggregate dialect sends.
  case beats

  /// The channel that an event goes out on.
  public init(_ event: MarketEvent) {
    switch event {
    case .trade: self = .trades
    case .book: self = .quotes
    case .fairValue: self = .fairValues
    case .priceBand: self = .priceBands
    case .status: self = .statuses
    case .correction: self = .corrections
    case .cancel: self = .cancels
    case .bar(_, let kind):
      switch kind {
      case .second: self = .secondBars
      case .minute: self = .minuteBars
      case .updatedMinute: self = .updatedBars
      case .day: self = .dailyBars
      case .beat: self = .beats
      }
    }
  }

  /// Whether a later message of a symbol makes an earlier one worthless, so that a slow client may miss the earlier.
  public var isConflatable: Bool { self == .quotes || self == .fairValues }
}
