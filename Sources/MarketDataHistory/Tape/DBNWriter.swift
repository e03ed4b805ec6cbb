import MarketData

/// Writes a file of Databento's DBN, version 3, of one schema.
///
/// Metadata come before records and name all symbols and the first and last time, so records go to a file without a name
/// first, and `finish` puts the file together: memory stays the same at any size, the disk holds the records twice for a
/// moment. Until `finish` has returned there is nothing at the path, or still what was there before; a writer that is
/// let go, or that has thrown, leaves nothing behind. Writing blocks its thread.
public struct DBNWriter: ~Copyable {
  /// Where the file will be.
  public let path: String
  /// What the records are.
  public let schema: DBNSchema
  /// How many records there are.
  public private(set) var count: Int64 = 0
  private let dataset: String
  private let compression: Compression
  private let records: OutputFile
  private var buffer = [UInt8](repeating: 0, count: DBNWriter.bufferSize)
  private var used = 0
  /// The symbols that came, in the order of their first rows: the first is instrument 1.
  private var symbols: [Symbol] = []
  /// The number of each symbol that came, at its index; 0 for the others.
  private var instruments: [UInt32] = []
  private var first: Timestamp?
  private var last = Timestamp(nanos: .min)
  private static let bufferSize = 256 << 10

  /// How a file lies on the disk.
  public enum Compression: Hashable, Sendable {
    /// As it is: quick, and open to search.
    case none
    /// As one frame of zstd with a checksum: a fifth to a tenth of the size.
    case zstd
  }

  /// Begins a file.
  ///
  /// - Parameter dataset: What Databento would call `XNAS.ITCH`: at most 15 ASCII characters.
  /// - Throws: `HistoryError` when its folder cannot be written in, or the dataset's name does not fit.
  public init(
    path: String, schema: DBNSchema, dataset: String = "MOCK.SYNTH", compression: Compression = .none
  ) throws(HistoryError) {
    try self.init(
      path: path, schema: schema, dataset: dataset, compression: compression,
      records: PendingFile.nameless(beside: path))
  }

  /// The same, with its records in a file of the caller's until it is finished.
  init(
    path: String, schema: DBNSchema, dataset: String, compression: Compression, records: consuming OutputFile
  ) throws(HistoryError) {
    _ = try DBNMetadata(dataset: dataset, schema: schema).encoded(for: path)
    (self.path, self.schema, self.dataset, self.compression) = (path, schema, dataset, compression)
    self.records = records
  }

  /// Writes a row.
  ///
  /// `received` and `volume` of a quote are not kept, nor is what its `changes` do not carry.
  ///
  /// - Throws: `HistoryError` for a row that the schema does not hold (`DBNSchema.holds`), that is older than the one
  ///   before, or that has a negative size, or a time before 1970; and when the disk is full.
  public mutating func append(_ row: HistoryRow) throws(HistoryError) {
    guard schema.holds(row) else {
      throw refused("\(schema.holding) for \(schema.name)", found(row), hint: "choose a schema that holds it")
    }
    guard row.timestamp >= last else {
      throw refused("a row at \(last) or later, as the one before it", found(row), hint: "sort the rows")
    }
    if used + schema.kind.size > buffer.count { try flush() }
    let (place, kind, instrument) = (used, schema.kind, number(of: row.symbol))
    let unsayable = buffer.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.flatMap { DBNRecordSlot(bytes: $0 + place, kind: kind).write(row, instrument: instrument) }
    }
    if let unsayable {
      throw refused("a value that DBN can hold", "\(unsayable) of \(row.symbol) at \(row.timestamp)")
    }
    used += kind.size
    (first, last, count) = (first ?? row.timestamp, row.timestamp, count + 1)
  }

  private mutating func number(of symbol: Symbol) -> UInt32 {
    if symbol.index >= instruments.count {
      instruments += Array(repeating: 0, count: max(1024, 2 * symbol.index) - instruments.count)
    }
    if instruments[symbol.index] == 0 {
      symbols.append(symbol)
      instruments[symbol.index] = UInt32(symbols.count)
    }
    return instruments[symbol.index]
  }

  private mutating func flush() throws(HistoryError) {
    try buffer.withUnsafeBufferPointer { (bytes) throws(HistoryError) in
      try records.write(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes.prefix(used))))
    }
    buffer.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    used = 0
  }

  /// Puts the file in its place; one that was there is replaced.
  ///
  /// - Returns: The metadata of the file.
  /// - Throws: `HistoryError` when the disk is full, or it cannot be put there.
  @discardableResult
  public consuming func finish() throws(HistoryError) -> DBNMetadata {
    try flush()
    let metadata = metadata
    var file = try PendingFile(path)
    let start = try metadata.encoded(for: path)
    try start.withUnsafeBufferPointer { (bytes) throws(HistoryError) in
      let bytes = UnsafeRawBufferPointer(bytes)
      try compression == .zstd ? writeCompressed(bytes, to: file.output) : writePlain(bytes, to: file.output)
    }
    try file.commit()
    return metadata
  }

  private func writePlain(_ start: UnsafeRawBufferPointer, to output: borrowing OutputFile) throws(HistoryError) {
    try output.write(start)
    try records.forEachPiece { (piece) throws(HistoryError) in try output.write(piece) }
  }

  private func writeCompressed(_ start: UnsafeRawBufferPointer, to output: borrowing OutputFile) throws(HistoryError) {
    let compressor = ZstdCompressor(name: path)
    try compressor.compress(start, to: output)
    try records.forEachPiece { (piece) throws(HistoryError) in try compressor.compress(piece, to: output) }
    try compressor.finish(to: output)
  }

  /// Each symbol maps to its number on all days of the file.
  private var metadata: DBNMetadata {
    guard let first else { return DBNMetadata(dataset: dataset, schema: schema) }
    let days = DBNDate.days(of: first)..<DBNDate.days(of: last) + 1
    let tickers = symbols.map(\.ticker)
    let mappings = tickers.enumerated().map { DBNMapping($1, [DBNMapping.Interval(days, "\($0 + 1)")]) }
    return DBNMetadata(
      dataset: dataset, schema: schema, start: first, end: last.adding(nanos: 1), symbols: tickers, mappings: mappings)
  }

  private func found(_ row: HistoryRow) -> String {
    let what =
      switch row {
      case .quote(let quote): quote.changes.isTrade ? "a trade" : "a book"
      case .bar(let bar): "a bar of one \(bar.length)"
      }
    return "\(what) of \(row.symbol) at \(row.timestamp)"
  }

  private func refused(_ expected: String, _ found: String, hint: String? = nil) -> HistoryError {
    HistoryError(path, expected: expected, found: found, hint: hint)
  }
}
