/// Writes cached quotes as the JSON that Redis holds.
///
/// `{"symbol":"AAPL","price":"150.25","bid":"150.20","ask":"150.30","volume":1000000,`
/// `"timestamp":"2024-01-15T10:30:00.123Z","cached_at":"2024-01-15T10:30:00.150Z"}`
///
/// A writer of many quotes keeps one encoder, which remembers the text of the last second, and each symbol's `head`.
package struct CachedQuoteEncoder {
  private var timestamp = SecondText()
  private var cachedAt = SecondText()

  package init() {}

  /// The text up to the price, the same for every quote of a symbol. A ticker has no character to escape.
  package static func head(of symbol: Symbol) -> [UInt8] { Array("{\"symbol\":\"\(symbol.ticker)\",\"price\":\"".utf8) }

  /// Appends what follows the head.
  package mutating func appendBody(_ quote: CachedQuote, to bytes: inout [UInt8]) {
    append(quote.price, to: &bytes)
    append("\",\"bid\":\"", to: &bytes)
    append(quote.bid, to: &bytes)
    append("\",\"ask\":\"", to: &bytes)
    append(quote.ask, to: &bytes)
    append("\",\"volume\":", to: &bytes)
    if quote.volume < 0 { append("-", to: &bytes) }
    appendInteger(quote.volume.magnitude, to: &bytes)
    append(",\"timestamp\":\"", to: &bytes)
    timestamp.append(quote.timestamp, to: &bytes)
    append("\",\"cached_at\":\"", to: &bytes)
    cachedAt.append(quote.cachedAt, to: &bytes)
    append("\"}", to: &bytes)
  }

  private func append(_ price: Price, to bytes: inout [UInt8]) {
    appendDecimal(magnitude: price.nanos.magnitude, negative: price.nanos < 0, to: &bytes)
  }

  private func append(_ text: StaticString, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

/// Writes times to the millisecond, and keeps the text of the second: the next time is mostly in the same one.
private struct SecondText {
  private var second = Int64.min
  private var text: [UInt8] = []

  mutating func append(_ time: Timestamp, to bytes: inout [UInt8]) {
    let milliseconds = time.milliseconds
    let fraction = (milliseconds % 1000 + 1000) % 1000
    let second = (milliseconds - fraction) / 1000
    if second != self.second {
      self.second = second
      text.removeAll(keepingCapacity: true)
      time.append(decimals: 0, to: &text)
      text[text.count - 1] = UInt8(ascii: ".")  // instead of the Z
    }
    bytes.append(contentsOf: text)
    appendPadded(UInt64(fraction), places: 3, to: &bytes)
    bytes.append(UInt8(ascii: "Z"))
  }
}

extension CachedQuote {
  /// The quote as the JSON that Redis holds.
  package var json: [UInt8] {
    var (bytes, encoder) = (CachedQuoteEncoder.head(of: symbol), CachedQuoteEncoder())
    encoder.appendBody(self, to: &bytes)
    return bytes
  }

  /// Reads the JSON of a symbol's quote: white space, any order and unknown keys are well, anything else is not.
  ///
  /// - Throws: `JSONError`, which names the key concerned.
  package init(json: [UInt8], of symbol: Symbol) throws(JSONError) {
    var (scanner, fields) = (JSONScanner(json), Fields(symbol: symbol))
    try scanner.object { (key, scanner) throws(JSONError) in
      do throws(JSONError) { try fields.read(key, from: &scanner) } catch {
        throw JSONError(expected: "\(error.expected) under \"\(key)\"", found: error.found)
      }
    }
    try scanner.end()
    self.init(
      symbol: symbol, price: try Self.require(fields.price, "price"), bid: try Self.require(fields.bid, "bid"),
      ask: try Self.require(fields.ask, "ask"), volume: try Self.require(fields.volume, "volume"),
      timestamp: try Self.require(fields.timestamp, "timestamp"),
      cachedAt: try Self.require(fields.cachedAt, "cached_at"))
    _ = try Self.require(fields.ticker, "symbol")
  }

  private static func require<Value>(_ value: Value?, _ key: String) throws(JSONError) -> Value {
    guard let value else { throw JSONError(expected: "the key \"\(key)\"", found: "none") }
    return value
  }

  /// What has been read so far.
  private struct Fields {
    let symbol: Symbol
    var ticker: String?
    var price: Price?, bid: Price?, ask: Price?
    var volume: Int64?
    var timestamp: Timestamp?, cachedAt: Timestamp?

    init(symbol: Symbol) { self.symbol = symbol }

    mutating func read(_ key: String, from scanner: inout JSONScanner) throws(JSONError) {
      switch key {
      case "symbol": try Self.set(&ticker, own(scanner.string()))
      case "price": try Self.set(&price, Self.price(scanner.string()))
      case "bid": try Self.set(&bid, Self.price(scanner.string()))
      case "ask": try Self.set(&ask, Self.price(scanner.string()))
      case "volume": try Self.set(&volume, scanner.integer())
      case "timestamp": try Self.set(&timestamp, Self.time(scanner.string()))
      case "cached_at": try Self.set(&cachedAt, Self.time(scanner.string()))
      default: try scanner.skip()
      }
    }

    private static func set<Value>(_ field: inout Value?, _ value: Value) throws(JSONError) {
      guard field == nil else { throw JSONError(expected: "one value", found: "a second one") }
      field = value
    }

    /// Compares texts, so that what a store holds never grows the table of symbols.
    private func own(_ ticker: String) throws(JSONError) -> String {
      guard ticker == symbol.ticker else {
        throw JSONError(expected: "\"\(symbol.ticker)\"", found: "\"\(ticker.prefix(64))\"")
      }
      return ticker
    }

    private static func price(_ text: String) throws(JSONError) -> Price {
      do { return try Price(text) } catch {
        throw JSONError(expected: "a decimal number such as \"150.25\"", found: "\"\(text.prefix(64))\"")
      }
    }

    private static func time(_ text: String) throws(JSONError) -> Timestamp {
      do { return try Timestamp(text) } catch {
        throw JSONError(expected: "a time such as \"2024-01-15T10:30:00.123Z\"", found: "\"\(text.prefix(64))\"")
      }
    }
  }
}
