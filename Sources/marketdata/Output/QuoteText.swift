import ArgumentParser
import MarketData
import MarketDataWire

/// Quotes as lines of text, byte by byte: no formatter, no string, no allocation for each quote.
struct QuoteText {
  /// What is written of each quote.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    /// A JSON object a line.
    case ndjson
    /// Values between commas, under a header.
    case csv
    /// The messages of Polygon's dialect, one a line, bars among them.
    case polygon
    /// The messages of Alpaca's dialect in JSON, one a line, bars among them.
    case alpaca
    /// The bars of a minute that the trades make, as Polygon's flat files have them.
    case polygonFlat = "polygon-flat"
    /// Nothing.
    case none

    /// The dialect, of those that are one.
    fileprivate var wire: WireFormat? {
      switch self {
      case .polygon: .polygon
      case .alpaca: .alpacaJSON
      case .ndjson, .csv, .polygonFlat, .none: nil
      }
    }
  }

  /// More than a line can have: 256 bytes of names, 13 values of at most 32 bytes.
  private static let lineLimit = 1024

  let format: Format
  /// Whether notices are written too.
  let notices: Bool
  private var tickers = TickerBytes()
  private var times = TimeText()
  private var wire: WireText?
  private var flat: FlatFileText?

  /// A writer of a format.
  ///
  /// - Parameter notices: Whether notices are written too, as lines of their own; for ndjson only.
  init(_ format: Format, notices: Bool = false) {
    (self.format, self.notices) = (format, notices && format == .ndjson)
    wire = format.wire.map(WireText.init)
    flat = format == .polygonFlat ? FlatFileText() : nil
  }

  /// Appends what comes before the first quote.
  func appendHeader(to buffer: inout ByteWriter) {
    if format == .polygonFlat { FlatFileText.appendHeader(to: &buffer) }
    guard format == .csv else { return }
    buffer.write(atMost: Self.lineLimit) {
      $0.put("symbol,price,bid,ask,size,bid_size,ask_size,volume,timestamp,received,sequence,position,changes\n")
    }
  }

  /// Appends a line for each quote, and before them those of notices.
  mutating func append(_ batch: borrowing QuoteBatch, to buffer: inout ByteWriter) {
    guard format != .none else { return }
    if wire?.append(batch, to: &buffer) != nil || flat?.append(batch, to: &buffer) != nil { return }
    if notices {
      for notice in batch.notices { NoticeText.append(notice, to: &buffer) }
    }
    for index in batch.indices {
      let (quote, position) = (batch[index], batch.position(at: index))
      let ticker = tickers[quote.symbol]
      buffer.write(atMost: Self.lineLimit) { cursor in
        switch format {
        case .csv: putCSV(quote, ticker, position, to: &cursor)
        default: putJSON(quote, ticker, position, to: &cursor)
        }
      }
    }
  }

  /// Appends what comes after the last quote: bars that are still open.
  mutating func appendEnd(to buffer: inout ByteWriter) { flat?.finish(to: &buffer) }

  @inline(__always)
  private mutating func putJSON(_ quote: Quote, _ ticker: [UInt8], _ position: UInt64, to cursor: inout ByteCursor) {
    cursor.put(#"{"symbol":""#)
    cursor.put(ticker)
    cursor.put(#"","price":""#)
    cursor.put(quote.price)
    cursor.put(#"","bid":""#)
    cursor.put(quote.bid)
    cursor.put(#"","ask":""#)
    cursor.put(quote.ask)
    cursor.put(#"","size":"#)
    cursor.put(Int64(quote.size))
    cursor.put(#","bid_size":"#)
    cursor.put(Int64(quote.bidSize))
    cursor.put(#","ask_size":"#)
    cursor.put(Int64(quote.askSize))
    cursor.put(#","volume":"#)
    cursor.put(quote.volume)
    cursor.put(#","timestamp":""#)
    times.put(quote.timestamp, to: &cursor)
    cursor.put(#"","received":""#)
    times.put(quote.received, to: &cursor)
    cursor.put(#"","sequence":"#)
    cursor.put(quote.sequence)
    cursor.put(#","position":"#)
    cursor.put(position)
    cursor.put(#","changes":["#)
    cursor.put(quote.changes.jsonItems)
    cursor.put("]}\n")
  }

  @inline(__always)
  private mutating func putCSV(_ quote: Quote, _ ticker: [UInt8], _ position: UInt64, to cursor: inout ByteCursor) {
    cursor.put(ticker)
    cursor.put(",")
    cursor.put(quote.price)
    cursor.put(",")
    cursor.put(quote.bid)
    cursor.put(",")
    cursor.put(quote.ask)
    cursor.put(",")
    cursor.put(Int64(quote.size))
    cursor.put(",")
    cursor.put(Int64(quote.bidSize))
    cursor.put(",")
    cursor.put(Int64(quote.askSize))
    cursor.put(",")
    cursor.put(quote.volume)
    cursor.put(",")
    times.put(quote.timestamp, to: &cursor)
    cursor.put(",")
    times.put(quote.received, to: &cursor)
    cursor.put(",")
    cursor.put(quote.sequence)
    cursor.put(",")
    cursor.put(position)
    cursor.put(",")
    cursor.put(quote.changes.letters)
    cursor.put("\n")
  }
}

extension Quote.Changes {
  fileprivate var jsonItems: StaticString {
    switch self {
    case [.trade, .book]: #""trade","book""#
    case .trade: #""trade""#
    case .book: #""book""#
    case [.trade, .mark]: #""trade","mark""#
    case .mark: #""mark""#
    case [.book, .mark]: #""book","mark""#
    case [.trade, .book, .mark]: #""trade","book","mark""#
    default: ""
    }
  }

  fileprivate var letters: StaticString {
    switch self {
    case [.trade, .book]: "tb"
    case .trade: "t"
    case .book: "b"
    case [.trade, .mark]: "tm"
    case .mark: "m"
    case [.book, .mark]: "bm"
    case [.trade, .book, .mark]: "tbm"
    default: ""
    }
  }
}
