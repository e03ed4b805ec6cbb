import MarketData

/// Events as messages.
enum AggregateEvents {
  static func write(_ event: MarketEvent, _ ticker: [UInt8], to writer: inout ByteWriter) {}
}
