import MarketData

/// What the records of a DBN file are.
///
/// Numbers, names and record types as in Databento's `dbn` (`enums.rs`, `record.rs`). The format knows more schemas;
/// these are the ones that hold trades, books and bars.
public enum DBNSchema: UInt16, Hashable, Sendable, CaseIterable {
  /// Each change of the best bid and ask, trades among them.
  case mbp1 = 1
  /// Each trade, with the best bid and ask before it.
  case tbbo = 3
  /// Each trade.
  case trades = 4
  /// Bars of a second.
  case ohlcv1s = 5
  /// Bars of a minute.
  case ohlcv1m = 6
  /// Bars of an hour.
  case ohlcv1h = 7
  /// Bars of a UTC day.
  case ohlcv1d = 8
  /// The best bid and ask at the end of each second.
  case bbo1s = 18
  /// The best bid and ask at the end of each minute.
  case bbo1m = 19

  /// The schema of a name, such as `ohlcv-1m`; nil when there is none.
  public init?(name: String) {
    guard let schema = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = schema
  }

  /// Databento's name for it.
  public var name: String {
    switch self {
    case .mbp1: "mbp-1"
    case .tbbo: "tbbo"
    case .trades: "trades"
    case .ohlcv1s: "ohlcv-1s"
    case .ohlcv1m: "ohlcv-1m"
    case .ohlcv1h: "ohlcv-1h"
    case .ohlcv1d: "ohlcv-1d"
    case .bbo1s: "bbo-1s"
    case .bbo1m: "bbo-1m"
    }
  }

  /// How long the windows of its bars are; nil for what is no bar.
  public var barLength: HistoryBar.Length? {
    switch self {
    case .ohlcv1s: .second
    case .ohlcv1m: .minute
    case .ohlcv1h: .hour
    case .ohlcv1d: .day
    case .mbp1, .tbbo, .trades, .bbo1s, .bbo1m: nil
    }
  }

  /// Whether a record of it can say what a row says. A trade with a book fits `trades` too, which keeps the trade; a
  /// mark is a trade of no shares.
  public func holds(_ row: HistoryRow) -> Bool {
    switch (self, row) {
    case (.trades, .quote(let quote)): quote.changes.isTrade
    case (.tbbo, .quote(let quote)): quote.changes.isTrade && quote.changes.contains(.book)
    case (.mbp1, .quote(let quote)): quote.changes.isTrade || quote.changes.contains(.book)
    case (.bbo1s, .quote(let quote)), (.bbo1m, .quote(let quote)): quote.changes.contains(.book)
    case (_, .bar(let bar)): bar.length == barLength
    case (.ohlcv1s, _), (.ohlcv1m, _), (.ohlcv1h, _), (.ohlcv1d, _): false
    }
  }

  /// What a row must be, for people.
  var holding: String {
    switch self {
    case .trades: "a trade"
    case .tbbo: "a trade with its book"
    case .mbp1: "a trade or a book"
    case .bbo1s, .bbo1m: "a book"
    case .ohlcv1s, .ohlcv1m, .ohlcv1h, .ohlcv1d: "a bar of one \(barLength.map(String.init(describing:)) ?? "window")"
    }
  }

  /// The name of any schema by its number, for people.
  static func text(of number: UInt16) -> String {
    let others: [UInt16: String] = [
      0: "mbo", 2: "mbp-10", 9: "definition", 10: "statistics", 11: "status", 12: "imbalance", 13: "ohlcv-eod",
      14: "cmbp-1", 15: "cbbo-1s", 16: "cbbo-1m", 17: "tcbbo",
    ]
    return Self(rawValue: number)?.name ?? others[number] ?? "schema \(number), which is unknown"
  }
}

extension Quote.Changes {
  /// Whether `price` is news.
  @inline(__always) var isTrade: Bool { !isDisjoint(with: [.trade, .mark]) }
}
