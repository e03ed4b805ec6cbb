import MarketData

/// Events as messages.
enum AlpacaJSONEvents {
  static func write(_ event: MarketEvent, _ ticker: [UInt8], _ times: inout TimeText, to writer: inout ByteWriter) {}
}
