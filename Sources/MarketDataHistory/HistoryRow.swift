public import MarketData

/// One row of history: what a market said at one moment.
public enum HistoryRow: Hashable, Sendable {
  /// A trade, a change of the book, or both, as its `changes` say. `received`, `sequence` and `volume` are not history:
  /// replay makes them anew.
  case quote(Quote)
  /// What was traded in one window of time.
  case bar(HistoryBar)

  /// Of what.
  public var symbol: Symbol {
    switch self {
    case .quote(let quote): quote.symbol
    case .bar(let bar): bar.symbol
    }
  }

  /// When: of a bar, the start of its window.
  public var timestamp: Timestamp {
    switch self {
    case .quote(let quote): quote.timestamp
    case .bar(let bar): bar.start
    }
  }
}

/// What was traded of one symbol in one window of time, as it was recorded.
public struct HistoryBar: Hashable, Sendable {
  /// Of what.
  public var symbol: Symbol
  /// When the window begins.
  public var start: Timestamp
  /// How long it is.
  public var length: Length
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
  /// How many trades there were; nil: not recorded.
  public var trades: Int64?
  /// The volume-weighted average price; nil: not recorded.
  public var vwap: Price?

  /// How long the window of a bar is.
  public enum Length: Int64, Hashable, Sendable, CaseIterable {
    /// A second, in nanoseconds.
    case second = 1_000_000_000
    /// A minute, in nanoseconds.
    case minute = 60_000_000_000
    /// An hour, in nanoseconds.
    case hour = 3_600_000_000_000
    /// A day, in nanoseconds.
    case day = 86_400_000_000_000
  }

  /// A bar.
  public init(
    symbol: Symbol, start: Timestamp, length: Length, open: Price, high: Price, low: Price, close: Price,
    volume: Int64, trades: Int64? = nil, vwap: Price? = nil
  ) {
    (self.symbol, self.start, self.length) = (symbol, start, length)
    (self.open, self.high, self.low, self.close) = (open, high, low, close)
    (self.volume, self.trades, self.vwap) = (volume, trades, vwap)
  }
}
