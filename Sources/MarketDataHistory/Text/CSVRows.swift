import MarketData

/// Makes rows of the lines of a table, by its header. Without input or output.
struct CSVRows {
  typealias Bytes = UnsafeBufferPointer<UInt8>
  private let header: CSVHeader
  private let symbol: Symbol?
  private let lot: Int64
  private var tickers = TickerField()
  private var times: TimeField
  private(set) var lengths: BarLengthRule

  init(_ header: CSVHeader, _ options: TextOptions) {
    self.header = header
    symbol = options.symbol
    lot = header.isPolygon ? 100 : 1
    times = TimeField(header.isPolygon ? .nanoseconds : .byMagnitude)
    lengths = BarLengthRule(options.barLength)
  }

  /// The row of a line.
  @inline(__always)
  mutating func row(_ line: Bytes) throws(FieldProblem) -> HistoryRow {
    var draft = RowDraft()
    draft.symbol = symbol
    var fields = CSVFields(line)
    for column in header.columns {
      let place = fields.place
      guard !fields.isAtEnd else { throw wrongCount(line) }
      let field = try fields.next()
      if column == .ignored || field.isEmpty { continue }
      do throws(FieldProblem) {
        try read(field, column, into: &draft)
      } catch { throw error.moved(by: place) }
    }
    guard fields.isAtEnd else { throw wrongCount(line) }
    do throws(FieldProblem) {
      return header.rows == .ticks ? try draft.quote() : try draft.bar(&lengths)
    } catch { throw placed(error, in: line) }
  }

  @inline(__always)
  private mutating func read(_ field: Bytes, _ column: Column, into draft: inout RowDraft) throws(FieldProblem) {
    switch column {
    case .symbol: draft.symbol = try tickers.read(field)
    case .time: (draft.time, draft.isDate) = (try times.read(field), TimeField.isDate(field))
    case .price: draft.price = try DecimalText.price(field)
    case .size: draft.size = try DecimalText.shares(field)
    case .bid: draft.bid = try DecimalText.price(field)
    case .ask: draft.ask = try DecimalText.price(field)
    case .bidSize: draft.bidSize = try DecimalText.shares(field, lot: lot)
    case .askSize: draft.askSize = try DecimalText.shares(field, lot: lot)
    case .changes: draft.changes = try Self.changes(field)
    case .open: draft.open = try DecimalText.price(field)
    case .high: draft.high = try DecimalText.price(field)
    case .low: draft.low = try DecimalText.price(field)
    case .close: draft.close = try DecimalText.price(field)
    case .volume: draft.volume = try DecimalText.count(field)
    case .trades: draft.trades = try DecimalText.count(field)
    case .vwap: draft.vwap = try DecimalText.price(field, rounding: true)
    case .length: draft.length = try Self.length(field)
    case .ignored: break
    }
  }

  private static func changes(_ field: Bytes) throws(FieldProblem) -> Quote.Changes {
    var changes: Quote.Changes = []
    for letter in field {
      switch letter {
      case UInt8(ascii: "t"): changes.insert(.trade)
      case UInt8(ascii: "b"): changes.insert(.book)
      case UInt8(ascii: "m"): changes.insert(.mark)
      default: throw FieldProblem(field, expected: "letters t (trade), b (book) and m (mark)")
      }
    }
    return changes
  }

  private static func length(_ field: Bytes) throws(FieldProblem) -> HistoryBar.Length {
    let text = String(decoding: field, as: UTF8.self)
    guard let length = HistoryBar.Length.allCases.first(where: { "\($0)" == text }) else {
      throw FieldProblem(field, expected: "second, minute, hour or day")
    }
    return length
  }

  @inline(never)
  private func wrongCount(_ line: Bytes) -> FieldProblem {
    let starts = CSVFields.starts(line)
    let (wanted, found) = (header.columns.count, starts.count)
    return FieldProblem(
      found > wanted ? starts[wanted] : line.count, expected: "\(wanted) columns, as in the header", found: "\(found)")
  }

  /// A problem of the row as a whole, at the column that it is about.
  @inline(never)
  private func placed(_ problem: FieldProblem, in line: Bytes) -> FieldProblem {
    guard let column = problem.column, let index = header.columns.firstIndex(of: column) else { return problem }
    return problem.moved(by: CSVFields.starts(line)[index])
  }
}
