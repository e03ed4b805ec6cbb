import ArgumentParser
import MarketData

/// Quotes as lines of text, byte by byte: no formatter, no string, no allocation for each quote.
struct QuoteText {
  /// What is written of each quote.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    /// A JSON object a line.
    case ndjson
    /// Values between commas, under a header.
    case csv
    /// Nothing.
    case none
  }

  let format: Format
  /// The ticker's bytes, by `Symbol.index`.
  private var tickers: [[UInt8]] = []

  /// A writer of a format.
  init(_ format: Format) { self.format = format }

  /// Appends what comes before the first quote.
  func appendHeader(to bytes: inout [UInt8]) {
    guard format == .csv else { return }
    bytes.append(
      "symbol,price,bid,ask,size,bid_size,ask_size,volume,timestamp,received,sequence,position,changes\n")
  }

  /// Appends a line for each quote.
  mutating func append(_ batch: borrowing QuoteBatch, to bytes: inout [UInt8]) {
    for index in batch.indices {
      let quote = batch[index]
      prepare(quote.symbol)
      switch format {
      case .ndjson: appendJSON(quote, position: batch.position(at: index), to: &bytes)
      case .csv: appendCSV(quote, position: batch.position(at: index), to: &bytes)
      case .none: break
      }
    }
  }

  private mutating func prepare(_ symbol: Symbol) {
    while tickers.count <= symbol.index { tickers.append([]) }
    if tickers[symbol.index].isEmpty { tickers[symbol.index] = Array(symbol.ticker.utf8) }
  }

  private func appendJSON(_ quote: Quote, position: UInt64, to bytes: inout [UInt8]) {
    bytes.append(#"{"symbol":""#)
    bytes.append(contentsOf: tickers[quote.symbol.index])
    bytes.append(#"","price":""#)
    bytes.append(quote.price)
    bytes.append(#"","bid":""#)
    bytes.append(quote.bid)
    bytes.append(#"","ask":""#)
    bytes.append(quote.ask)
    bytes.append(#"","size":"#)
    bytes.append(Int64(quote.size))
    bytes.append(#","bid_size":"#)
    bytes.append(Int64(quote.bidSize))
    bytes.append(#","ask_size":"#)
    bytes.append(Int64(quote.askSize))
    bytes.append(#","volume":"#)
    bytes.append(quote.volume)
    bytes.append(#","timestamp":""#)
    quote.timestamp.append(decimals: 9, to: &bytes)
    bytes.append(#"","received":""#)
    quote.received.append(decimals: 9, to: &bytes)
    bytes.append(#"","sequence":"#)
    appendInteger(quote.sequence, to: &bytes)
    bytes.append(#","position":"#)
    appendInteger(position, to: &bytes)
    bytes.append(#","changes":["#)
    bytes.append(quote.changes.jsonItems)
    bytes.append("]}\n")
  }

  private func appendCSV(_ quote: Quote, position: UInt64, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: tickers[quote.symbol.index])
    for price in [quote.price, quote.bid, quote.ask] {
      bytes.append(",")
      bytes.append(price)
    }
    for number in [Int64(quote.size), Int64(quote.bidSize), Int64(quote.askSize), quote.volume] {
      bytes.append(",")
      bytes.append(number)
    }
    for time in [quote.timestamp, quote.received] {
      bytes.append(",")
      time.append(decimals: 9, to: &bytes)
    }
    for number in [quote.sequence, position] {
      bytes.append(",")
      appendInteger(number, to: &bytes)
    }
    bytes.append(",")
    bytes.append(quote.changes.letters)
    bytes.append("\n")
  }
}

extension Quote.Changes {
  fileprivate var jsonItems: StaticString {
    switch self {
    case [.trade, .book]: #""trade","book""#
    case .trade: #""trade""#
    case .book: #""book""#
    default: ""
    }
  }

  fileprivate var letters: StaticString {
    switch self {
    case [.trade, .book]: "tb"
    case .trade: "t"
    case .book: "b"
    default: ""
    }
  }
}

extension [UInt8] {
  @inline(__always)
  fileprivate mutating func append(_ text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  @inline(__always)
  fileprivate mutating func append(_ price: Price) {
    appendDecimal(magnitude: price.nanos.magnitude, negative: price.nanos < 0, to: &self)
  }

  @inline(__always)
  fileprivate mutating func append(_ number: Int64) {
    if number < 0 { append(UInt8(ascii: "-")) }
    appendInteger(number.magnitude, to: &self)
  }
}
