import MarketData

/// Makes rows of Alpaca's JSON: pages of its historical API, of one symbol or many, and messages of its stream. Without
/// input or output.
struct AlpacaRows {
  private let symbol: Symbol?
  private var times = TimeField(.byMagnitude)
  private var lengths: BarLengthRule
  /// Messages that are no rows: answers, statuses, corrections.
  private(set) var skipped = 0
  private(set) var rows: [HistoryRow] = []
  /// Items of a page whose symbol comes after them.
  private var waiting: [(AlpacaItem, AlpacaItem.Kind)] = []

  init(_ options: TextOptions) {
    symbol = options.symbol
    lengths = BarLengthRule(options.barLength)
  }

  /// Reads one value, and leaves its `rows`.
  mutating func read(_ scanner: inout JSONScanner) throws(JSONError) {
    rows.removeAll(keepingCapacity: true)
    if try scanner.kind() == .array {
      try scanner.array { (scanner) throws(JSONError) in try message(&scanner) }
    } else {
      try message(&scanner)
    }
    try scanner.end()
  }

  /// A page, or a message of the stream.
  private mutating func message(_ scanner: inout JSONScanner) throws(JSONError) {
    var item = AlpacaItem()
    var pageSymbol: Symbol?
    var isPage = false
    waiting.removeAll(keepingCapacity: true)
    try scanner.object { (key, scanner) throws(JSONError) in
      if let kind = Self.pages[key] {
        isPage = true
        try page(of: kind, &scanner)
      } else if key == "symbol", try scanner.kind() == .string {
        pageSymbol = try Self.symbol(try scanner.string())
      } else {
        try item.read(key, &scanner, &times)
      }
    }
    for (item, kind) in waiting { try add(item, kind, pageSymbol) }
    if let kind = item.kind { return try add(item, kind, nil) }
    guard isPage else {
      throw JSONError(expected: "\"bars\", \"trades\", \"quotes\", or a message with \"T\"", found: "neither")
    }
  }

  private static let pages: [String: AlpacaItem.Kind] = [
    "bars": .bar, "trades": .trade, "quotes": .quote, "bar": .bar, "trade": .trade, "quote": .quote,
  ]

  /// The items of a page: an array or a single one, under their symbols or of one that is named elsewhere.
  private mutating func page(of kind: AlpacaItem.Kind, _ scanner: inout JSONScanner) throws(JSONError) {
    switch try scanner.kind() {
    case .array: try items(of: kind, nil, &scanner)
    case .object: try object(of: kind, &scanner)
    default: try scanner.skip()  // null: a page without items
    }
  }

  private mutating func object(of kind: AlpacaItem.Kind, _ scanner: inout JSONScanner) throws(JSONError) {
    var item = AlpacaItem()
    var isItem = false
    try scanner.object { (key, scanner) throws(JSONError) in
      switch try scanner.kind() {
      case .array where key != "c": try items(of: kind, try Self.symbol(key), &scanner)
      case .object: try self.item(of: kind, try Self.symbol(key), &scanner)
      default:
        isItem = true
        try item.read(key, &scanner, &times)
      }
    }
    if isItem { waiting.append((item, kind)) }
  }

  private mutating func items(
    of kind: AlpacaItem.Kind, _ symbol: Symbol?, _ scanner: inout JSONScanner
  ) throws(JSONError) {
    try scanner.array { (scanner) throws(JSONError) in try item(of: kind, symbol, &scanner) }
  }

  private mutating func item(
    of kind: AlpacaItem.Kind, _ symbol: Symbol?, _ scanner: inout JSONScanner
  ) throws(JSONError) {
    var item = AlpacaItem()
    try scanner.object { (key, scanner) throws(JSONError) in try item.read(key, &scanner, &times) }
    if symbol == nil { waiting.append((item, kind)) } else { try add(item, kind, symbol) }
  }

  private mutating func add(_ item: AlpacaItem, _ kind: AlpacaItem.Kind, _ pageSymbol: Symbol?) throws(JSONError) {
    var draft = item.draft
    draft.symbol = draft.symbol ?? pageSymbol ?? symbol
    do throws(FieldProblem) {
      switch kind {
      case .bar: rows.append(try draft.bar(&lengths))
      case .dayBar:
        draft.length = .day
        rows.append(try draft.bar(&lengths))
      case .trade: rows.append(try draft.quote())
      case .quote: rows.append(try draft.quote())
      case .other: skipped += 1
      }
    } catch { throw JSONError(error) }
  }

  static func symbol(_ ticker: String) throws(JSONError) -> Symbol {
    do { return try Symbol(ticker) } catch {
      throw JSONError(
        expected: "a ticker of 1 to 32 characters from A-Z a-z 0-9 . : / _ -", found: "\"\(ticker.prefix(64))\"")
    }
  }
}
