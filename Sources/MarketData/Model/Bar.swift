/// What was traded of one symbol in one window of time, and so far in its day.
public struct Bar: Hashable, Sendable {
  /// What it is a bar of.
  public var symbol: Symbol
  /// When the window begins; aligned to its length. Of a day: midnight in New York.
  public var start: Timestamp
  /// When it ends; trades of that moment belong to the next window.
  public var end: Timestamp
  /// The price of the first trade.
  public var open: Price
  /// The highest price.
  public var high: Price
  /// The lowest price.
  public var low: Price
  /// The price of the last trade.
  public var close: Price
  /// Shares traded.
  public var volume: Int64
  /// How many trades there were.
  public var trades: Int64
  /// The volume-weighted average price, rounded half up to 0.0001 and never beyond `low` and `high`.
  public var vwap: Price
  /// The day so far, this window included.
  public var day: Day

  /// What was traded since the day began.
  public struct Day: Hashable, Sendable {
    /// The price of the day's first trade.
    public var open: Price
    /// Shares traded.
    public var volume: Int64
    /// The volume-weighted average price, rounded as the window's.
    public var vwap: Price

    /// A day's figures.
    public init(open: Price, volume: Int64, vwap: Price) { (self.open, self.volume, self.vwap) = (open, volume, vwap) }
  }

  /// A bar of the given values.
  public init(
    symbol: Symbol, start: Timestamp, end: Timestamp, open: Price, high: Price, low: Price, close: Price,
    volume: Int64, trades: Int64, vwap: Price, day: Day
  ) {
    (self.symbol, self.start, self.end) = (symbol, start, end)
    (self.open, self.high, self.low, self.close) = (open, high, low, close)
    (self.volume, self.trades, self.vwap, self.day) = (volume, trades, vwap, day)
  }

  /// What a bar is a bar of.
  public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    /// One second with trades in it.
    case second
    /// One minute with trades in it.
    case minute
    /// A minute again, because trades of it came late.
    case updatedMinute
    /// The day so far.
    case day
    /// One second of a symbol that trades or stands still: every second has one, and opens at the close before.
    case beat
  }
}
