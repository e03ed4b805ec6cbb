import MarketData

/// Reads rows of a file of any format that is known, plain, `.gz` or `.zst`.
///
/// Reading blocks its thread. Memory stays the same at any size of the file.
public struct HistoryFileReader: RowReader, ~Copyable {
  /// One of the two is there.
  private var text: TextReader?
  private var tape: DBNReader?
  /// What the file is; never `auto`.
  public let format: HistoryFormat
  /// What it found the file to be, for people.
  public let summary: String

  /// Opens a file; `-` is standard input.
  ///
  /// - Parameters:
  ///   - format: What it is; `auto` looks at its first bytes.
  ///   - options: What a text does not say.
  /// - Throws: `HistoryError` for what cannot be read, or is not in the format.
  public init(
    path: String, format: HistoryFormat = .auto, options: TextOptions = TextOptions()
  ) throws(HistoryError) {
    try self.init(ByteSource(path: path), format: format, options: options)
  }

  /// Reads from a source that stands at its start.
  ///
  /// - Throws: As for a file.
  public init(
    _ source: consuming ByteSource, format: HistoryFormat = .auto, options: TextOptions = TextOptions()
  ) throws(HistoryError) {
    let format = format == .auto ? try HistoryFormat.recognised(in: &source) : format
    if format == .dbn {
      let reader = try DBNReader(source)
      summary = "DBN of \(reader.metadata.schema?.name ?? "several schemas")"
      self.format = format
      tape = consume reader
    } else {
      let reader = try TextReader(source, format: format, options: options)
      (summary, self.format) = (reader.summary, format)
      text = consume reader
    }
  }

  /// How many bytes were read, as they lie on the disk, and how many there are; nil: not known.
  public var progress: (read: Int64, total: Int64?) {
    switch text {
    case .some(let text): return text.progress
    case nil: break
    }
    switch tape {
    case .some(let tape): return tape.progress
    case nil: return (0, nil)
    }
  }

  /// How many messages or records were passed over because they are no rows.
  public var skipped: Int {
    switch text {
    case .some(let text): return text.skipped
    case nil: break
    }
    switch tape {
    case .some(let tape): return tape.skipped.others + tape.skipped.unpriced
    case nil: return 0
    }
  }

  /// Appends the next rows.
  ///
  /// - Throws: `HistoryError` with the line and column, or the byte, of what is wrong.
  public mutating func read(into rows: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
    try text?.read(into: &rows, atMost: count)
    try tape?.read(into: &rows, atMost: count)
  }
}
