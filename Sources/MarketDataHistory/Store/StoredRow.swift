import MarketData

/// A row of history as a store has it: whole numbers only.
///
/// | column | of a quote | of a bar |
/// | --- | --- | --- |
/// | `kind` | the bits of its `changes`, 0 to 3 | 4 a second, 5 a minute, 6 an hour, 7 a day |
/// | `p1` `p2` `p3` | price, bid, ask | open, high, low |
/// | `n1` `n2` `n3` | size, bid size, ask size | volume, trades or nothing, average price or nothing |
/// | `p4` | nothing | close |
struct StoredRow: Hashable {
  var time: Int64
  var content: Content

  /// All but when: two rows of one time are equal when this is.
  struct Content: Hashable {
    var kind: Int64
    var p1: Int64
    var p2: Int64
    var p3: Int64
    var n1: Int64
    var n2: Int64 = none
    var n3: Int64 = none
    var p4: Int64 = none
  }

  /// Stands for nothing, in the columns that may hold it.
  static let none = Int64.min
  /// Room for a row.
  static let nothing = StoredRow(time: 0, content: Content(kind: 0, p1: 0, p2: 0, p3: 0, n1: 0))
}

extension StoredRow {
  /// - Throws: `HistoryError` for what `verify` would find fault with; its place is for the caller to name.
  init(_ row: HistoryRow) throws(HistoryError) {
    switch row {
    case .quote(let quote): self.init(quote)
    case .bar(let bar):
      self.init(bar)
      if let fault = content.fault {
        throw HistoryError("\(bar.symbol) \(bar.start)", expected: fault.expected, found: fault.found)
      }
    }
  }

  init(_ quote: Quote) {
    time = quote.timestamp.nanos
    content = Content(
      kind: Int64(quote.changes.rawValue & 3), p1: quote.price.nanos, p2: quote.bid.nanos, p3: quote.ask.nanos,
      n1: Int64(quote.size), n2: Int64(quote.bidSize), n3: Int64(quote.askSize))
  }

  private init(_ bar: HistoryBar) {
    time = bar.start.nanos
    content = Content(
      kind: Self.kind(of: bar.length), p1: bar.open.nanos, p2: bar.high.nanos, p3: bar.low.nanos, n1: bar.volume,
      n2: bar.trades ?? Self.none, n3: bar.vwap?.nanos ?? Self.none, p4: bar.close.nanos)
  }

  static func kind(of length: HistoryBar.Length) -> Int64 {
    switch length {
    case .second: 4
    case .minute: 5
    case .hour: 6
    case .day: 7
    }
  }

  static func length(of kind: Int64) -> HistoryBar.Length? {
    HistoryBar.Length.allCases.first { Self.kind(of: $0) == kind }
  }

  /// The quote that this is, if it is one.
  @inline(__always)
  func quote(of symbol: Symbol) -> Quote? {
    guard content.kind < 4 else { return nil }
    return Quote(
      symbol: symbol, price: Price(nanos: content.p1), bid: Price(nanos: content.p2), ask: Price(nanos: content.p3),
      timestamp: Timestamp(nanos: time), size: Int32(truncatingIfNeeded: content.n1),
      bidSize: Int32(truncatingIfNeeded: content.n2), askSize: Int32(truncatingIfNeeded: content.n3),
      changes: Quote.Changes(rawValue: UInt8(truncatingIfNeeded: content.kind)))
  }

  /// The bar that this is, if it is one.
  func bar(of symbol: Symbol) -> HistoryBar? {
    guard let length = Self.length(of: content.kind) else { return nil }
    return HistoryBar(
      symbol: symbol, start: Timestamp(nanos: time), length: length, open: Price(nanos: content.p1),
      high: Price(nanos: content.p2), low: Price(nanos: content.p3), close: Price(nanos: content.p4),
      volume: content.n1, trades: content.n2 == Self.none ? nil : content.n2,
      vwap: content.n3 == Self.none ? nil : Price(nanos: content.n3))
  }

  /// The row of history that this is; nil for a kind that is none.
  @inline(__always)
  func row(of symbol: Symbol) -> HistoryRow? {
    quote(of: symbol).map(HistoryRow.quote) ?? bar(of: symbol).map(HistoryRow.bar)
  }
}

extension StoredRow.Content {
  /// What no row may be, in the words of an error.
  var fault: (expected: String, found: String)? {
    if !(0...7).contains(kind) { return ("a kind from 0 to 7", "\(kind)") }
    if kind < 4 { return sizeFault }
    if p4 == StoredRow.none { return ("a closing price", "none") }
    if p3 > min(p1, p4) || p2 < max(p1, p4) {
      return (
        "a bar whose low and high enclose its open and close",
        "open \(Price(nanos: p1)), high \(Price(nanos: p2)), low \(Price(nanos: p3)), close \(Price(nanos: p4))"
      )
    }
    if n1 < 0 { return ("a volume of 0 or more", "\(n1)") }
    if n2 < 0, n2 != StoredRow.none { return ("a number of trades of 0 or more", "\(n2)") }
    return nil
  }

  private var sizeFault: (expected: String, found: String)? {
    [n1, n2, n3].first { Int32(exactly: $0) == nil }.map { ("sizes of 32 bits", "\($0)") }
  }
}

// Of and for SQLite: the columns in the order of `columns`.
extension StoredRow {
  /// Time and content, as statements name them.
  static let columns = "time, kind, p1, p2, p3, n1, n2, n3, p4"

  /// The row in the columns of a statement, from `first` on.
  @inline(__always)
  init(_ statement: SQLiteStatement, from first: Int32 = 0) {
    let kind = statement.integer(first + 1)
    time = statement.integer(first)
    content = Content(
      kind: kind, p1: statement.integer(first + 2), p2: statement.integer(first + 3), p3: statement.integer(first + 4),
      n1: statement.integer(first + 5))
    if kind < 4 {
      (content.n2, content.n3) = (statement.integer(first + 6), statement.integer(first + 7))
    } else {
      content.n2 = statement.isNull(first + 6) ? Self.none : statement.integer(first + 6)
      content.n3 = statement.isNull(first + 7) ? Self.none : statement.integer(first + 7)
      content.p4 = statement.isNull(first + 8) ? Self.none : statement.integer(first + 8)
    }
  }

  /// Sets parameters from `first` on to the columns.
  @inline(__always)
  func bind(to statement: SQLiteStatement, from first: Int32) {
    statement.bind(time, at: first)
    statement.bind(content.kind, at: first + 1)
    statement.bind(content.p1, at: first + 2)
    statement.bind(content.p2, at: first + 3)
    statement.bind(content.p3, at: first + 4)
    statement.bind(content.n1, at: first + 5)
    bind(content.n2, to: statement, at: first + 6)
    bind(content.n3, to: statement, at: first + 7)
    bind(content.p4, to: statement, at: first + 8)
  }

  @inline(__always)
  private func bind(_ value: Int64, to statement: SQLiteStatement, at index: Int32) {
    if value == Self.none { statement.bindNull(at: index) } else { statement.bind(value, at: index) }
  }
}
