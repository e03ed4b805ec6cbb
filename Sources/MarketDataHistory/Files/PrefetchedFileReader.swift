/// Reads rows of a file as `HistoryFileReader` does, in a thread of its own: while rows are stored, the next are read.
///
/// The rows and errors are the same. Taking rows blocks its thread until there are some. Memory stays the same at any
/// size of the file: some 65,536 rows are read ahead. A reader that is given up early leaves its thread to end by
/// itself, which waits for nothing but the file.
public struct PrefetchedFileReader: RowReader, ~Copyable {
  private struct Note {
    var format: HistoryFormat
    var summary: String
    var progress: (read: Int64, total: Int64?)
    var skipped: Int
  }

  private var rows: PrefetchedRows<Note>

  /// Opens a file; `-` is standard input.
  ///
  /// - Parameters:
  ///   - format: What it is; `auto` looks at its first bytes.
  ///   - options: What a text does not say.
  ///   - isCancelled: Whether reading is to end with an error, though a pipe is silent; asked ten times a second.
  /// - Throws: `HistoryError` for what cannot be read, or is not in the format.
  public init(
    path: String, format: HistoryFormat = .auto, options: TextOptions = TextOptions(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(HistoryError) {
    rows = try PrefetchedRows(path, isCancelled: isCancelled) { (reader: borrowing HistoryFileReader) in
      Note(format: reader.format, summary: reader.summary, progress: reader.progress, skipped: reader.skipped)
    } open: { () throws(HistoryError) in
      try HistoryFileReader(path: path, format: format, options: options)
    }
  }

  /// What the file is; never `auto`.
  public var format: HistoryFormat { rows.note.format }
  /// What it was found to be, for people.
  public var summary: String { rows.note.summary }
  /// How many bytes have been read, as they lie on the disk, and how many there are; nil: not known.
  public var progress: (read: Int64, total: Int64?) { rows.note.progress }
  /// How many messages or records were passed over because they are no rows.
  public var skipped: Int { rows.note.skipped }

  /// Appends the next rows.
  ///
  /// - Throws: `HistoryError` with the line and column, or the byte, of what is wrong.
  public mutating func read(into found: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
    try rows.read(into: &found, atMost: count)
  }
}
