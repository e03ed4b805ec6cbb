import MarketData

/// Bars of a minute as Polygon's flat files have them, in the order of time: as quotes make them.
///
/// Columns as in <https://polygon.io/docs/flat-files/stocks/minute-aggregates>; the windows of theirs are in
/// nanoseconds. A flat file has one line a bar, so a bar waits until no late trade can change it.
struct FlatFileText {
  /// More than a line can have: a ticker, and 7 values of at most 32 bytes.
  private static let lineLimit = 512

  private var builder = BarBuilder(kinds: [.minute], grace: .seconds(30))
  private var bars: [(Bar, Bar.Kind)] = []
  private var tickers = TickerBytes()

  static func appendHeader(to buffer: inout ByteWriter) {
    buffer.write(atMost: lineLimit) { $0.put("ticker,volume,open,close,high,low,window_start,transactions\n") }
  }

  /// Appends the bars that are over by each quote.
  mutating func append(_ batch: borrowing QuoteBatch, to buffer: inout ByteWriter) {
    for quote in copy batch {
      builder.advance(to: quote.received, into: &bars)
      builder.take(quote, into: &bars)
    }
    put(to: &buffer)
  }

  /// Appends the bars that are still open.
  mutating func finish(to buffer: inout ByteWriter) {
    while let time = builder.nextDeadline { builder.advance(to: time, into: &bars) }
    put(to: &buffer)
  }

  private mutating func put(to buffer: inout ByteWriter) {
    for (bar, _) in bars {
      let ticker = tickers[bar.symbol]
      buffer.write(atMost: Self.lineLimit) { put(bar, ticker, to: &$0) }
    }
    bars.removeAll(keepingCapacity: true)
  }

  private func put(_ bar: Bar, _ ticker: [UInt8], to cursor: inout ByteCursor) {
    cursor.put(ticker)
    cursor.put(",")
    cursor.put(bar.volume)
    for price in [bar.open, bar.close, bar.high, bar.low] {
      cursor.put(",")
      cursor.put(price)
    }
    cursor.put(",")
    cursor.put(bar.start.nanos)
    cursor.put(",")
    cursor.put(bar.trades)
    cursor.put("\n")
  }
}
