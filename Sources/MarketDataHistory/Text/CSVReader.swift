public import MarketData

/// What a reader of text is told that the text may not say.
public struct TextOptions: Hashable, Sendable {
  /// What all rows are of, for a text that does not name it.
  public var symbol: Symbol?
  /// How long bars are; nil: as they say, or as the first of them looks.
  public var barLength: HistoryBar.Length?

  /// Options.
  public init(symbol: Symbol? = nil, barLength: HistoryBar.Length? = nil) {
    (self.symbol, self.barLength) = (symbol, barLength)
  }
}

/// Reads tables of values between commas (RFC 4180) under a header: our own, Polygon's flat files, and any other whose
/// columns have known names.
///
/// Columns may stand in any order; those that are not known are passed over, and empty lines too. Prices are exact.
/// Reading blocks its thread.
public struct CSVReader: RowReader, ~Copyable {
  private var lines: LineSplitter
  private let header: CSVHeader
  private var rows: CSVRows

  /// A reader of a table, whose header it reads.
  ///
  /// - Throws: `HistoryError` when the header does not tell what is needed.
  public init(_ source: consuming ByteSource, options: TextOptions = TextOptions()) throws(HistoryError) {
    lines = LineSplitter(source)
    guard let line = try lines.next() else {
      throw HistoryError(lines.name, expected: "a header", found: "an empty file")
    }
    do { header = try CSVHeader(line, hasSymbol: options.symbol != nil) } catch { throw lines.error(error) }
    rows = CSVRows(header, options)
  }

  /// How many bytes were read, and how many there are; nil: not known.
  public var progress: (read: Int64, total: Int64?) { lines.progress }

  /// Whether it is one of Polygon's flat files.
  var isPolygon: Bool { header.isPolygon }

  /// What the header says, for people.
  public var summary: String {
    let names = header.columns.filter { $0 != .ignored }.map(\.rawValue).joined(separator: ", ")
    return "\(header.isPolygon ? "Polygon's flat file" : "CSV") of \(header.rows.rawValue) (\(names))"
  }

  /// Appends the next rows.
  public mutating func read(into found: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
    let end = found.count + count
    while found.count < end, let line = try lines.next() {
      if line.isEmpty { continue }
      do throws(FieldProblem) {
        found.append(try rows.row(line))
      } catch { throw lines.error(error) }
    }
  }
}

extension LineSplitter {
  /// A problem of the line handed out last.
  func error(_ problem: FieldProblem) -> HistoryError {
    HistoryError(place(problem.offset), expected: problem.expected, found: problem.found, hint: problem.hint)
  }
}
