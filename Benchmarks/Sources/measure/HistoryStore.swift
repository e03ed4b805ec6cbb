import CBaseline
import Glibc
import MarketData
import MarketDataHistory

/// Rows per second into a store and out of it, against bare loops of SQLite with the same rows, in turns.
///
/// - Parameter folder: Where the stores are made: some gigabytes of a disk.
func measureHistoryStore(folder: String) throws {
  let market = try HistoryMarket(rows: 5_000_000, symbols: 50)
  let file = folder + "/history.db"
  // Before all else, because the most memory of a process never shrinks.
  try measureImportMemory(folder: folder)
  try measureImport(market, folder: folder)
  var (bare, ours, again): ([Double], [Double], [Double]) = ([], [], [])
  for _ in 0..<3 {
    removeStore(file)
    _ = try HistoryStore(creating: file)
    bare.append(baseline_sqlite_insert(file, Int64(market.rows), Int32(market.symbols.count)))
    removeStore(file)
    ours.append(try market.importSeconds(HistoryStore(creating: file)))
    again.append(try market.importSeconds(HistoryStore(file)))
  }
  let rate = { Double(market.rows) / median($0) }
  report("bare SQLite loop, rows inserted (baseline)", "\((rate(bare) / 1e3).text(0)) k rows/s")
  report(
    "history store, \(market.rows) rows of \(market.symbols.count) symbols imported",
    "\((rate(ours) / 1e3).text(0)) k rows/s",
    "bar 400 k; \((rate(ours) / rate(bare)).text()) x baseline")
  report("the same file imported again", "\((rate(again) / 1e3).text(0)) k rows/s")
  try measureCursor(HistoryStore(file), rows: market.rows)
  removeStore(file)
}

/// In order of the key for the bare cursor, merged by time for the store's.
private func measureCursor(_ store: HistoryStore, rows: Int) throws {
  var (bare, ours): ([Double], [Double]) = ([], [])
  for _ in 0..<5 {
    bare.append(baseline_sqlite_read(store.path, Int64(rows)))
    ours.append(try readSeconds(store, rows: rows))
  }
  let (baseline, rate) = (Double(rows) / median(bare), Double(rows) / median(ours))
  report("bare SQLite cursor (baseline)", "\((baseline / 1e6).text()) M rows/s")
  report(
    "history store, rows read in order of time", "\((rate / 1e6).text()) M rows/s",
    "bar 1 M; \((rate / baseline).text()) x baseline, bar 0.7 x")
  report("the most memory of all of this", "\(mostMemory()) MB", "bar 150 MB")
}

private func readSeconds(_ store: HistoryStore, rows: Int) throws -> Double {
  let start = ContinuousClock.now
  let cursor = try StoreCursor(store)
  var (buffer, count, last) = ([HistoryRow](), 0, Timestamp(nanos: .min))
  repeat {
    buffer.removeAll(keepingCapacity: true)
    try cursor.read(into: &buffer, atMost: 1024)
    for row in buffer {
      precondition(last <= row.timestamp, "expected rows in order of time")
      last = row.timestamp
    }
    count += buffer.count
  } while !buffer.isEmpty
  precondition(count == rows, "expected \(rows) rows, found \(count)")
  return (ContinuousClock.now - start).inSeconds
}

/// Quotes of some symbols, each once a second.
struct HistoryMarket: RowReader {
  let rows: Int
  let symbols: [Symbol]
  private var index = 0

  init(rows: Int, symbols count: Int) throws {
    (self.rows, symbols) = (rows, try (0..<count).map { try Symbol("SYM\($0)") })
  }

  mutating func read(into rows: inout [HistoryRow], atMost count: Int) {
    for _ in 0..<min(count, self.rows - index) {
      let (second, number) = index.quotientAndRemainder(dividingBy: symbols.count)
      let price = Int64(150_000 + index % 997) * 1_000_000
      rows.append(
        .quote(
          Quote(
            symbol: symbols[number], price: Price(nanos: price), bid: Price(nanos: price - 10_000_000),
            ask: Price(nanos: price + 10_000_000),
            timestamp: Simulation.defaultStart + .seconds(second) + .milliseconds(number))))
      index += 1
    }
  }

  /// How long it takes to have all of them in a store.
  func importSeconds(_ store: HistoryStore) throws -> Double {
    var reader = self
    let start = ContinuousClock.now
    try store.importRows(
      from: &reader, as: "bench", label: "quotes", at: Simulation.defaultStart, logger: silent)
    return (ContinuousClock.now - start).inSeconds
  }
}

/// Removes a store.
func removeStore(_ file: String) {
  for suffix in ["", "-wal", "-shm", "-lock"] { unlink(file + suffix) }
}
