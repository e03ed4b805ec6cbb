import GRDB
public import MarketData

/// Reads rows of a store in order of (time, ticker, source by its first use, as written), as they were when it was
/// made.
///
/// Rows written meanwhile do not show. While a cursor lives, the `-wal` file beside the store cannot be emptied: let
/// it go when it is not needed.
///
/// - Note: `@unchecked Sendable` is safe: everything but `connection` is touched only inside its serial queue.
public final class StoreCursor: RowReader, @unchecked Sendable {
  // Before the connection, so that its statements end before it does.
  private var lanes: LaneMerge
  private let first: Int64
  private let connection: StoreConnection

  /// A cursor before the first row of the selection.
  ///
  /// - Throws: `HistoryError` when the store cannot be read, or does not have a symbol or source that was named.
  public init(_ store: HistoryStore, _ selection: StoreSelection = StoreSelection()) throws(HistoryError) {
    connection = try store.openForReading()
    let first = selection.from?.nanos ?? .min
    self.first = first
    lanes = try connection.perform { database in
      let lanes = try selection.lanes(StoreNames(database, path: store.path), in: database)
      return try LaneMerge(
        lanes, LaneStatements(kinds: selection.kinds, until: selection.until?.nanos, in: database))
    }
    try seek(to: Timestamp(nanos: first))
  }

  /// Goes to the first row at a time or later, within the selection.
  public func seek(to time: Timestamp) throws(HistoryError) {
    try connection.perform { _ in try lanes.seek(max(first, time.nanos)) }
  }

  /// Appends the next rows, at most so many; appending none is the end.
  public func read(into rows: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
    try connection.perform { _ in try lanes.read(into: &rows, upTo: rows.count + count) }
  }
}

extension StoreSelection {
  /// A lane for each symbol and source that has rows, ordered by ticker, then by source.
  fileprivate func lanes(_ names: StoreNames, in database: Database) throws -> [StoreLane] {
    let symbolIDs = try symbols.map { try Set($0.map(names.symbolID)) }
    let sourceIDs = try sources.map { try Set($0.map(names.sourceID)) }
    var lanes: [StoreLane] = []
    var place = StorePlace(source: .min, symbol: .min)
    while let next = try StorePlace.next(after: place, in: database) {
      place = next
      guard symbolIDs?.contains(place.symbol) ?? true, sourceIDs?.contains(place.source) ?? true,
        let symbol = names.symbols[place.symbol]
      else { continue }
      lanes.append(StoreLane(place, symbol))
    }
    return lanes.sorted { a, b in
      a.symbol != b.symbol ? a.symbol < b.symbol : a.place.source < b.place.source
    }
  }
}
