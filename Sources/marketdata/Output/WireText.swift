import MarketData
import MarketDataWire

/// Quotes as the messages that a gateway would send for them, one a line: trades, books and bars.
struct WireText {
  private var encoder: EventEncoder
  private var bars = BarBuilder()
  private var closed: [(Bar, Bar.Kind)] = []

  /// A writer of a format in JSON.
  init(_ format: WireFormat) { encoder = EventEncoder(format) }

  /// Appends the messages of each quote, after those of the bars that are over by then, and before them what the market
  /// said besides.
  mutating func append(_ batch: borrowing QuoteBatch, to buffer: inout ByteWriter) {
    for case .market(let event) in batch.notices { append(event, to: &buffer) }
    for quote in copy batch {
      bars.advance(to: quote.received, into: &closed)
      bars.take(quote, into: &closed)
      for (bar, kind) in closed { append(.bar(bar, kind), to: &buffer) }
      closed.removeAll(keepingCapacity: true)
      if quote.changes.contains(.trade) { append(.trade(quote), to: &buffer) }
      guard quote.changes.contains(.book) else { continue }
      append(.book(quote), to: &buffer)
      append(.fairValue(FairValue(quote)), to: &buffer)
    }
  }

  private mutating func append(_ event: MarketEvent, to buffer: inout ByteWriter) {
    let message = encoder.encode(event)
    guard !message.isEmpty else { return }
    buffer.write(atMost: message.count + 1) {
      $0.put(message)
      $0.put("\n")
    }
  }
}
