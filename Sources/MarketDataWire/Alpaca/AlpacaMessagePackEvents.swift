import MarketData

/// Events as Alpaca's messages in MessagePack: the same fields in the same order as in JSON.
///
/// Times are timestamp extensions, and `T` is the first key: Alpaca's clients need both.
enum AlpacaMessagePackEvents {
  /// More than the longest message, texts of any length aside: 9 numbers of at most 9 bytes, a ticker of 32, a time of
  /// 15, and the names of the fields.
  static let room = 256

  /// Writes the message of an event; nothing for what Alpaca has no message for.
  static func write(_ event: MarketEvent, _ ticker: [UInt8], to writer: inout ByteWriter) {
    switch event {
    case .trade(let quote): writer.write(atMost: room) { put(trade: quote, ticker, to: &$0) }
    case .book(let quote): writer.write(atMost: room) { put(book: quote, ticker, to: &$0) }
    case .bar(let bar, .minute): writer.write(atMost: room) { put(bar, "b", ticker, to: &$0) }
    case .bar(let bar, .updatedMinute): writer.write(atMost: room) { put(bar, "u", ticker, to: &$0) }
    case .bar(let bar, .day): writer.write(atMost: room) { put(bar, "d", ticker, to: &$0) }
    case .priceBand(let band): write(band, ticker, to: &writer)
    case .status(let status): write(status, ticker, to: &writer)
    case .correction(let correction): write(correction, ticker, to: &writer)
    case .cancel(let cancel): writer.write(atMost: room) { put(cancel, ticker, to: &$0) }
    case .bar(_, .second), .bar(_, .beat), .fairValue: break
    }
  }

  @inline(__always)
  private static func put(trade quote: Quote, _ ticker: [UInt8], to cursor: inout ByteCursor) {
    cursor.beginMap("t", ticker, members: 9)
    cursor.member("i", quote.sequence)
    cursor.member("x", "V")
    cursor.member("p", quote.price)
    cursor.member("s", Int64(max(1, quote.size)))
    cursor.member("c", only: "@")
    cursor.endMap(quote.timestamp)
  }

  /// Sizes are round lots of a hundred shares, as the live service sends them, and at least one.
  @inline(__always)
  private static func put(book quote: Quote, _ ticker: [UInt8], to cursor: inout ByteCursor) {
    cursor.beginMap("q", ticker, members: 11)
    cursor.member("bx", "V")
    cursor.member("bp", quote.bid)
    cursor.member("bs", Int64(max(1, quote.bidSize / 100)))
    cursor.member("ax", "V")
    cursor.member("ap", quote.ask)
    cursor.member("as", Int64(max(1, quote.askSize / 100)))
    cursor.member("c", only: "R")
    cursor.endMap(quote.timestamp)
  }

  /// The time is that of the window's start.
  private static func put(_ bar: Bar, _ type: StaticString, _ ticker: [UInt8], to cursor: inout ByteCursor) {
    cursor.beginMap(type, ticker, members: 10)
    cursor.member("o", bar.open)
    cursor.member("h", bar.high)
    cursor.member("l", bar.low)
    cursor.member("c", bar.close)
    cursor.member("v", bar.volume)
    cursor.member("n", bar.trades)
    cursor.member("vw", bar.vwap)
    cursor.pack(short: "t")
    cursor.pack(bar.start)
  }

  private static func put(_ cancel: TradeCancel, _ ticker: [UInt8], to cursor: inout ByteCursor) {
    cursor.beginMap("x", ticker, members: 9)
    cursor.member("i", cancel.id)
    cursor.member("x", "V")
    cursor.member("p", cancel.price)
    cursor.member("s", Int64(cancel.size))
    cursor.member("a", cancel.action == .cancel ? "C" : "E")
    cursor.endMap(cancel.timestamp)
  }
}
