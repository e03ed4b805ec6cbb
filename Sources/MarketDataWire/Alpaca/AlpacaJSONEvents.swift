import MarketData

/// Events as Alpaca's messages in JSON, fields in the order of its documents; times last.
///
/// Nothing says where a trade took place: the exchange is `V`, IEX, and the tape `C` for all. Conditions are those of
/// ordinary trades and quotes.
enum AlpacaJSONEvents {
  /// More than the longest message, texts of any length aside: 9 numbers of at most 21 characters, a ticker of 32, a
  /// time of 30, and the names of the fields.
  static let room = 512

  /// Writes the message of an event; nothing for what Alpaca has no message for.
  static func write(_ event: MarketEvent, _ ticker: [UInt8], _ times: inout TimeText, to writer: inout ByteWriter) {
    switch event {
    case .trade(let quote): writer.write(atMost: room) { put(trade: quote, ticker, &times, to: &$0) }
    case .book(let quote): writer.write(atMost: room) { put(book: quote, ticker, &times, to: &$0) }
    case .bar(let bar, .minute):
      writer.write(atMost: room) { put(bar, #"{"T":"b","S":""#, ticker, &times, to: &$0) }
    case .bar(let bar, .updatedMinute):
      writer.write(atMost: room) { put(bar, #"{"T":"u","S":""#, ticker, &times, to: &$0) }
    case .bar(let bar, .day):
      writer.write(atMost: room) { put(bar, #"{"T":"d","S":""#, ticker, &times, to: &$0) }
    case .priceBand(let band): write(band, ticker, &times, to: &writer)
    case .status(let status): write(status, ticker, &times, to: &writer)
    case .correction(let correction): write(correction, ticker, &times, to: &writer)
    case .cancel(let cancel): writer.write(atMost: room) { put(cancel, ticker, &times, to: &$0) }
    case .bar(_, .second), .bar(_, .beat), .fairValue: break
    }
  }

  private static func put(
    trade quote: Quote, _ ticker: [UInt8], _ times: inout TimeText, to cursor: inout ByteCursor
  ) {
    cursor.put(#"{"T":"t","S":""#)
    cursor.put(ticker)
    cursor.field(#"","i":"#, quote.sequence)
    cursor.field(#","x":"V","p":"#, quote.price)
    cursor.field(#","s":"#, Int64(max(1, quote.size)))
    cursor.put(#","c":["@"],"z":"C","t":""#)
    times.put(quote.timestamp, to: &cursor)
    cursor.put(#""}"#)
  }

  /// Sizes are round lots of a hundred shares, as the live service sends them, and at least one.
  private static func put(
    book quote: Quote, _ ticker: [UInt8], _ times: inout TimeText, to cursor: inout ByteCursor
  ) {
    cursor.put(#"{"T":"q","S":""#)
    cursor.put(ticker)
    cursor.field(#"","bx":"V","bp":"#, quote.bid)
    cursor.field(#","bs":"#, Int64(max(1, quote.bidSize / 100)))
    cursor.field(#","ax":"V","ap":"#, quote.ask)
    cursor.field(#","as":"#, Int64(max(1, quote.askSize / 100)))
    cursor.put(#","c":["R"],"z":"C","t":""#)
    times.put(quote.timestamp, to: &cursor)
    cursor.put(#""}"#)
  }

  /// The time is that of the window's start.
  private static func put(
    _ bar: Bar, _ head: StaticString, _ ticker: [UInt8], _ times: inout TimeText, to cursor: inout ByteCursor
  ) {
    cursor.put(head)
    cursor.put(ticker)
    cursor.field(#"","o":"#, bar.open)
    cursor.field(#","h":"#, bar.high)
    cursor.field(#","l":"#, bar.low)
    cursor.field(#","c":"#, bar.close)
    cursor.field(#","v":"#, bar.volume)
    cursor.field(#","n":"#, bar.trades)
    cursor.field(#","vw":"#, bar.vwap)
    cursor.put(#","t":""#)
    times.put(bar.start, to: &cursor)
    cursor.put(#""}"#)
  }

  private static func put(
    _ cancel: TradeCancel, _ ticker: [UInt8], _ times: inout TimeText, to cursor: inout ByteCursor
  ) {
    cursor.put(#"{"T":"x","S":""#)
    cursor.put(ticker)
    cursor.field(#"","i":"#, cancel.id)
    cursor.field(#","x":"V","p":"#, cancel.price)
    cursor.field(#","s":"#, Int64(cancel.size))
    cursor.put(cancel.action == .cancel ? #","a":"C""# : #","a":"E""#)
    cursor.endObject(cancel.timestamp, &times)
  }
}
