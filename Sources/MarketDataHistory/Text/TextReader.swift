/// Reads rows of any text that is known: a table, or Alpaca's JSON.
public struct TextReader: RowReader, ~Copyable {
  /// One of the two is there.
  private var table: CSVReader?
  private var messages: AlpacaReader?

  /// A reader of a text in a format; `auto` recognises it.
  ///
  /// - Throws: `HistoryError` when the text is not in the format, which for `dbn` none is.
  public init(
    _ source: consuming ByteSource, format: HistoryFormat = .auto, options: TextOptions = TextOptions()
  ) throws(HistoryError) {
    let name = source.name
    let format = format == .auto ? try HistoryFormat.recognised(in: &source) : format
    switch format {
    case .alpaca:
      messages = AlpacaReader(source, options: options)
      summary = "Alpaca's JSON"
    case .dbn: throw HistoryError(name, expected: "text", found: "DBN", hint: "open it as DBN")
    case .auto, .csv, .polygonFlat:
      let reader = try CSVReader(source, options: options)
      guard reader.isPolygon || format != .polygonFlat else {
        throw HistoryError(
          "\(name):1:1", expected: "the header of a flat file: ticker, and window_start or sip_timestamp",
          found: "another", hint: "for other tables say csv")
      }
      summary = reader.summary
      table = consume reader
    }
  }

  /// How many bytes were read, and how many there are; nil: not known.
  public var progress: (read: Int64, total: Int64?) {
    switch table {
    case .some(let table): return table.progress
    case nil: break
    }
    switch messages {
    case .some(let messages): return messages.progress
    case nil: return (0, nil)
    }
  }

  /// Messages that are no rows.
  public var skipped: Int {
    switch messages {
    case .some(let messages): messages.skipped
    case nil: 0
    }
  }

  /// What it found the text to be, for people.
  public let summary: String

  /// Appends the next rows.
  public mutating func read(into rows: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
    try table?.read(into: &rows, atMost: count)
    try messages?.read(into: &rows, atMost: count)
  }
}

/// Reads bytes as a text, for fuzzing: whatever they are, the end is rows or a `HistoryError`.
///
/// - Returns: How many rows there were.
@discardableResult
package func fuzzText(format: HistoryFormat, bytes: [UInt8]) -> Int {
  var rows: [HistoryRow] = []
  do {
    var reader = try TextReader(ByteSource(bytes: bytes, name: "fuzz"), format: format)
    var before = -1
    while rows.count > before {
      before = rows.count
      try reader.read(into: &rows, atMost: 100)
    }
  } catch { return rows.count }
  return rows.count
}
