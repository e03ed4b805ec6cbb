import MarketData

/// Events as messages of the stock-aggregate dialect: it has one kind, a bar each second.
enum AggregateEvents {
  /// More than the longest message: 8 numbers of 21 characters, a ticker of 32, and the names of the fields.
  private static let room = 512

  /// Writes the message of a beat; nothing for other events.
  static func write(_ event: MarketEvent, _ ticker: [UInt8], to writer: inout ByteWriter) {
    guard case .bar(let bar, .beat) = event else { return }
    writer.write(atMost: room) { cursor in
      cursor.put(#"{"type":"stock_aggregate","ticker":""#)
      cursor.put(ticker)
      cursor.field(#"","data":{"open":"#, bar.open)
      cursor.field(#","high":"#, bar.high)
      cursor.field(#","low":"#, bar.low)
      cursor.field(#","close":"#, bar.close)
      cursor.field(#","volume":"#, bar.volume)
      cursor.field(#","vwap":"#, bar.vwap)
      cursor.field(#","transactions":"#, bar.trades)
      cursor.field(#","timestamp":"#, bar.start.milliseconds)
      cursor.put("}}")
    }
  }
}
