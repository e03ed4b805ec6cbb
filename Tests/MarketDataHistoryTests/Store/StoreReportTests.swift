import GRDB
import MarketData
import Testing

@testable import MarketDataHistory

@Suite("What a store tells of itself", .timeLimit(.minutes(5)))
struct StoreReportTests {
  private let start = Simulation.defaultStart

  @Test("Ranges have the first and last row, their number, and silences longer than asked for")
  func ranges() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    try store.store([0, 10, 11, 1011, 1012, 5000].map { try quote("AAPL", $0) } + [quote("MSFT", 3)])
    try store.store([quote("AAPL", 7)], as: "live")
    var progress: [Int] = []
    let ranges = try store.ranges(gap: .milliseconds(999)) { progress.append($0) }
    #expect(ranges.map(\.span.source) == ["live", "mock", "mock"])
    #expect(ranges.map(\.span.symbol.ticker) == ["AAPL", "AAPL", "MSFT"])
    #expect(ranges.map(\.count) == [1, 6, 1])
    #expect(ranges.map(\.gapCount) == [0, 2, 0])
    #expect(
      ranges[1].gaps == [
        start + .milliseconds(11)...start + .milliseconds(1011), start + .milliseconds(1012)...start + .seconds(5),
      ])
    #expect(ranges.map(\.span) == (try store.spans()))
    #expect(ranges[1].span.first == start)
    #expect(ranges[1].span.last == start + .seconds(5))
    #expect(progress == [8])
    #expect(try store.ranges(gap: .seconds(60)).map(\.gapCount) == [0, 0, 0])
  }

  @Test("Statistics count rows by kind and source, and say how large the file is")
  func stats() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    #expect(try store.stats().rows == 0)
    let one = Price(nanos: Price.scale)
    let bar = HistoryBar(
      symbol: try Symbol("AAPL"), start: start, length: .minute, open: one, high: one, low: one, close: one, volume: 1)
    try store.store([quote("AAPL", 1), quote("MSFT", 1), .bar(bar)])
    try store.store([quote("AAPL", 1)], as: "live")
    let stats = try store.stats()
    #expect(stats.rows == 4)
    #expect(stats.quotes == 3)
    #expect(stats.bars == [.minute: 1])
    #expect(stats.sources == ["mock": 3, "live": 1])
    #expect(stats.symbols == 2)
    #expect(stats.bytes >= 4096)
  }

  @Test("Cleaning up deletes what is older, of one source or all, and vacuum gives the room back")
  func cleanup() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    let rows = try (0..<30_000).map { try quote(["AAPL", "MSFT"][$0 % 2], Int64($0)) }
    try store.store(rows)
    try store.store(rows, as: "live")
    var steps: [Int] = []
    #expect(try store.cleanup(before: start + .milliseconds(25_000), source: "live") { steps.append($0) } == 25_000)
    #expect(steps == [10_000, 12_500, 22_500, 25_000])
    #expect(try store.rows(StoreSelection(sources: ["live"])) == Array(rows[25_000...]))
    #expect(try store.rows(StoreSelection(sources: ["mock"])) == rows)
    #expect(try store.cleanup(before: start + .seconds(1000)) == 35_000)
    #expect(try store.rows() == [])
    let before = try store.stats()
    #expect(before.free > before.bytes / 2)
    try store.vacuum()
    let after = try store.stats()
    #expect(after.free == 0)
    #expect(after.bytes < before.bytes / 4)
    #expect(try store.verify().isSound)
    let error = #expect(throws: HistoryError.self) { try store.cleanup(before: start, source: "nobody") }
    #expect(error?.description == "\(folder.file): expected a source of live, mock, found \"nobody\"")
  }

  @Test("The view shows rows as people read them, prices exact to the last digit")
  func view() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    let symbol = try Symbol("AAPL")
    let (low, high) = (Price(nanos: -1), Price(nanos: 150_250_000_001))
    try store.store([
      .quote(
        Quote(
          symbol: symbol, price: high, bid: low, ask: Price(nanos: .min), timestamp: Timestamp(nanos: -1), size: 5,
          bidSize: 6, askSize: 7)),
      .bar(
        HistoryBar(
          symbol: symbol, start: start, length: .minute, open: Price(nanos: 1_500_000_000), high: high, low: low,
          close: .zero, volume: 9, trades: 2)),
    ])
    let queue = try DatabaseQueue(path: folder.file)
    let texts = try queue.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM market_data ORDER BY timestamp_ns").map { row in
        row.map { "\($0.0)=\($0.1.storage.value.map { "\($0)" } ?? "-")" }.joined(separator: " ")
      }
    }
    #expect(
      texts == [
        "ticker=AAPL timestamp=1969-12-31T23:59:59.999999999Z timestamp_ns=-1 ordinal=0 kind=trade+book "
          + "price=150.250000001 size=5 bid=-0.000000001 bid_size=6 ask=-9223372036.854775808 ask_size=7 open=- high=- "
          + "low=- close=- volume=- trades=- vwap=- data_source=mock",
        "ticker=AAPL timestamp=2024-01-16T14:30:00.000000000Z timestamp_ns=1705415400000000000 ordinal=0 kind=bar-1m "
          + "price=- size=- bid=- bid_size=- ask=- ask_size=- open=1.50 high=150.250000001 low=-0.000000001 close=0.00 "
          + "volume=9 trades=2 vwap=- data_source=mock",
      ])
  }

  @Test("Verifying finds rows that no writer writes")
  func verify() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    try store.store([quote("AAPL", 0), quote("AAPL", 0), quote("AAPL", 1), quote("AAPL", 2)])
    #expect(try store.verify(quick: true).isSound)
    try folder.execute(
      """
      DELETE FROM rows WHERE ordinal = 0 AND time = \(start.nanos);
      UPDATE rows SET kind = 9 WHERE time = \(start.nanos + 1_000_000);
      UPDATE rows SET n2 = 4294967296 WHERE time = \(start.nanos + 2_000_000);
      INSERT INTO rows VALUES (7, 8, 1, 0, 1, 1, 1, 1, 1, 1, 1, NULL);
      """)
    let result = try store.verify()
    #expect(result.rows == 4)
    #expect(result.faultCount == 5)
    #expect(
      result.faults == [
        "AAPL 2024-01-16T14:30:00Z (mock): expected the ordinal 0, found 1",
        "AAPL 2024-01-16T14:30:00.001Z (mock): expected a kind from 0 to 7, found 9",
        "AAPL 2024-01-16T14:30:00.002Z (mock): expected sizes of 32 bits, found 4294967296",
        "expected a source with the number 7, found none", "expected a symbol with the number 8, found none",
      ])
  }
}
