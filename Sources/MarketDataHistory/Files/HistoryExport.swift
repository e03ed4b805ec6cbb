import Glibc
import MarketData

/// What rows of a store are written as.
public enum HistoryExport: Hashable, Sendable {
  /// A table as `CSVReader` reads it, of ticks or of bars.
  case csv
  /// Databento's DBN; nil: the schema that holds the first row.
  case dbn(DBNSchema?, DBNWriter.Compression)

  /// How many rows are read at a time.
  private static let piece = 4096

  /// Writes rows to a file, all of them or none: until it is done there is nothing at the path, or what was there
  /// before. Blocks its thread; memory stays the same at any number of rows.
  ///
  /// - Parameters:
  ///   - path: Of the file; `-` is standard output, for CSV only, and gets what was read before an error.
  ///   - progress: Told now and then how many rows are written; what it throws ends the export.
  /// - Returns: How many rows there were.
  /// - Throws: `HistoryError` when rows cannot be read or written, or do not fit together in one file.
  public func write(
    _ rows: some RowCursor, to path: String, progress: (Int) throws(HistoryError) -> Void = { _ in }
  ) throws(HistoryError) -> Int {
    var rows = rows
    switch self {
    case .csv: return try writeTable(&rows, to: path, progress)
    case .dbn(let schema, let compression): return try writeTape(&rows, to: path, schema, compression, progress)
    }
  }

  private func writeTable(
    _ rows: inout some RowCursor, to path: String, _ progress: (Int) throws(HistoryError) -> Void
  ) throws(HistoryError) -> Int {
    if path == "-" { return try table(&rows, to: OutputFile(copying: 1, name: "standard output"), progress) }
    var file = try PendingFile(path)
    let count = try table(&rows, to: file.output, progress)
    try file.commit()
    return count
  }

  private func table(
    _ rows: inout some RowCursor, to output: borrowing OutputFile, _ progress: (Int) throws(HistoryError) -> Void
  ) throws(HistoryError) -> Int {
    var (piece, count) = ([HistoryRow](), 0)
    try rows.next(into: &piece, atMost: Self.piece)
    var writer = CSVWriter(piece.first.map(\.isBar) == true ? .bars : .ticks)
    while !piece.isEmpty {
      try writer.append(piece)
      try output.write(writer.take())
      count += piece.count
      try progress(count)
      piece.removeAll(keepingCapacity: true)
      try rows.next(into: &piece, atMost: Self.piece)
    }
    try output.write(writer.take())
    return count
  }

  private func writeTape(
    _ rows: inout some RowCursor, to path: String, _ schema: DBNSchema?, _ compression: DBNWriter.Compression,
    _ progress: (Int) throws(HistoryError) -> Void
  ) throws(HistoryError) -> Int {
    guard path != "-" else {
      throw HistoryError("-", expected: "the name of a file, for DBN", found: "standard output")
    }
    var (piece, count) = ([HistoryRow](), 0)
    try rows.next(into: &piece, atMost: Self.piece)
    var writer = try DBNWriter(
      path: path, schema: schema ?? DBNSchema(holding: piece.first), compression: compression)
    while !piece.isEmpty {
      for row in piece { try writer.append(row) }
      count += piece.count
      try progress(count)
      piece.removeAll(keepingCapacity: true)
      try rows.next(into: &piece, atMost: Self.piece)
    }
    try writer.finish()
    return count
  }
}

extension HistoryRow {
  /// Whether it is a bar.
  var isBar: Bool { if case .bar = self { true } else { false } }
}

extension DBNSchema {
  /// The schema that holds rows like one: bars of its length, or trades and books.
  fileprivate init(holding row: HistoryRow?) {
    guard case .bar(let bar) = row else { self = .mbp1; return }
    self =
      switch bar.length {
      case .second: .ohlcv1s
      case .minute: .ohlcv1m
      case .hour: .ohlcv1h
      case .day: .ohlcv1d
      }
  }
}

extension OutputFile {
  /// Another descriptor for the same output, which is closed alone.
  init(copying descriptor: Int32, name: String) throws(HistoryError) {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw Self.unwritable(name, errno) }
    self.init(descriptor: copy, name: name)
  }

  /// Writes all of some bytes.
  func write(_ bytes: [UInt8]) throws(HistoryError) {
    try bytes.withUnsafeBufferPointer { (bytes) throws(HistoryError) in try write(UnsafeRawBufferPointer(bytes)) }
  }
}
