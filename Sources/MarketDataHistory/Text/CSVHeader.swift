import MarketData

/// What the first line of a table says: which column is what, and whether rows are ticks or bars.
struct CSVHeader {
  /// What rows are.
  enum Rows: String {
    case ticks, bars
  }

  /// More columns are refused.
  private static let mostColumns = 256

  let columns: [Column]
  let rows: Rows
  /// Whether times are whole nanoseconds and sizes of the book are lots, as in Polygon's flat files.
  let isPolygon: Bool

  /// Reads a header.
  ///
  /// - Parameter hasSymbol: Whether the symbol is known, so that no column needs to tell it.
  init(_ line: UnsafeBufferPointer<UInt8>, hasSymbol: Bool) throws(FieldProblem) {
    let names = Self.names(line)
    guard names.count <= Self.mostColumns else {
      throw FieldProblem(0, expected: "at most \(Self.mostColumns) columns", found: "\(names.count)")
    }
    isPolygon = Self.isPolygon(names)
    var columns = Column.meanings(of: names)
    for (index, column) in columns.enumerated() where column != .ignored {
      guard let first = columns.firstIndex(of: column), first < index else { continue }
      throw FieldProblem(0, expected: "one column for \(column.rawValue)", found: "\(names[first]) and \(names[index])")
    }
    let has = Set(columns)
    let rows: Rows = has.isSuperset(of: [.open, .high, .low, .close, .volume]) ? .bars : .ticks
    guard has.contains(.time), hasSymbol || has.contains(.symbol),
      rows == .bars || has.contains(.price) || has.isSuperset(of: [.bid, .ask])
    else { throw Self.incomplete(line) }
    // Of ticks without a size, the volume is it.
    if rows == .ticks, !has.contains(.size), !has.contains(.bid), let volume = columns.firstIndex(of: .volume) {
      columns[volume] = .size
    }
    self.rows = rows
    self.columns = columns.map { Self.belongs($0, to: rows) ? $0 : .ignored }
  }

  /// Whether the names are those of one of Polygon's flat files.
  static func isPolygon(_ names: [String]) -> Bool {
    names.contains("ticker") && (names.contains("window_start") || names.contains("sip_timestamp"))
  }

  /// Names in lower case, without quotes and white space around them.
  static func names(_ line: UnsafeBufferPointer<UInt8>) -> [String] {
    line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { name in
      let letters = name.filter { $0 != 0x20 && $0 != 0x09 && $0 != UInt8(ascii: "\"") }
      return String(decoding: letters, as: UTF8.self).lowercased()
    }
  }

  private static func belongs(_ column: Column, to rows: Rows) -> Bool {
    switch column {
    case .symbol, .time, .ignored: true
    case .price, .size, .bid, .ask, .bidSize, .askSize, .changes: rows == .ticks
    case .open, .high, .low, .close, .volume, .trades, .vwap, .length: rows == .bars
    }
  }

  private static func incomplete(_ line: UnsafeBufferPointer<UInt8>) -> FieldProblem {
    FieldProblem(
      0,
      expected: """
        a header with a symbol, a timestamp, and either open, high, low, close and volume, or a price, or bid and ask
        """,
      found: quoted(line))
  }
}
