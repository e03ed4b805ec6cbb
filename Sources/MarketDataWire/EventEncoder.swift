public import MarketData

/// Writes events as messages of one format, byte by byte, without allocating for each.
///
/// Keeps what messages share, such as the text of tickers and of the present second; one for each format and thread.
public struct EventEncoder {
  /// The format written.
  public let format: WireFormat
  private var tickers = TickerBytes()
  private var times = TimeText()
  private var writer = ByteWriter(capacity: 1024)

  /// An encoder of a format.
  public init(_ format: WireFormat) { self.format = format }

  /// The message of an event, without what surrounds messages in a frame; empty when the dialect has none for it.
  ///
  /// The bytes are valid until the next call.
  public mutating func encode(_ event: MarketEvent) -> ArraySlice<UInt8> {
    writer.removeAll()
    let ticker = tickers[event.symbol]
    switch format {
    case .polygon: PolygonEvents.write(event, ticker, to: &writer)
    case .alpacaJSON: AlpacaJSONEvents.write(event, ticker, &times, to: &writer)
    case .alpacaMessagePack: AlpacaMessagePackEvents.write(event, ticker, to: &writer)
    case .stockAggregate: AggregateEvents.write(event, ticker, to: &writer)
    }
    return writer.bytes
  }
}
