import MarketData

/// Events as Polygon's messages, fields in the order of its documents.
///
/// Times are milliseconds or nanoseconds as the live service sends them, whatever its documents say. Whole numbers
/// have no fraction: its Go client drops the message otherwise.
enum PolygonEvents {
  /// More than the longest message: at most 12 numbers of 21 characters, a ticker of 32, and the names of the fields.
  private static let room = 512

  /// Writes the message of an event; nothing for what Polygon has no message for.
  static func write(_ event: MarketEvent, _ ticker: [UInt8], to writer: inout ByteWriter) {
    writer.write(atMost: room) { cursor in
      switch event {
      case .trade(let quote): put(trade: quote, ticker, to: &cursor)
      case .book(let quote): put(book: quote, ticker, to: &cursor)
      case .bar(let bar, .second): put(bar, #"{"ev":"A","sym":""#, ticker, to: &cursor)
      case .bar(let bar, .minute): put(bar, #"{"ev":"AM","sym":""#, ticker, to: &cursor)
      case .priceBand(let band): put(band, ticker, to: &cursor)
      case .fairValue(let value): put(value, ticker, to: &cursor)
      case .bar(_, .updatedMinute), .bar(_, .day), .bar(_, .beat), .status, .correction, .cancel: break
      }
    }
  }

  /// One exchange and one tape for all: nothing says where a trade took place. No conditions, hence no `c`.
  private static func put(trade quote: Quote, _ ticker: [UInt8], to cursor: inout ByteCursor) {
    cursor.put(#"{"ev":"T","sym":""#)
    cursor.put(ticker)
    cursor.field(#"","x":4,"i":""#, quote.sequence)
    cursor.field(#"","z":3,"p":"#, quote.price)
    cursor.field(#","s":"#, Int64(max(1, quote.size)))
    cursor.field(#","t":"#, quote.timestamp.milliseconds)
    cursor.field(#","q":"#, quote.sequence)
    cursor.put("}")
  }

  /// Sizes are round lots of a hundred shares; the codes are those of the documents' example.
  private static func put(book quote: Quote, _ ticker: [UInt8], to cursor: inout ByteCursor) {
    cursor.put(#"{"ev":"Q","sym":""#)
    cursor.put(ticker)
    cursor.field(#"","bx":11,"bp":"#, quote.bid)
    cursor.field(#","bs":"#, Int64(max(1, quote.bidSize / 100)))
    cursor.field(#","ax":12,"ap":"#, quote.ask)
    cursor.field(#","as":"#, Int64(max(1, quote.askSize / 100)))
    cursor.field(#","c":1,"i":[604],"t":"#, quote.timestamp.milliseconds)
    cursor.field(#","q":"#, quote.sequence)
    cursor.put(#","z":3}"#)
  }

  /// `z` is the average size of a trade. Bars have trades, but one pushed without them must not end the process.
  private static func put(_ bar: Bar, _ head: StaticString, _ ticker: [UInt8], to cursor: inout ByteCursor) {
    cursor.put(head)
    cursor.put(ticker)
    cursor.field(#"","v":"#, bar.volume)
    cursor.field(#","av":"#, bar.day.volume)
    cursor.field(#","op":"#, bar.day.open)
    cursor.field(#","vw":"#, bar.vwap)
    cursor.field(#","o":"#, bar.open)
    cursor.field(#","c":"#, bar.close)
    cursor.field(#","h":"#, bar.high)
    cursor.field(#","l":"#, bar.low)
    cursor.field(#","a":"#, bar.day.vwap)
    cursor.field(#","z":"#, max(1, bar.volume / max(1, bar.trades)))
    cursor.field(#","s":"#, bar.start.milliseconds)
    cursor.field(#","e":"#, bar.end.milliseconds)
    cursor.put("}")
  }

  /// The symbol is `T` here, and the time nanoseconds.
  private static func put(_ band: PriceBand, _ ticker: [UInt8], to cursor: inout ByteCursor) {
    cursor.put(#"{"ev":"LULD","T":""#)
    cursor.put(ticker)
    cursor.field(#"","h":"#, band.upper)
    cursor.field(#","l":"#, band.lower)
    cursor.field(#","i":[17],"z":3,"t":"#, band.timestamp.nanos)
    cursor.field(#","q":"#, band.sequence)
    cursor.put("}")
  }

  private static func put(_ value: FairValue, _ ticker: [UInt8], to cursor: inout ByteCursor) {
    cursor.put(#"{"ev":"FMV","sym":""#)
    cursor.put(ticker)
    cursor.field(#"","fmv":"#, value.value)
    cursor.field(#","t":"#, value.timestamp.nanos)
    cursor.put("}")
  }
}
