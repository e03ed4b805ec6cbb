import MarketData
import Testing

@testable import MarketDataHistory

@Suite("Writing tables")
struct CSVWriterTests {
  /// Rows of any values that readers let through.
  static func rows(_ kind: CSVWriter.Rows, seed: UInt64, count: Int = 300) throws -> [HistoryRow] {
    var random = SplitMix64(seed: seed)
    func number(below limit: Int64) -> Int64 { Int64(random.next() % UInt64(limit)) }
    func price() -> Price { Price(nanos: Int64(bitPattern: random.next()) >> number(below: 64)) }
    let symbols = try ["AAPL", "BRK.A", "X:BTC-USD", "a_b/c"].map { try Symbol($0) }
    return (0..<count).map { _ in
      let symbol = symbols[Int(number(below: 4))]
      switch kind {
      case .ticks:
        let changes = Quote.Changes(rawValue: UInt8(1 + number(below: 7)))
        var quote = Quote(
          symbol: symbol, price: .zero, bid: .zero, ask: .zero,
          timestamp: Timestamp(nanos: number(below: .max / 2)), size: 0, bidSize: 0, askSize: 0, changes: changes)
        if !changes.isDisjoint(with: [.trade, .mark]) {
          (quote.price, quote.size) = (price(), Int32(number(below: 1 << 31)))
        }
        if changes.contains(.book) {
          (quote.bid, quote.ask, quote.bidSize, quote.askSize) = (price(), price(), Int32(number(below: 1 << 31)), 7)
        }
        return .quote(quote)
      case .bars:
        let prices = (0..<4).map { _ in price() }.sorted()
        return .bar(
          HistoryBar(
            symbol: symbol, start: Timestamp(nanos: number(below: .max / 2)),
            length: HistoryBar.Length.allCases[Int(number(below: 4))], open: prices[1], high: prices[3],
            low: prices[0], close: prices[2], volume: number(below: .max),
            trades: random.next() % 2 == 0 ? nil : number(below: .max), vwap: random.next() % 2 == 0 ? nil : price()))
      }
    }
  }

  @Test("What is written is read as the same rows", arguments: CSVWriter.Rows.allCases, 0..<20)
  func roundTrip(_ kind: CSVWriter.Rows, seed: UInt64) throws {
    let wanted = try Self.rows(kind, seed: seed)
    var writer = CSVWriter(kind)
    try writer.append(wanted)
    let text = String(decoding: writer.take(), as: UTF8.self)
    #expect(try MarketDataHistoryTests.rows(text) == wanted, "seed \(seed)")
  }

  @Test("A table of ticks looks like this")
  func text() throws {
    let quote = Quote(
      symbol: try Symbol("AAPL"), price: try price("1.5"), bid: .zero, ask: .zero,
      timestamp: try time("2024-01-15T14:30:00Z"), size: 7, bidSize: 0, askSize: 0, changes: .trade)
    var writer = CSVWriter(.ticks)
    try writer.append([.quote(quote)])
    #expect(
      String(decoding: writer.take(), as: UTF8.self) == """
        symbol,timestamp,price,size,bid,bid_size,ask,ask_size,changes
        AAPL,2024-01-15T14:30:00.000000000Z,1.50,7,,,,,t

        """)
    #expect(writer.take() == [])
  }

  @Test("Bars do not go into a table of ticks")
  func mixed() throws {
    var writer = CSVWriter(.ticks)
    let bars = try Self.rows(.bars, seed: 1, count: 1)
    let error = #expect(throws: HistoryError.self) { try writer.append(bars) }
    #expect(error?.expected == "ticks only")
    #expect(error?.found == "a bar")
  }
}

@Suite("Text that is damaged")
struct TextFuzzTests {
  private static let samples: [(HistoryFormat, String)] = [
    (
      .csv,
      """
      symbol,timestamp,open,high,low,close,volume,note
      A,1705329000,1,2,1,1.5e0,10,"x"
      A,2024-01-15T14:31:00Z,1,2,1,1.5,10,

      """
    ),
    (
      .polygonFlat,
      """
      ticker,volume,open,close,high,low,window_start,transactions
      A,4930,200.29,200.5,200.63,200.29,1744792500000000000,129

      """
    ),
    (
      .alpaca,
      """
      {"bars":{"A":[{"t":"2022-01-03T09:00:00Z","o":1,"h":2,"l":1,"c":1.5,"v":6}]}}
      {"T":"t","S":"A","t":"2022-01-03T09:00:00Z","p":1,"s":2}
      """
    ),
  ]

  @Test("Any damage ends in rows or in an error", arguments: 0..<30)
  func damage(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for (format, text) in Self.samples {
      #expect(fuzzText(format: format, bytes: text.bytes) > 0)
      for _ in 0..<100 {
        var bytes = text.bytes
        for _ in 0...random.next() % 4 {
          let place = Int(random.next() % UInt64(bytes.count))
          switch random.next() % 4 {
          case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
          case 1: bytes[place] = bytes[Int(random.next() % UInt64(bytes.count))]
          case 2: if bytes.count > 1 { bytes.remove(at: place) }
          default: bytes.insert(contentsOf: bytes[place...].prefix(Int(random.next() % 20)), at: place)
          }
        }
        #expect(fuzzText(format: random.next() % 2 == 0 ? format : .auto, bytes: bytes) < 100, "seed \(seed)")
        fuzzText(format: format, bytes: gzip(bytes).map { random.next() % 50 == 0 ? $0 ^ 1 : $0 })
      }
    }
  }
}
