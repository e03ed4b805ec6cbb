import GRDB
import Glibc
import MarketData
import Testing

@testable import MarketDataHistory

@Suite("Writing a store", .timeLimit(.minutes(5)))
struct StoreWritingTests {
  /// Hands out rows, and then fails.
  private struct BrokenReader: RowReader {
    var rows: [HistoryRow]
    mutating func read(into target: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
      if rows.isEmpty { throw HistoryError("day.csv:7:3", expected: "a price", found: "\"x\"") }
      target += rows.prefix(count)
      rows.removeFirst(min(count, rows.count))
    }
  }

  /// Hands out rows.
  private struct ArrayReader: RowReader {
    var rows: [HistoryRow]
    mutating func read(into target: inout [HistoryRow], atMost count: Int) {
      target += rows.prefix(count)
      rows.removeFirst(min(count, rows.count))
    }
  }

  private func rows(_ count: Int) throws -> [HistoryRow] { try (0..<count).map { try quote("AAPL", Int64($0)) } }

  @Test("Identical trades of one moment survive, and a file imported again adds nothing")
  func identical() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    let rows = try [quote("AAPL", 1), quote("AAPL", 1), quote("AAPL", 2, price: 7), quote("AAPL", 1)]
    for round in 0..<2 {
      var reader = ArrayReader(rows: rows)
      let session = try store.importFile(&reader)
      #expect(session.rows == (round == 0 ? 4 : 0))
      #expect(session.known == (round == 0 ? 0 : 4))
    }
    #expect(try store.rows() == [rows[0], rows[1], rows[3], rows[2]])
    let rows2 = try store.sessions().map(\.description)
    #expect(
      rows2 == [
        "importing day.csv as \"alpaca\" on 2024-01-16T14:30:00Z ended: 4 rows up to 2024-01-16T14:30:00.002Z stored",
        "importing day.csv as \"alpaca\" on 2024-01-16T14:30:00Z ended: nothing stored",
      ])
  }

  @Test("A file that breaks off leaves nothing, and says so in the journal")
  func atomicImport() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    var (broken, whole) = (BrokenReader(rows: try rows(70_000)), ArrayReader(rows: try rows(70_000)))
    var steps: [Int] = []
    let error = #expect(throws: HistoryError.self) { try store.importFile(&broken) { steps.append($0) } }
    #expect(error?.description == "day.csv:7:3: expected a price, found \"x\"")
    #expect(steps == [65_536, 70_000])
    #expect(try store.rows() == [])
    try store.importFile(&whole)
    #expect(
      try store.sessions().map(\.description) == [
        "importing day.csv as \"alpaca\" on 2024-01-16T14:30:00Z failed: nothing stored",
        "importing day.csv as \"alpaca\" on 2024-01-16T14:30:00Z ended: 70000 rows up to 2024-01-16T14:31:09.999Z stored",
      ])
    #expect(try store.stats().rows == 70_000)
    #expect(try store.verify().isSound)
  }

  @Test("A full disk is one clear error, and the store is as it was")
  func diskFull() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    try store.store(try rows(100), as: "before")
    let writer = try store.writer("mock")
    try writer.connection.perform { try $0.execute(sql: "PRAGMA max_page_count = 40") }
    let error = #expect(throws: HistoryError.self) { try writer.write(rows(50_000)) }
    #expect(
      error?.description
        == "\(folder.file): expected room on the disk, found none (database or disk is full); free some and repeat; the "
        + "history is as it was before")
    var reader = ArrayReader(rows: try rows(50_000))
    #expect(throws: try #require(error)) { try writer.writeAll(from: &reader) { _ in } }
    #expect(try store.rows() == rows(100))
    try writer.connection.perform { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
    try writer.write(rows(50_000))
    try writer.close()
    #expect(try store.stats().sources == ["before": 100, "mock": 50_000])
    #expect(try store.verify().isSound)
  }

  @Test("A bar that cannot be is refused with all that came with it")
  func impossibleBar() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    let (one, two) = (Price(nanos: Price.scale), Price(nanos: 2 * Price.scale))
    let bar = HistoryBar(
      symbol: try Symbol("AAPL"), start: Simulation.defaultStart, length: .minute, open: one, high: one, low: one,
      close: two, volume: 1)
    let error = #expect(throws: HistoryError.self) { try store.store([quote("AAPL", 0), .bar(bar)]) }
    #expect(
      error?.description
        == "AAPL 2024-01-16T14:30:00Z: expected a bar whose low and high enclose its open and close, found open 1.00, "
        + "high 1.00, low 1.00, close 2.00")
    #expect(try store.rows() == [])
  }

  @Test("Only one writes at a time, and the others are told who does")
  func oneWriter() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    let writer = try store.writer("live")
    let expected =
      "\(folder.file): expected a history that nobody else is writing, found process \(getpid()) recording \"live\"; "
      + "wait for it, or end it"
    let second = #expect(throws: HistoryError.self) {
      try store.writer("files", for: .importing)
    }
    #expect(second?.description == expected)
    let cleanup = #expect(throws: HistoryError.self) { try store.cleanup(before: Simulation.defaultStart) }
    #expect(cleanup?.description == expected)
    #expect(try store.sessions().map(\.state) == [.running])
    try writer.close()
  }

  @Test("A session that nobody closed shows as cut off, and the next writer finds it")
  func cutOff() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    do {
      let writer = try store.writer("live")
      try writer.write(rows(10), lost: 3)
    }
    let text =
      "recording \"live\" on 2024-01-16T14:30:00Z ended without being closed: 10 rows up to 2024-01-16T14:30:00.009Z "
      + "stored"
    #expect(try store.verify().cutOff.map(\.description) == [text])
    let (logger, lines) = LogLines.make()
    let next = try store.writer("live", logger: logger)
    #expect(lines.all == ["warning \(text) [history: \(folder.file)]"])
    try next.close()
    #expect(try store.sessions().map(\.state) == [.cutOff, .closed])
  }

  @Test("A cursor reads the store as it was when it was made")
  func snapshot() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    let all = try rows(1000)
    try store.store(Array(all[..<500]))
    let cursor = try StoreCursor(store)
    var read: [HistoryRow] = []
    try cursor.read(into: &read, atMost: 10)
    try store.store(Array(all[500...]))
    #expect(try store.cleanup(before: all[250].timestamp) == 250)
    while case let before = read.count, try cursor.read(into: &read, atMost: 99) == (), read.count > before {}
    #expect(read == Array(all[..<500]))
    #expect(try store.rows() == Array(all[250...]))
  }
}

extension HistoryStore {
  @discardableResult
  fileprivate func importFile(
    _ reader: inout some RowReader, progress: (Int) -> Void = { _ in }
  ) throws(HistoryError) -> StoreSession {
    try importRows(
      from: &reader, as: "alpaca", label: "day.csv", at: Simulation.defaultStart, logger: .silent, progress: progress)
  }
}
