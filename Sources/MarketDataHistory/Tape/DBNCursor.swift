public import MarketData

/// A DBN file as replay reads it: in the order of time, from any place on.
///
/// Copies share their place: drive one of them only. In a compressed file, going to a time takes as long as reading to
/// there.
public struct DBNCursor: RowCursor {
  /// From the first row to the last. Of a compressed file: what its metadata tell, if they do.
  public let ranges: [HistoryRange]
  /// The symbols that the metadata map, some of which may have no rows; nil when they are beyond counting, or
  /// instruments without a symbol are named by their number.
  public let symbols: Set<Symbol>?
  private let reader: Lock<DBNReaderBox>
  /// More mapped symbols than this are not counted: each takes one of the process's.
  private static let mostSymbols = 1 << 16

  /// Opens a file.
  ///
  /// - Throws: `HistoryError` as `DBNReader` does, and for a pipe.
  public init(path: String, options: DBNReader.Options = .init()) throws(HistoryError) {
    var reader = try DBNReader(path: path, options: options)
    ranges = try Self.ranges(&reader)
    symbols = Self.symbols(reader.metadata, reader.options)
    self.reader = Lock(DBNReaderBox(reader))
  }

  /// Goes on with the first row at a time or after it.
  public mutating func seek(to time: Timestamp) throws(HistoryError) {
    try reader.withLock { (box) throws(HistoryError) in try box.reader.seek(to: time) }
  }

  /// Appends the next rows.
  public mutating func next(into rows: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
    try reader.withLock { (box) throws(HistoryError) in try box.reader.read(into: &rows, atMost: count) }
  }

  private static func ranges(_ reader: inout DBNReader) throws(HistoryError) -> [HistoryRange] {
    if reader.buffer.randomSize == nil, let start = reader.metadata.start, let end = reader.metadata.end, start < end {
      return [HistoryRange(first: start, last: end.adding(nanos: -1))]
    }
    return try reader.range().map { [$0] } ?? []
  }

  private static func symbols(_ metadata: DBNMetadata, _ options: DBNReader.Options) -> Set<Symbol>? {
    let isInverse = metadata.symbology == .instrumentToSymbol
    guard !options.namesUnmapped, metadata.symbology != .other, metadata.mappings.count <= mostSymbols else {
      return nil
    }
    let tickers = metadata.mappings.flatMap { mapping in
      isInverse ? mapping.intervals.map(\.target) : mapping.intervals.isEmpty ? [] : [mapping.name]
    }
    return Set(tickers.compactMap { try? Symbol($0) })
  }
}

/// A reader that can be kept where copies share it.
final class DBNReaderBox {
  var reader: DBNReader
  init(_ reader: consuming DBNReader) { self.reader = reader }
}
