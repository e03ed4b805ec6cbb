import MarketData
import Testing

@testable import MarketDataHistory

@Suite("DBN: what records say")
struct DBNReaderTests {
  private static let time = Timestamp(nanos: Int64(TapeBytes.time()))

  private static func quote(
    _ ticker: String, _ changes: Quote.Changes, price: Int64 = 0, size: Int32 = 0, bid: Int64 = 0, bidSize: Int32 = 0,
    ask: Int64 = 0, askSize: Int32 = 0
  ) throws -> HistoryRow {
    .quote(
      Quote(
        symbol: try Symbol(ticker), price: Price(nanos: price), bid: Price(nanos: bid), ask: Price(nanos: ask),
        timestamp: time, size: size, bidSize: bidSize, askSize: askSize, changes: changes))
  }

  @Test("Files of all versions are read", arguments: [1, 2, 3] as [UInt8])
  func versions(version: UInt8) throws {
    var file = TapeBytes(version: version)
    file.records = [TapeBytes.trade(10888, at: TapeBytes.time()), TapeBytes.trade(38, at: TapeBytes.time(), size: 3)]
    let metadata = try DBNReader(ByteSource(bytes: file.bytes, name: "day.dbn")).metadata
    #expect(metadata.version == version)
    #expect(metadata.dataset == "XNAS.ITCH")
    #expect(metadata.schema == .trades)
    #expect(metadata.start == (try Timestamp("2024-01-15T00:00:00Z")))
    #expect(metadata.end == (try Timestamp("2024-01-16T00:00:00Z")))
    #expect(metadata.symbols == ["AAPL", "MSFT"])
    #expect(metadata.mappings.first == DBNMapping("AAPL", [.init(19737..<19738, "38")]))
    #expect(
      TapeResult(file.bytes)
        == TapeResult(rows: [
          try Self.quote("MSFT", .trade, price: 150_250_000_000, size: 100),
          try Self.quote("AAPL", .trade, price: 150_250_000_000, size: 3),
        ]))
  }

  @Test("A book may lack a side, and a trade its book")
  func sides() throws {
    let (none, time) = ((Int64.max, UInt32(0)), TapeBytes.time())
    var file = TapeBytes(schema: 1)
    file.records = [
      TapeBytes.book(38, at: time, action: "A", price: 5, size: 5, bid: (10, 1), ask: none),
      TapeBytes.book(38, at: time, action: "C", bid: none, ask: (11, 2)),
      TapeBytes.book(38, at: time, action: "R", bid: none, ask: none),
      TapeBytes.book(38, at: time, action: "T", price: 12, size: 4, bid: (10, 1), ask: (12, .max)),
      TapeBytes.book(38, at: time, action: "T", price: 12, size: 4_000_000_000, bid: none, ask: none),
      TapeBytes.book(38, at: time, action: "T", price: -12, size: 0, bid: none, ask: (0, 1)),
    ]
    #expect(
      TapeResult(file.bytes)
        == TapeResult(rows: [
          try Self.quote("AAPL", .book, bid: 10, bidSize: 1), try Self.quote("AAPL", .book, ask: 11, askSize: 2),
          try Self.quote("AAPL", .book),
          try Self.quote("AAPL", [.trade, .book], price: 12, size: 4, bid: 10, bidSize: 1, ask: 12),
          try Self.quote("AAPL", .trade, price: 12, size: .max),
          try Self.quote("AAPL", [.mark, .book], price: -12, askSize: 1),
        ]))
  }

  @Test("A sampled book knows the last trade, but that is no news", arguments: [0xC3, 0xC4] as [UInt8])
  func samples(type: UInt8) throws {
    var file = TapeBytes(schema: type == 0xC3 ? 18 : 19)
    file.records = [
      TapeBytes.book(
        38, at: TapeBytes.time(), action: "\0", type: type, price: 12, size: 4, bid: (10, 1), ask: (13, 2)),
      TapeBytes.book(38, at: TapeBytes.time(), action: "\0", type: type, bid: (10, 1), ask: (13, 2)),
    ]
    #expect(
      TapeResult(file.bytes)
        == TapeResult(rows: [
          try Self.quote("AAPL", .book, price: 12, size: 4, bid: 10, bidSize: 1, ask: 13, askSize: 2),
          try Self.quote("AAPL", .book, bid: 10, bidSize: 1, ask: 13, askSize: 2),
        ]))
  }

  @Test(
    "Bars keep their length",
    arguments: zip([0x20, 0x21, 0x22, 0x23] as [UInt8], HistoryBar.Length.allCases))
  func bars(type: UInt8, length: HistoryBar.Length) throws {
    var file = TapeBytes(schema: .max)
    file.records = [TapeBytes.bar(38, at: TapeBytes.time(), type: type, prices: [2, 4, 1, 3], volume: .max - 1)]
    #expect(
      TapeResult(file.bytes)
        == TapeResult(rows: [
          .bar(
            HistoryBar(
              symbol: try Symbol("AAPL"), start: Self.time, length: length, open: Price(nanos: 2),
              high: Price(nanos: 4),
              low: Price(nanos: 1), close: Price(nanos: 3), volume: .max))
        ]))
  }

  @Test("Records of other types and without prices are skipped, and counted")
  func skipped() throws {
    var file = TapeBytes(schema: .max)
    let other = TapeBytes.header(0xA0, size: 56, 38, event: 0) + Array(repeating: 0, count: 40)
    file.records = [
      other, TapeBytes.trade(38, at: TapeBytes.time(), price: .max), other,
      TapeBytes.bar(38, at: TapeBytes.time(), prices: [1, 2, .max, 1], volume: 1),
      TapeBytes.trade(38, at: TapeBytes.time(), price: 1, size: 1),
    ]
    var expected = TapeResult(rows: [try Self.quote("AAPL", .trade, price: 1, size: 1)])
    expected.skipped = DBNReader.Skipped(others: 2, unpriced: 2)
    #expect(TapeResult(file.bytes) == expected)
  }

  @Test("Records may be followed by the time at which they were sent")
  func sendTimes() throws {
    var file = TapeBytes(hasSendTimes: true)
    file.records = (0..<2).map { _ in TapeBytes.trade(38, at: TapeBytes.time(), price: 1, size: 1, sendTime: 9) }
    let row = try Self.quote("AAPL", .trade, price: 1, size: 1)
    #expect(TapeResult(file.bytes) == TapeResult(rows: [row, row]))
  }

  @Test("Without a time of receipt, that of the event counts")
  func eventTime() throws {
    var file = TapeBytes()
    var record = TapeBytes.trade(38, at: TapeBytes.time(), price: 1, size: 1)
    record.replaceSubrange(8..<16, with: TapeBytes.number(TapeBytes.time()))
    record.replaceSubrange(32..<40, with: TapeBytes.number(UInt64.max))
    file.records = [record]
    #expect(TapeResult(file.bytes) == TapeResult(rows: [try Self.quote("AAPL", .trade, price: 1, size: 1)]))
  }

  @Test("An instrument is whatever it is on the day, and symbols may be mapped to from numbers")
  func mappings() throws {
    let day: UInt64 = 86_400
    let records = [0, day, 2 * day].map { TapeBytes.trade(38, at: TapeBytes.time($0)) }
    var file = TapeBytes()
    file.mappings = [
      ("ONE", [(20_240_115, 20_240_116, "38"), (20_240_116, 20_240_117, "")]),
      ("TWO", [(20_240_116, 20_240_117, "38"), (20_240_117, 20_240_118, "39")]),
      ("THREE", [(20_240_117, 20_240_120, "38"), (20_240_115, 20_240_115, "38")]),
    ]
    file.records = records
    #expect(TapeResult(file.bytes).rows.map(\.symbol.ticker) == ["ONE", "TWO", "THREE"])
    (file.symbologyIn, file.symbologyOut) = (0, 1)
    file.mappings = [("38", [(20_240_115, 20_240_116, "ONE"), (20_240_116, 20_240_120, "TWO")])]
    #expect(TapeResult(file.bytes).rows.map(\.symbol.ticker) == ["ONE", "TWO", "TWO"])
  }

  @Test("Instruments without a symbol are named by their number when asked for")
  func namesUnmapped() throws {
    var file = TapeBytes(symbologyIn: 1, symbologyOut: 4)
    file.records = [39, 38, 1063].map { TapeBytes.trade($0, at: TapeBytes.time()) }
    let options = DBNReader.Options(namesUnmapped: true)
    #expect(TapeResult(file.bytes, options: options).rows.map(\.symbol.ticker) == ["id:39", "id:38", "id:1063"])
    file.symbologyOut = 0
    #expect(TapeResult(file.bytes, options: options).rows.map(\.symbol.ticker) == ["id:39", "AAPL", "id:1063"])
  }

  @Test("Disorder is yielded as it stands when it is tolerated")
  func tolerated() throws {
    var file = TapeBytes()
    file.records = [3, 1, 2].map { TapeBytes.trade(38, at: TapeBytes.time($0)) }
    let result = TapeResult(file.bytes, options: .init(toleratesDisorder: true))
    #expect(result.rows.map(\.timestamp.nanos) == [3, 1, 2].map { Int64(TapeBytes.time($0)) })
    #expect(result.error == nil)
  }

  @Test("Progress and position are told in bytes")
  func progress() throws {
    var file = TapeBytes()
    file.records = (0..<4).map { _ in TapeBytes.trade(38, at: TapeBytes.time()) }
    var reader = try DBNReader(ByteSource(bytes: file.bytes, name: "day.dbn"))
    let total = Int64(file.bytes.count)
    #expect(reader.position == total - 4 * 48)
    var rows: [HistoryRow] = []
    try reader.read(into: &rows, atMost: 3)
    #expect(reader.position == total - 48)
    #expect(reader.progress.read == total - 48)
    #expect(reader.progress.total == total)
  }
}
