import MarketData
import Testing

@testable import MarketDataHistory

@Suite("DBN: as replay reads it")
struct DBNCursorTests {
  @Test(
    "A cursor knows its range and symbols, and reads on from any time", arguments: [DBNWriter.Compression.none, .zstd])
  func cursor(compression: DBNWriter.Compression) throws {
    let folder = try TapeFolder()
    var source = try TapeRows(seed: 9)
    let rows = source.rows(300, of: .mbp1)
    try DBNWriter.write(rows, to: "\(folder.path)/d", .mbp1, compression: compression)
    var cursor = try DBNCursor(path: "\(folder.path)/d")
    #expect(cursor.ranges == [HistoryRange(first: rows[0].timestamp, last: rows[299].timestamp)])
    #expect(cursor.symbols == Set(rows.map(\.symbol)))
    var found: [HistoryRow] = []
    try cursor.next(into: &found, atMost: 1000)
    #expect(found == rows)
    found = []
    try cursor.seek(to: rows[200].timestamp)
    try cursor.next(into: &found, atMost: 1000)
    #expect(found == rows.filter { $0.timestamp >= rows[200].timestamp })
  }

  @Test("An empty file has no range; one whose instruments are named by number counts no symbols")
  func empty() throws {
    let folder = try TapeFolder()
    try folder.write(TapeBytes().bytes, to: "d")
    let cursor = try DBNCursor(path: "\(folder.path)/d")
    #expect(cursor.ranges == [])
    #expect(cursor.symbols == [try Symbol("AAPL"), try Symbol("MSFT")])
    let options = DBNReader.Options(namesUnmapped: true)
    #expect(try DBNCursor(path: "\(folder.path)/d", options: options).symbols == nil)
  }
}
