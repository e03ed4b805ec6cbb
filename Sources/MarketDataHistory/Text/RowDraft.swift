import MarketData

/// The values of one row as they are read, before it is known whether they make sense together.
struct RowDraft {
  var symbol: Symbol?
  var time: Timestamp?
  /// Whether the time is a date alone.
  var isDate = false
  var price: Price?
  var size: Int32?
  var bid: Price?
  var ask: Price?
  var bidSize: Int32?
  var askSize: Int32?
  var changes: Quote.Changes?
  var open: Price?
  var high: Price?
  var low: Price?
  var close: Price?
  var volume: Int64?
  var trades: Int64?
  var vwap: Price?
  var length: HistoryBar.Length?

  /// The draft as a tick. What its `changes` do not carry is zero, wherever it came from.
  ///
  /// Without a column that says so, a price with a size is a trade, a price without one a mark, and bid and ask are a
  /// book.
  @inline(__always)
  func quote() throws(FieldProblem) -> HistoryRow {
    let changes = if let changes { changes } else { try guessedChanges() }
    var quote = Quote(
      symbol: try require(symbol, .symbol), price: .zero, bid: .zero, ask: .zero, timestamp: try require(time, .time),
      size: 0, bidSize: 0, askSize: 0, changes: changes)
    if !changes.isDisjoint(with: [.trade, .mark]) {
      (quote.price, quote.size) = (try require(price, .price), size ?? 0)
    }
    if changes.contains(.book) {
      (quote.bid, quote.bidSize) = (try require(bid, .bid), bidSize ?? 0)
      (quote.ask, quote.askSize) = (try require(ask, .ask), askSize ?? 0)
    }
    return .quote(quote)
  }

  @inline(__always)
  private func guessedChanges() throws(FieldProblem) -> Quote.Changes {
    var changes: Quote.Changes = []
    if price != nil { changes.insert(size ?? 0 > 0 ? .trade : .mark) }
    if bid != nil || ask != nil { changes.insert(.book) }
    guard !changes.isEmpty else { throw FieldProblem(0, expected: "a price, or a bid and an ask", found: "neither") }
    return changes
  }

  /// The draft as a bar, of a length that the rule gives if it does not say one itself.
  @inline(__always)
  func bar(_ rule: inout BarLengthRule) throws(FieldProblem) -> HistoryRow {
    let start = try require(time, .time)
    let length = if let length { length } else { try rule.length(ofBarAt: start, isDate) }
    let bar = HistoryBar(
      symbol: try require(symbol, .symbol), start: start, length: length, open: try require(open, .open),
      high: try require(high, .high), low: try require(low, .low),
      close: try require(close, .close), volume: try require(volume, .volume), trades: trades, vwap: vwap)
    if bar.low > min(bar.open, bar.close) || bar.high < max(bar.open, bar.close) { throw outside(bar) }
    return .bar(bar)
  }

  private func outside(_ bar: HistoryBar) -> FieldProblem {
    guard bar.low <= bar.high else {
      return FieldProblem(.high, expected: "a high that is not below the low, \(bar.low)", found: "\(bar.high)")
    }
    let isOpen = bar.open < bar.low || bar.open > bar.high
    return FieldProblem(
      isOpen ? .open : .close, expected: "a price from the low to the high, \(bar.low) to \(bar.high)",
      found: "\(isOpen ? bar.open : bar.close)")
  }

  @inline(__always)
  private func require<Value>(_ value: Value?, _ column: Column) throws(FieldProblem) -> Value {
    guard let value else { throw FieldProblem(column, expected: "a value for \(column.rawValue)", found: "none") }
    return value
  }
}
