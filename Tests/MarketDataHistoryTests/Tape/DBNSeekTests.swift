import MarketData
import Testing

@testable import MarketDataHistory

@Suite("DBN: going to a time")
struct DBNSeekTests {
  private static func rest(_ reader: inout DBNReader) throws -> [HistoryRow] {
    var rows: [HistoryRow] = []
    try reader.read(into: &rows, atMost: .max)
    return rows
  }

  @Test(
    "From a time on come the rows at it and after it, however the file lies", arguments: [DBNSchema.mbp1, .ohlcv1s],
    1...4 as ClosedRange<UInt64>)
  func seek(schema: DBNSchema, seed: UInt64) throws {
    let folder = try TapeFolder()
    var source = try TapeRows(seed: seed)
    let rows = source.rows(700, of: schema)
    var random = SplitMix64(seed: seed)
    for (compression, tolerates) in [(DBNWriter.Compression.none, false), (.none, true), (.zstd, false)] {
      let path = "\(folder.path)/\(compression)"
      try DBNWriter.write(rows, to: path, schema, compression: compression)
      var reader = try DBNReader(path: path, options: .init(toleratesDisorder: tolerates))
      for _ in 0..<40 {
        let row = rows[Int.random(in: 0..<rows.count, using: &random)]
        let time = row.timestamp.adding(nanos: Int64.random(in: -1...1, using: &random))
        try reader.seek(to: time)
        #expect(try Self.rest(&reader) == rows.filter { $0.timestamp >= time }, "seed \(seed)")
      }
    }
  }

  @Test("Before the first row all come, after the last none; going back comes to the first")
  func ends() throws {
    let folder = try TapeFolder()
    var source = try TapeRows(seed: 5)
    let rows = source.rows(100, of: .trades)
    try DBNWriter.write(rows, to: "\(folder.path)/d", .trades)
    var reader = try DBNReader(path: "\(folder.path)/d")
    try reader.seek(to: Timestamp(nanos: .min))
    #expect(try Self.rest(&reader) == rows)
    try reader.seek(to: .distantFuture)
    #expect(try Self.rest(&reader) == [])
    try reader.rewind()
    #expect(try Self.rest(&reader) == rows)
    let range = HistoryRange(first: rows[0].timestamp, last: rows[99].timestamp)
    #expect(try reader.range() == range)
    #expect(try Self.rest(&reader) == rows)
  }

  @Test("A file of several kinds of records is read through")
  func mixed() throws {
    var file = TapeBytes(schema: .max)
    for second in 0..<50 as Range<UInt64> {
      let time = TapeBytes.time(second)
      file.records.append(TapeBytes.trade(38, at: time))
      file.records.append(TapeBytes.header(22, size: 176, 38, event: time) + Array(repeating: 1, count: 160))
      file.records.append(TapeBytes.bar(38, at: time, type: 0x20, prices: [1, 1, 1, 1], volume: 1))
    }
    let rows = TapeResult(file.bytes).rows
    var reader = try DBNReader(ByteSource(bytes: file.bytes, name: "day.dbn"))
    for second in 0..<50 as Range<UInt64> {
      let time = Timestamp(nanos: Int64(TapeBytes.time(second)))
      try reader.seek(to: time)
      #expect(try Self.rest(&reader) == rows.filter { $0.timestamp >= time })
    }
    #expect(try reader.range() == HistoryRange(first: rows[0].timestamp, last: rows[99].timestamp))
  }

  @Test("A damaged record amid a file is told when it is come by")
  func damaged() throws {
    var file = TapeBytes()
    file.records = (0..<100).map { TapeBytes.trade(38, at: TapeBytes.time($0)) }
    file.records[50][0] = 0
    var reader = try DBNReader(ByteSource(bytes: file.bytes, name: "day.dbn"))
    #expect(
      throws: HistoryError(
        "day.dbn:byte \(584 + 50 * 48)", expected: "a record of at least 48 bytes", found: "one of 0",
        hint: "the file is damaged here: get it again")
    ) { try reader.seek(to: .distantFuture) }
  }
}
