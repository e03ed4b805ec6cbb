import MarketData
import Testing

@testable import MarketDataHistory

@Suite("A file read ahead in a thread", .timeLimit(.minutes(5)))
struct PrefetchedFileReaderTests {
  private static let header = "symbol,timestamp,price,size\n"

  /// A table of so many trades.
  private static func table(_ count: Int) -> String {
    (0..<count).reduce(into: header) { $0 += "KO,\(1_705_415_400_000_000_000 + $1),60.\(10 + $1 % 90),100\n" }
  }

  /// All of a file, and what is said of it.
  private func read(_ path: String) throws(HistoryError) -> (rows: [HistoryRow], failure: HistoryError?, said: [String])
  {
    var file = try PrefetchedFileReader(path: path)
    var rows: [HistoryRow] = []
    do throws(HistoryError) {
      while case let before = rows.count, try file.read(into: &rows, atMost: 65_536) == (), rows.count > before {}
      return (rows, nil, ["\(file.format)", file.summary, "\(file.progress.read)", "\(file.skipped)"])
    } catch { return (rows, error, []) }
  }

  @Test("A file is what it is without a thread, plain and packed", arguments: [0, 1, 4095, 4096, 4097, 70_000])
  func whole(count: Int) throws {
    let folder = try TapeFolder()
    let text = Self.table(count)
    for (name, bytes) in [("t.csv", text.bytes), ("t.csv.gz", gzip(text.bytes))] {
      try folder.write(bytes, to: name)
      let (rows, failure, said) = try read("\(folder.path)/\(name)")
      #expect(rows == (try MarketDataHistoryTests.rows(text, piece: 1000)))
      #expect(failure == nil)
      #expect(said == ["csv", "CSV of ticks (symbol, timestamp, price, size)", "\(bytes.count)", "0"])
    }
  }

  @Test("A damaged line is told as without a thread, and nothing of its file is stored", arguments: [0, 4096, 70_000])
  func damaged(count: Int) throws {
    let (folder, stored) = (try TapeFolder(), try StoreFolder())
    let path = "\(folder.path)/bad.csv"
    try folder.write((Self.table(count) + "KO,2024-01-16T16:31:00Z,sixty,100\n" + "KO,\n").bytes, to: "bad.csv")
    let (rows, failure, _) = try read(path)
    let expected = "\(path):\(count + 2):25: expected a decimal number such as 150.25, found \"sixty\""
    #expect(rows.count == count)
    #expect(failure?.description == expected)
    let store = try stored.store()
    var file = try PrefetchedFileReader(path: path)
    let thrown = #expect(throws: HistoryError.self) {
      try store.importRows(
        from: &file, as: "csv", label: "bad.csv", at: Simulation.defaultStart, logger: .silent)
    }
    #expect(thrown?.description == expected)
    #expect(try store.rows().isEmpty)
  }

  @Test("A file that cannot be read is told as without a thread")
  func unreadable() throws {
    let folder = try TapeFolder()
    try folder.write("day,what\n".bytes, to: "other.csv")
    for path in ["\(folder.path)/none.csv", folder.path, "\(folder.path)/other.csv"] {
      let expected = #expect(throws: HistoryError.self) { _ = try HistoryFileReader(path: path) }
      let thrown = #expect(throws: HistoryError.self) { _ = try PrefetchedFileReader(path: path) }
      #expect(thrown == expected)
    }
  }
}
