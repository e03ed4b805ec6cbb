import MarketData

/// Writes rows as the CSV that `CSVReader` reads: what comes back is the same, to the last digit.
///
/// A table holds ticks or bars, not both.
public struct CSVWriter {
  /// What rows a table holds.
  public enum Rows: String, Hashable, Sendable, CaseIterable {
    /// Trades and books.
    case ticks
    /// Bars.
    case bars
  }

  /// More than a row can have: 13 values of at most 32 bytes.
  private static let lineLimit = 512

  private let rows: Rows
  private var buffer = ByteWriter(capacity: 1 << 16)
  private var tickers = TickerBytes()
  private var times = TimeText()

  /// A writer, with the header as its first bytes.
  public init(_ rows: Rows) {
    self.rows = rows
    buffer.write(atMost: Self.lineLimit) {
      switch rows {
      case .ticks: $0.put("symbol,timestamp,price,size,bid,bid_size,ask,ask_size,changes\n")
      case .bars: $0.put("symbol,timestamp,length,open,high,low,close,volume,trades,vwap\n")
      }
    }
  }

  /// Adds a line for each row.
  ///
  /// - Throws: `HistoryError` at a row of the other kind; those before it are written.
  public mutating func append(_ more: some Sequence<HistoryRow>) throws(HistoryError) {
    for row in more {
      switch (row, rows) {
      case (.quote(let quote), .ticks): put(quote)
      case (.bar(let bar), .bars): put(bar)
      default:
        throw HistoryError(
          "export of \(row.symbol) at \(row.timestamp)", expected: "\(rows.rawValue) only",
          found: rows == .bars ? "a tick" : "a bar", hint: "write ticks and bars into files of their own")
      }
    }
  }

  /// Takes the bytes written since the last time.
  public mutating func take() -> [UInt8] {
    defer { buffer.removeAll() }
    return Array(buffer.bytes)
  }

  private mutating func put(_ quote: Quote) {
    let ticker = tickers[quote.symbol]
    let hasPrice = !quote.changes.isDisjoint(with: [.trade, .mark])
    buffer.write(atMost: Self.lineLimit) { cursor in
      cursor.put(ticker)
      cursor.put(",")
      times.put(quote.timestamp, to: &cursor)
      cursor.put(",")
      Self.put(quote.price, quote.size, if: hasPrice, to: &cursor)
      Self.put(quote.bid, quote.bidSize, if: quote.changes.contains(.book), to: &cursor)
      Self.put(quote.ask, quote.askSize, if: quote.changes.contains(.book), to: &cursor)
      if quote.changes.contains(.trade) { cursor.put("t") }
      if quote.changes.contains(.book) { cursor.put("b") }
      if quote.changes.contains(.mark) { cursor.put("m") }
      cursor.put("\n")
    }
  }

  private static func put(_ price: Price, _ size: Int32, if isThere: Bool, to cursor: inout ByteCursor) {
    if isThere { cursor.put(price) }
    cursor.put(",")
    if isThere { cursor.put(Int64(size)) }
    cursor.put(",")
  }

  private mutating func put(_ bar: HistoryBar) {
    let ticker = tickers[bar.symbol]
    buffer.write(atMost: Self.lineLimit) { cursor in
      cursor.put(ticker)
      cursor.put(",")
      times.put(bar.start, to: &cursor)
      cursor.put(",")
      cursor.put(Array("\(bar.length)".utf8))
      for price in [bar.open, bar.high, bar.low, bar.close] {
        cursor.put(",")
        cursor.put(price)
      }
      cursor.put(",")
      cursor.put(bar.volume)
      cursor.put(",")
      if let trades = bar.trades { cursor.put(trades) }
      cursor.put(",")
      if let vwap = bar.vwap { cursor.put(vwap) }
      cursor.put("\n")
    }
  }
}
