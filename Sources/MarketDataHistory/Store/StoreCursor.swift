import GRDB
public import MarketData

/// Reads rows of a store in order of (time, ticker, source, as written), as they were when it was made.
///
/// Rows written meanwhile do not show. While a cursor lives, the `-wal` file beside the store cannot be emptied: let
/// it go when it is not needed.
///
/// - Note: `@unchecked Sendable` is safe: everything but `connection` is touched only inside its serial queue.
public final class StoreCursor: RowReader, @unchecked Sendable {
  // Before the connection, so that it ends before it does.
  private let statement: LaneStatement
  private var lanes: [StoreLane]
  private var merge = LaneMerge()
  private let first: Int64
  private let connection: StoreConnection

  /// A cursor before the first row of the selection.
  ///
  /// - Throws: `HistoryError` when the store cannot be read, or does not have a symbol or source that was named.
  public init(_ store: HistoryStore, _ selection: StoreSelection = StoreSelection()) throws(HistoryError) {
    connection = try store.openForReading()
    let first = selection.from?.nanos ?? .min
    self.first = first
    (lanes, statement) = try connection.perform { database in
      let names = try StoreNames(database, path: store.path)
      let lanes = try selection.lanes(names, from: first, in: database)
      let statement = try LaneStatement(
        kinds: selection.kinds, until: selection.until?.nanos,
        chunk: max(16, min(512, 65_536 / max(1, lanes.count))), in: database)
      return (lanes, statement)
    }
    try seek(to: Timestamp(nanos: first))
  }

  /// Goes to the first row at a time or later, within the selection.
  public func seek(to time: Timestamp) throws(HistoryError) {
    try connection.perform { _ in
      merge = LaneMerge()
      for index in lanes.indices {
        try lanes[index].seek(max(first, time.nanos), statement)
        if let row = lanes[index].row { merge.insert(.init(time: row.time, lane: index)) }
      }
    }
  }

  /// Appends the next rows, at most so many; appending none is the end.
  public func read(into rows: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
    try connection.perform { _ in
      let end = rows.count + count
      while rows.count < end, let top = merge.top {
        let second = merge.second
        repeat {
          if let row = lanes[top.lane].row?.row(of: lanes[top.lane].symbol) { rows.append(row) }
          try lanes[top.lane].advance(statement)
        } while rows.count < end && lanes[top.lane].comes(before: second, as: top.lane)
        merge.replaceTop(lanes[top.lane].row?.time)
      }
    }
  }
}

extension StoreSelection {
  /// A lane for each symbol and source that has rows, ordered by ticker, then by source.
  fileprivate func lanes(_ names: StoreNames, from first: Int64, in database: Database) throws -> [StoreLane] {
    let symbolIDs = try symbols.map { try Set($0.map(names.symbolID)) }
    let sourceIDs = try sources.map { try Set($0.map(names.sourceID)) }
    var lanes: [StoreLane] = []
    var place = StorePlace(source: .min, symbol: .min)
    while let next = try StorePlace.next(after: place, in: database) {
      place = next
      guard symbolIDs?.contains(place.symbol) ?? true, sourceIDs?.contains(place.source) ?? true,
        let symbol = names.symbols[place.symbol]
      else { continue }
      lanes.append(StoreLane(place, symbol, from: first))
    }
    return lanes.sorted { a, b in
      a.symbol != b.symbol ? a.symbol < b.symbol : a.place.source < b.place.source
    }
  }
}
