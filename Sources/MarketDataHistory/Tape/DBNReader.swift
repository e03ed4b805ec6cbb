public import MarketData

/// Reads a file of Databento's DBN, plain or compressed, in the order in which it stands.
///
/// Versions 1 to 3, from disk or standard input. Trades, books and bars become rows; records of other types are skipped
/// by their length, and counted. The time of a row is the one that files are sorted by: of bars the start of the window,
/// else when Databento received it (`ts_recv`). A price that is not there is zero, and so is its size; a trade of no
/// shares is a mark. Memory stays the same at any size of the file: half a megabyte, the metadata, and what
/// decompression needs.
///
/// Reading blocks its thread. After an error the reader stays where it is, and says the same again. The format:
/// <https://databento.com/docs/standards-and-conventions/databento-binary-encoding>.
public struct DBNReader: RowReader, ~Copyable {
  /// What the file says of itself.
  public let metadata: DBNMetadata
  /// What it does beyond what is certain.
  public let options: Options
  /// What it did not yield, since it was opened.
  public internal(set) var skipped = Skipped()
  var buffer: RecordBuffer
  var instruments: InstrumentTable
  /// The time of the row before.
  var latest = Int64.min
  /// How long the record at the buffer's start is.
  var length = 0

  /// What a reader does beyond what is certain.
  public struct Options: Hashable, Sendable {
    /// Whether rows that are older than the one before are yielded rather than refused.
    public var toleratesDisorder: Bool
    /// Whether instruments that no mapping names are called by their number, as in `id:1234`, rather than refused.
    public var namesUnmapped: Bool

    /// Options; by default it refuses both.
    public init(toleratesDisorder: Bool = false, namesUnmapped: Bool = false) {
      (self.toleratesDisorder, self.namesUnmapped) = (toleratesDisorder, namesUnmapped)
    }
  }

  /// How many records gave no row.
  public struct Skipped: Hashable, Sendable {
    /// Records of a type that has no rows, and bars where quotes were asked for.
    public var others = 0
    /// Trades and bars without a price.
    public var unpriced = 0
  }

  /// Opens a file; `-` is standard input.
  ///
  /// - Throws: `HistoryError` for what cannot be read or is no DBN, and for metadata that are damaged or of a schema
  ///   without trades, books or bars.
  public init(path: String, options: Options = Options()) throws(HistoryError) {
    try self.init(ByteSource(path: path), options: options)
  }

  /// Reads from a source that stands at its start.
  ///
  /// - Throws: As for a file.
  public init(_ source: consuming ByteSource, options: Options = Options()) throws(HistoryError) {
    let prelude = try Self.bytes(DBNMetadata.preludeSize, from: &source)
    let (version, length) = try DBNMetadata.prelude(prelude, name: source.name)
    let bytes = try Self.bytes(length, from: &source)
    let size = DBNMetadata.preludeSize + length
    guard bytes.count == length else {
      throw DBNMetadata.cut(source.name, at: DBNMetadata.preludeSize + bytes.count, of: size)
    }
    let metadata = try DBNMetadata(bytes, version: version, name: source.name)
    instruments = try InstrumentTable(metadata, namesUnmapped: options.namesUnmapped, name: source.name)
    (self.metadata, self.options) = (metadata, options)
    buffer = RecordBuffer(source, at: Int64(size))
  }

  /// Takes so many bytes, or what there is of them; memory grows only as they come.
  private static func bytes(_ count: Int, from source: inout ByteSource) throws(HistoryError) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: min(count, ByteSource.blockSize))
    while bytes.count < count {
      let wanted = count - bytes.count
      let more = try piece.withUnsafeMutableBufferPointer { (piece) throws(HistoryError) in
        try source.read(into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: piece.prefix(wanted))))
      }
      if more == 0 { break }
      bytes += piece[..<more]
    }
    return bytes
  }

  /// How many bytes were read, as they lie on the disk, and how many there are; the latter is not known of a pipe.
  public var progress: (read: Int64, total: Int64?) {
    let progress = buffer.progress
    return progress.total == nil || buffer.randomSize == nil ? progress : (buffer.offset, progress.total)
  }

  /// Where the next record is: bytes from the start of the file, decompressed.
  public var position: Int64 { buffer.offset }

  /// Appends the next rows, at most so many; appending none is the end.
  ///
  /// - Throws: `HistoryError` with the byte: a record that is cut short or too short for its type, an instrument without
  ///   a symbol, a time that goes back. Rows before it were appended.
  public mutating func read(into rows: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
    let end = rows.count + max(0, count)
    while rows.count < end {
      while rows.count < end, let trade = plainTrade() { rows.append(.quote(trade)) }
      guard rows.count < end, let row = try current() else { return }
      rows.append(row)
      advance(past: row.timestamp)
    }
  }

  /// Appends the next quotes while there is room; appending none is the end. Bars are skipped, and counted.
  ///
  /// The quick way: no allocation, and no look-up but into one array. Of each quote `received` is its `timestamp`,
  /// `sequence` and `volume` are zero, and so is what its `changes` do not carry; but a `bbo-1s` or `bbo-1m` has the
  /// price and size of the last trade before it.
  ///
  /// - Throws: As `read(into:atMost:)`; quotes before it were appended.
  public mutating func read(into quotes: inout OutputSpan<Quote>) throws(HistoryError) {
    while !quotes.isFull {
      while !quotes.isFull, let trade = plainTrade() { quotes.append(trade) }
      guard !quotes.isFull, let row = try current() else { return }
      if case .quote(let quote) = row { quotes.append(quote) } else { skipped.others += 1 }
      advance(past: row.timestamp)
    }
  }
}
