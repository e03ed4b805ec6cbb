/// What a column of a table means. The raw value is the name that we write.
enum Column: String, Hashable {
  case symbol, time = "timestamp", length
  case price, size, bid, ask, bidSize = "bid_size", askSize = "ask_size", changes
  case open, high, low, close, volume, trades, vwap
  /// Not for us.
  case ignored

  /// The names under which columns are known, but for those of time.
  private static let names: [String: Column] = [
    "symbol": .symbol, "ticker": .symbol, "length": .length, "price": .price, "size": .size, "bid": .bid,
    "bid_price": .bid, "ask": .ask, "ask_price": .ask, "bid_size": .bidSize, "ask_size": .askSize, "changes": .changes,
    "open": .open, "high": .high, "low": .low, "close": .close, "volume": .volume, "trades": .trades,
    "transactions": .trades, "trade_count": .trades, "vwap": .vwap,
  ]
  /// The names of time. When a table has several, the first of these counts.
  private static let times = [
    "timestamp", "window_start", "sip_timestamp", "participant_timestamp", "datetime", "time", "date",
  ]

  /// The meanings of the columns of a header.
  static func meanings(of header: [String]) -> [Column] {
    let time = times.first { header.contains($0) }
    return header.map { $0 == time ? .time : names[$0] ?? .ignored }
  }
}
