import MarketData

/// A command as Redis reads it: an array of bulk strings.
func respCommand(_ arguments: [String]) -> [UInt8] {
  var bytes = Array("*\(arguments.count)\r\n".utf8)
  for argument in arguments { bytes += "$\(argument.utf8.count)\r\n\(argument)\r\n".utf8 }
  return bytes
}

/// Builds the bytes of many `SET`s at once.
///
/// What never changes for a symbol, command, key and the beginning of the value, is prepared once and copied.
struct SetCommands {
  private let keyPrefix: String
  private var encoder = CachedQuoteEncoder()
  /// By `Symbol.index`.
  private var templates: [Template?] = []

  private struct Template {
    /// Up to the price; at `valueStart - 5` stand three digits for the length of the value.
    var bytes: [UInt8]
    var valueStart: Int
  }

  init(keyPrefix: String) { self.keyPrefix = keyPrefix }

  /// Appends a `SET` of each quote.
  mutating func append(_ quotes: [CachedQuote], to bytes: inout [UInt8]) {
    for quote in quotes {
      let index = quote.symbol.index
      if index >= templates.count { templates += repeatElement(nil, count: index + 1 - templates.count) }
      let template = templates[index] ?? makeTemplate(quote.symbol)
      let start = bytes.count + template.valueStart
      bytes.append(contentsOf: template.bytes)
      encoder.appendBody(quote, to: &bytes)
      // Always three digits: the value has from 142 bytes (1-byte ticker, shortest numbers) to 250.
      let length = bytes.count - start
      for (place, digit) in [(5, length / 100), (4, length / 10 % 10), (3, length % 10)] {
        bytes[start - place] = UInt8(ascii: "0") + UInt8(digit)
      }
      bytes.append(UInt8(ascii: "\r"))
      bytes.append(UInt8(ascii: "\n"))
    }
  }

  private mutating func makeTemplate(_ symbol: Symbol) -> Template {
    let key = keyPrefix + symbol.ticker
    let command = Array("*3\r\n$3\r\nSET\r\n$\(key.utf8.count)\r\n\(key)\r\n$000\r\n".utf8)
    let template = Template(bytes: command + CachedQuoteEncoder.head(of: symbol), valueStart: command.count)
    templates[symbol.index] = template
    return template
  }
}
