import MarketData

/// One trade, quote or bar of Alpaca's, as its members say.
///
/// Names of members: <https://docs.alpaca.markets/reference/stockbars>, and of the stream
/// <https://docs.alpaca.markets/docs/real-time-stock-pricing-data>. Sizes of quotes are lots of a hundred shares.
struct AlpacaItem {
  /// What it is.
  enum Kind {
    case bar, dayBar, trade, quote
    /// A message that is no row: a status, an answer, a correction, a bar told again.
    case other
  }

  var draft = RowDraft()
  /// What a message of the stream says that it is.
  var kind: Kind?

  /// Reads the value of a member.
  mutating func read(
    _ key: String, _ scanner: inout JSONScanner, _ times: inout TimeField
  ) throws(JSONError) {
    switch key {
    case "T": kind = Self.kind(try scanner.string())
    case "S": draft.symbol = try AlpacaRows.symbol(try scanner.string())
    case "t": draft.time = try time(&scanner, &times)
    case "o": draft.open = try Self.price(&scanner)
    case "h": draft.high = try Self.price(&scanner)
    case "l": draft.low = try Self.price(&scanner)
    case "c": if try scanner.kind() == .number { draft.close = try Self.price(&scanner) } else { try scanner.skip() }
    case "v": draft.volume = try Self.number(&scanner) { (text) throws(FieldProblem) in try DecimalText.count(text) }
    case "n": draft.trades = try Self.number(&scanner) { (text) throws(FieldProblem) in try DecimalText.count(text) }
    case "vw":
      draft.vwap = try Self.number(&scanner) { (text) throws(FieldProblem) in
        try DecimalText.price(text, rounding: true)
      }
    case "p": draft.price = try Self.price(&scanner)
    case "s": draft.size = try Self.shares(&scanner, lot: 1)
    case "bp": draft.bid = try Self.price(&scanner)
    case "bs": draft.bidSize = try Self.shares(&scanner, lot: 100)
    case "ap": draft.ask = try Self.price(&scanner)
    case "as": draft.askSize = try Self.shares(&scanner, lot: 100)
    default: try scanner.skip()
    }
  }

  private static func kind(_ text: String) -> Kind {
    switch text {
    case "b": .bar
    case "d": .dayBar
    case "t": .trade
    case "q": .quote
    default: .other
    }
  }

  private func time(_ scanner: inout JSONScanner, _ times: inout TimeField) throws(JSONError) -> Timestamp {
    let text = try scanner.string()
    return try Self.field(text) { (field) throws(FieldProblem) in try times.read(field) }
  }

  private static func price(_ scanner: inout JSONScanner) throws(JSONError) -> Price {
    try number(&scanner) { (text) throws(FieldProblem) in try DecimalText.price(text) }
  }

  private static func shares(_ scanner: inout JSONScanner, lot: Int64) throws(JSONError) -> Int32 {
    try number(&scanner) { (text) throws(FieldProblem) in try DecimalText.shares(text, lot: lot) }
  }

  private static func number<Value>(
    _ scanner: inout JSONScanner, _ read: (UnsafeBufferPointer<UInt8>) throws(FieldProblem) -> Value
  ) throws(JSONError) -> Value {
    try field(scanner.numberText(), read)
  }

  private static func field<Value>(
    _ text: String, _ read: (UnsafeBufferPointer<UInt8>) throws(FieldProblem) -> Value
  ) throws(JSONError) -> Value {
    do throws(FieldProblem) {
      return try Array(text.utf8).withUnsafeBufferPointer { (bytes) throws(FieldProblem) in try read(bytes) }
    } catch { throw JSONError(error) }
  }
}

extension JSONError {
  init(_ problem: FieldProblem) {
    self.init(
      expected: problem.expected, found: problem.found + (problem.hint.map { "; \($0)" } ?? ""))
  }
}
