import GRDB
import Glibc

/// How much a store holds.
public struct StoreStatistics: Hashable, Sendable {
  /// Rows of all kinds.
  public var rows = 0
  /// Rows that are trades, changes of the book, or both.
  public var quotes = 0
  /// Rows that are bars, by the length of their window.
  public var bars: [HistoryBar.Length: Int] = [:]
  /// Rows by source.
  public var sources: [String: Int] = [:]
  /// How many symbols have rows.
  public var symbols = 0
  /// The size of the file and what lies beside it, in bytes.
  public var bytes: Int64 = 0
  /// How much of it deleted rows have left, for later ones or for `vacuum`, in bytes.
  public var free: Int64 = 0
}

extension HistoryStore {
  /// How much there is, in one pass over all rows.
  ///
  /// - Parameter progress: Told now and then how many rows have been read.
  public func stats(progress: (Int) -> Void = { _ in }) throws(HistoryError) -> StoreStatistics {
    let scan = try StoreScan(self)
    let names = try scan.connection.perform { try StoreNames($0, path: path) }
    var (sources, kinds, symbols) = ([Int64: Int](), [Int](repeating: 0, count: 8), Set<Int64>())
    try scan.run(columns: ", kind", progress: progress) { row in
      sources[row.integer(0), default: 0] += 1
      symbols.insert(row.integer(1))
      kinds[Int(row.integer(4) & 7)] += 1
    }
    var statistics = StoreStatistics()
    statistics.rows = kinds.reduce(0, +)
    statistics.quotes = kinds[..<4].reduce(0, +)
    for length in HistoryBar.Length.allCases where kinds[Int(StoredRow.kind(of: length))] > 0 {
      statistics.bars[length] = kinds[Int(StoredRow.kind(of: length))]
    }
    for (id, count) in sources { statistics.sources[names.sources[id] ?? "\(id)"] = count }
    statistics.symbols = symbols.count
    statistics.bytes = ["", "-wal", "-shm"].reduce(0) { $0 + fileSize(path + $1) }
    statistics.free = try scan.connection.perform { database in
      let pages = try Int64.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
      return try pages * (Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
    }
    return statistics
  }
}

/// 0 for a file that is not there.
private func fileSize(_ path: String) -> Int64 {
  var status = stat()
  return stat(path, &status) == 0 ? Int64(status.st_size) : 0
}
