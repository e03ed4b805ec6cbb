import Dispatch
import MarketData
import Testing

@testable import MarketDataHistory

@Suite("Reading in the background", .timeLimit(.minutes(2)))
struct BackgroundCursorTests {
  static let start = TestHistory.start

  @Test("What comes is what the cursor gives, wherever it is sent meanwhile", arguments: 0..<20 as Range<UInt64>)
  func same(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var plain = ArrayCursor(try TestHistory.ticks(seed: seed))
    let background = BackgroundCursor(plain, piece: 1 + Int(random.next() % 100))
    for _ in 0..<20 {
      let time = Self.start.adding(nanos: Int64(random.next() % 20_000_000_000))
      plain.seek(to: time)
      background.seek(to: time)
      var (expected, found) = ([HistoryRow](), [HistoryRow]())
      for _ in 0..<Int(random.next() % 6) {
        let before = found.count
        try background.take(into: &found)
        plain.next(into: &expected, atMost: found.count - before)
        if found.count == before { plain.next(into: &expected, atMost: 1) }
      }
      #expect(found == expected, "seed \(seed)")
    }
  }

  @Test("What ends the rows comes after them, and again until it is sent elsewhere")
  func failure() throws {
    let rows = try TestHistory.ticks(seed: 1)
    let background = BackgroundCursor(GatedCursor(rows, failingAt: 250), piece: 100)
    background.seek(to: Self.start)
    for _ in 0..<2 {
      var found: [HistoryRow] = []
      for _ in 0..<3 { try background.take(into: &found) }
      #expect(found == Array(rows.prefix(250)))
      for _ in 0..<2 { #expect(throws: GatedCursor.hole) { try background.take(into: &found) } }
      background.seek(to: Self.start)
    }
    background.seek(to: GatedCursor.unreachable)
    var found: [HistoryRow] = []
    #expect(throws: GatedCursor.hole) { try background.take(into: &found) }
    #expect(found.isEmpty)
  }

  @Test("A replay says what to wait for while rows are read, and then goes on as if they had been there")
  func preparation() async throws {
    let rows = try TestHistory.ticks(seed: 2)
    let cursor = GatedCursor(rows)
    var replay = try ReplayGenerator(cursor)
    #expect(replay.preparation == nil)
    try replay.activate(TestHistory.symbols(4), at: Self.start)
    let prepare = try #require(replay.preparation)
    cursor.open()
    await prepare()
    #expect(replay.preparation == nil)
    var plain = try TestHistory.replay(rows)
    #expect(plain.preparation == nil)
    #expect(replay.run().quotes == plain.run().quotes)
    #expect(replay.preparation == nil)
  }

  @Test("However many services wait for a disk, they answer, and no thread of the pool waits with them")
  func services() async throws {
    let rows = try TestHistory.ticks(seed: 3)
    let cursors = (0..<32).map { _ in GatedCursor(rows) }
    var (services, streams) = ([MarketDataService](), [AsyncStream<QuoteBatch>]())
    var config = MarketDataConfig()
    config.pace = .unpaced
    for cursor in cursors {
      let service = try MarketDataService(config, source: ReplayGenerator(cursor))
      try await service.ensureSubscribed(TestHistory.symbols(4))
      streams.append(try service.stream(policy: .suspend, bound: 1000))
      try await service.start()
      services.append(service)
    }
    for service in services { #expect(await service.statistics().processor.emitted == 0) }
    for cursor in cursors { cursor.open() }
    for (service, stream) in zip(services, streams) {
      var found: [Price] = []
      for await batch in stream {
        found += batch.map(\.price)
        if batch.notices.contains(.replay(.completed(passes: 1))) { break }
      }
      #expect(found.count == rows.count)
      await service.stop()
    }
  }
}

/// Rows in memory behind a gate that whoever reads waits at, as at a slow disk; some of them damaged.
private struct GatedCursor: RowCursor {
  static let hole = HistoryError("day.db", expected: "rows", found: "a hole")
  static let unreachable = TestHistory.start + .seconds(86_400)

  private var rows: ArrayCursor
  private var left: Int
  private let end: Int
  private let gate: DispatchSemaphore?

  init(_ rows: [HistoryRow]) {
    (self.rows, left, end, gate) = (ArrayCursor(rows), .max, .max, DispatchSemaphore(value: 0))
  }

  init(_ rows: [HistoryRow], failingAt end: Int) {
    (self.rows, left, self.end, gate) = (ArrayCursor(rows), end, end, nil)
  }

  var ranges: [HistoryRange] { rows.ranges }
  var symbols: Set<Symbol>? { rows.symbols }

  func open() { gate?.signal() }

  mutating func seek(to time: Timestamp) throws(HistoryError) {
    guard time != Self.unreachable else { throw Self.hole }
    gate?.wait()
    gate?.signal()
    rows.seek(to: time)
    left = end
  }

  mutating func next(into found: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
    let before = found.count
    rows.next(into: &found, atMost: min(left, count))
    left -= found.count - before
    if left == 0 { throw Self.hole }
  }
}
