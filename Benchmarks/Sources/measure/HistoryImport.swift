import CBaseline
import Glibc
import MarketData
import MarketDataHistory

/// Rows per second of a CSV that is read, parsed and stored as `history import` does, against a bare loop of SQLite that
/// inserts the same rows, in turns.
func measureImport(_ market: HistoryMarket, folder: String) throws {
  let (table, file) = (folder + "/rows.csv", folder + "/history.db")
  try market.write(to: table)
  var (bare, ours): ([Cost], [Cost]) = ([], [])
  for _ in 0..<3 {
    removeStore(file)
    _ = try HistoryStore(creating: file)
    bare.append(
      Cost { precondition(baseline_sqlite_insert(file, Int64(market.rows), Int32(market.symbols.count)) > 0) })
    removeStore(file)
    ours.append(try Cost { try importTable(table, into: file) })
  }
  removeStore(file)
  unlink(table)
  let rate = { (costs: [Cost]) in Double(market.rows) / median(costs.map(\.seconds)) }
  let processor = { (costs: [Cost]) in median(costs.map(\.processor)) / Double(market.rows) * 1e6 }
  report("bare SQLite loop, rows inserted (baseline)", "\((rate(bare) / 1e3).text(0)) k rows/s")
  report(
    "CSV of \(market.rows) rows imported, parsing and all", "\((rate(ours) / 1e3).text(0)) k rows/s",
    "bar 400 k; \((rate(ours) / rate(bare)).text()) x baseline")
  report(
    "processor time of that, both threads", "\(processor(ours).text()) µs a row",
    "\((processor(ours) / processor(bare)).text()) x baseline")
}

/// The most memory after a file, and after one five times as large.
func measureImportMemory(folder: String) throws {
  let (table, file) = (folder + "/rows.csv", folder + "/history.db")
  for rows in [1_000_000, 5_000_000] {
    try HistoryMarket(rows: rows, symbols: 50).write(to: table)
    try importTable(table, into: file)
    removeStore(file)
    report("the most memory after a CSV of \(rows) rows", "\(mostMemory()) MB", "bar 150 MB")
  }
}

private func importTable(_ table: String, into file: String) throws {
  var reader = try PrefetchedFileReader(path: table)
  try HistoryStore(creating: file).importRows(
    from: &reader, as: "bench", label: "rows.csv", at: Simulation.defaultStart, logger: silent)
}

/// What something took.
private struct Cost {
  let seconds: Double
  /// Of all threads, and of the kernel for them.
  let processor: Double

  init(_ body: () throws -> Void) rethrows {
    let (start, used) = (ContinuousClock.now, Self.used())
    try body()
    (seconds, processor) = ((ContinuousClock.now - start).inSeconds, Self.used() - used)
  }

  private static func used() -> Double {
    let usage = ownUsage()
    return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
  }
}

/// The most memory that the process has had, in MB.
func mostMemory() -> Int { ownUsage().ru_maxrss / 1024 }

private func ownUsage() -> rusage {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage
}

extension HistoryMarket {
  /// Writes all of them as a table.
  func write(to path: String) throws {
    guard let file = fopen(path, "w") else { throw HistoryError(path, expected: "a new file", found: "none") }
    defer { fclose(file) }
    var (market, writer, rows) = (self, CSVWriter(.ticks), [HistoryRow]())
    repeat {
      rows.removeAll(keepingCapacity: true)
      market.read(into: &rows, atMost: 4096)
      try writer.append(rows)
      let bytes = writer.take()
      precondition(fwrite(bytes, 1, bytes.count, file) == bytes.count, "expected room on the disk")
    } while !rows.isEmpty
  }
}
