import MarketData
import Testing

@testable import MarketDataHistory

@Suite("DBN: what is written is read")
struct DBNRoundTripTests {
  @Test(
    "Rows of every schema come back, plain and compressed", arguments: DBNSchema.allCases, 1...6 as ClosedRange<UInt64>)
  func everySchema(schema: DBNSchema, seed: UInt64) throws {
    let folder = try TapeFolder()
    var source = try TapeRows(seed: seed)
    let rows = source.rows(2000, of: schema)
    for compression in [DBNWriter.Compression.none, .zstd] {
      let path = "\(folder.path)/day.\(compression)"
      let metadata = try DBNWriter.write(rows, to: path, schema, compression: compression)
      #expect(TapeResult(path: path) == TapeResult(rows: rows), "seed \(seed)")
      #expect(try DBNReader(path: path).metadata == metadata)
    }
    #expect(folder.names == ["day.none", "day.zstd"])
  }

  @Test("Quotes read the quick way are the rows' quotes", arguments: [DBNSchema.trades, .mbp1, .tbbo, .bbo1s, .bbo1m])
  func quickWay(schema: DBNSchema) throws {
    let folder = try TapeFolder()
    var source = try TapeRows(seed: 7, symbols: 3000)
    let rows = source.rows(20_000, of: schema)
    try DBNWriter.write(rows, to: "\(folder.path)/day.dbn", schema)
    var reader = try DBNReader(path: "\(folder.path)/day.dbn")
    var quotes: [Quote] = []
    var before = -1
    while quotes.count > before {
      before = quotes.count
      try quotes.append(addingCapacity: 256) { (span) throws(HistoryError) in try reader.read(into: &span) }
    }
    #expect(quotes.map(HistoryRow.quote) == rows)
    #expect(reader.skipped == DBNReader.Skipped())
    #expect(reader.progress.read == reader.progress.total)
  }

  @Test("The quick way skips bars, and counts them")
  func barsAreSkipped() throws {
    var file = TapeBytes(schema: 6)
    file.records = [TapeBytes.bar(38, at: TapeBytes.time(), prices: [1, 3, 0, 2], volume: 9)]
    var reader = try DBNReader(ByteSource(bytes: file.bytes, name: "day.dbn"))
    var quotes: [Quote] = []
    try quotes.append(addingCapacity: 4) { (span) throws(HistoryError) in try reader.read(into: &span) }
    #expect(quotes.isEmpty)
    #expect(reader.skipped == DBNReader.Skipped(others: 1))
  }

  @Test("The metadata that are written tell times, symbols and their days")
  func metadata() throws {
    let folder = try TapeFolder()
    let quotes = try ["MSFT", "AAPL", "MSFT"].enumerated().map { index, ticker in
      Quote(
        symbol: try Symbol(ticker), price: Price(nanos: 1), bid: .zero, ask: .zero,
        timestamp: try Timestamp("2024-01-1\(5 + index)T23:59:59Z"), changes: .trade)
    }
    try DBNWriter.write(quotes.map(HistoryRow.quote), to: "\(folder.path)/d.dbn", .trades, dataset: "TEST.DATA")
    let metadata = try DBNReader(path: "\(folder.path)/d.dbn").metadata
    let days = 19737..<Int64(19740)
    var expected = DBNMetadata(
      dataset: "TEST.DATA", schema: .trades, start: try Timestamp("2024-01-15T23:59:59Z"),
      end: try Timestamp("2024-01-17T23:59:59.000000001Z"), symbols: ["MSFT", "AAPL"],
      mappings: [DBNMapping("MSFT", [.init(days, "1")]), DBNMapping("AAPL", [.init(days, "2")])])
    expected.version = 3
    #expect(metadata == expected)
    #expect(folder.bytes(of: "d.dbn").count == 8 + 576 + 3 * 48)
  }

  @Test("A file without rows is a file")
  func empty() throws {
    let folder = try TapeFolder()
    try DBNWriter.write([], to: "\(folder.path)/d.dbn", .bbo1s)
    #expect(TapeResult(path: "\(folder.path)/d.dbn") == TapeResult(rows: []))
    var reader = try DBNReader(path: "\(folder.path)/d.dbn")
    try #expect(reader.range() == nil)
    #expect(reader.metadata == DBNMetadata(dataset: "MOCK.SYNTH", schema: .bbo1s))
  }

  @Test("Every schema is found by its name, and no other is")
  func names() {
    #expect(DBNSchema.allCases.allSatisfy { DBNSchema(name: $0.name) == $0 })
    #expect(DBNSchema(name: "mbo") == nil)
  }
}

extension TapeResult {
  init(rows: [HistoryRow], error: HistoryError? = nil) {
    self.init([], atMost: 0)
    (self.rows, self.error) = (rows, error)
  }
}
