import MarketData
import Testing

@testable import MarketDataHistory

@Suite("Replays: symbols, times, notices and refusals")
struct ReplayControlTests {
  private static let start = TestHistory.start

  private func quote(
    _ ticker: String, _ seconds: Int, _ price: String?, bid: String? = nil, size: Int32 = 100
  ) throws -> HistoryRow {
    let bid = try bid.map { try Price($0) }
    var changes: Quote.Changes = price == nil ? [] : .trade
    if bid != nil { changes.insert(.book) }
    return .quote(
      Quote(
        symbol: try Symbol(ticker), price: try price.map { try Price($0) } ?? .zero, bid: bid ?? .zero,
        ask: bid.map { $0 + Price(nanos: 20_000_000) } ?? .zero, timestamp: Self.start + .seconds(seconds), size: size,
        bidSize: 0, askSize: 0, changes: changes))
  }

  @Test("A trade keeps the book, a book the trade; before the first trade the price is the book's middle")
  func filling() throws {
    let rows = try [
      quote("A", 0, nil, bid: "10"), quote("A", 1, "10.5"), quote("A", 2, nil, bid: "11"), quote("A", 3, "12"),
    ]
    var replay = try TestHistory.replay(rows)
    let quotes = replay.run().quotes
    #expect(
      quotes.map { "\($0.price) \($0.bid) \($0.ask) \($0.volume)" } == [
        "10.01 10.00 10.02 0", "10.50 10.00 10.02 100", "10.50 11.00 11.02 100", "12.00 11.00 11.02 200",
      ])
  }

  @Test("Only symbols that are active are emitted, from then on; with none history stands still")
  func activation() throws {
    let rows = try (0..<10).flatMap { try [quote("A", $0, "1"), quote("B", $0, "2")] }
    let (a, b) = (try Symbol("A"), try Symbol("B"))
    var replay = try ReplayGenerator(ArrayCursor(rows))
    #expect(replay.nextDeadline == nil)
    try replay.activate([a], at: Self.start)
    #expect(replay.run(to: Self.start + .seconds(3)).quotes.count == 4)
    try replay.activate([b], at: Self.start + .seconds(3))
    #expect(replay.run(to: Self.start + .seconds(5)).quotes.map(\.symbol) == [a, b, a, b])
    replay.deactivate(a)
    replay.deactivate(b)
    #expect(replay.nextDeadline == nil)
    try replay.activate([a], at: Self.start + .seconds(100))
    let later = replay.run().quotes
    #expect(later.map { ($0.received - Self.start) } == [.seconds(101), .seconds(102), .seconds(103), .seconds(104)])
    #expect(later.map(\.sequence) == [7, 8, 9, 10])
  }

  @Test("A symbol of which there are no rows is refused")
  func unknown() throws {
    var replay = try TestHistory.replay([quote("A", 0, "1")])
    let symbol = try Symbol("NONE")
    #expect(throws: DataSourceError.unknownSymbol("NONE")) { try replay.activate([symbol], at: Self.start) }
  }

  @Test("Times are those of history, or moved to now; which, can be asked")
  func stamps() throws {
    let rows = try [quote("A", 0, "1"), quote("A", 5, "1")]
    let now = Self.start + .seconds(1_000_000)
    var recorded = try TestHistory.replay(rows, at: now)
    #expect(recorded.run().quotes.map(\.timestamp) == rows.map(\.timestamp))
    #expect(recorded.timestamps == .recorded)
    var moved = try TestHistory.replay(rows, ReplayPlan(timestamps: .restamped), at: now)
    #expect(moved.run().quotes.map(\.timestamp) == [now, now + .seconds(5)])
    #expect(moved.timestamps == .restamped)
  }

  @Test("Volume is of the UTC day; it begins anew when recorded times go back, and goes on when they are moved")
  func volume() throws {
    let rows = try [quote("A", 0, "1"), quote("A", 1, "1"), quote("A", 86_400, "1")]
    var recorded = try TestHistory.replay(rows, ReplayPlan(mode: .loop, loopCount: 2))
    #expect(recorded.run().quotes.map(\.volume) == [100, 200, 100, 100, 200, 100])
    let range = Self.start..<Self.start + .seconds(10)
    var moved = try TestHistory.replay(
      rows, ReplayPlan(mode: .loop, range: range, loopCount: 2, timestamps: .restamped))
    #expect(moved.run().quotes.map(\.volume) == [100, 200, 300, 400])
  }

  @Test("Pause and resume say where, and the gap goes on where it was")
  func pausing() throws {
    var replay = try TestHistory.replay([quote("A", 0, "1"), quote("A", 10, "1")])
    _ = replay.run(to: Self.start)
    try replay.replay(.pause, at: Self.start + .seconds(4))
    #expect(replay.run(to: Self.start + .seconds(50)).notices == [.replay(.paused(at: Self.start + .seconds(4)))])
    #expect(replay.nextDeadline == nil)
    try replay.replay(.resume, at: Self.start + .seconds(100))
    let rest = replay.run()
    #expect(rest.notices.first == .replay(.resumed(at: Self.start + .seconds(4))))
    #expect(rest.quotes.map(\.received) == [Self.start + .seconds(106)])
  }

  @Test("A step emits one row at once, and stands still again")
  func stepping() throws {
    var replay = try TestHistory.replay((0..<5).map { try quote("A", $0, "1") })
    for second in 1...2 {
      try replay.replay(.step, at: Self.start + .seconds(second))
      let quotes = replay.run().quotes
      #expect(quotes.map(\.received) == [Self.start + .seconds(second)])
    }
    try replay.replay(.resume, at: Self.start + .seconds(10))
    #expect(replay.run().quotes.map(\.received) == (11...13).map { Self.start + .seconds($0) })
  }

  @Test("A step ends with the pass, and without an active symbol there is none")
  func emptySteps() throws {
    let b = try Symbol("B")
    var replay = try ReplayGenerator(
      ArrayCursor([quote("A", 0, "1"), quote("B", 1, "1"), quote("A", 2, "1")]), plan: ReplayPlan(mode: .loop))
    try replay.replay(.step, at: Self.start)
    #expect(replay.run().quotes == [])
    try replay.activate([b], at: Self.start)
    try replay.replay(.step, at: Self.start)
    #expect(replay.run().quotes.count == 1)
    try replay.replay(.step, at: Self.start)
    let second = replay.run()
    #expect(second.quotes == [])
    #expect(second.notices == [.replay(.looped(pass: 2))])
    #expect(replay.nextDeadline == nil)
  }

  @Test("A source that makes its quotes up cannot be told to replay")
  func noReplay() throws {
    var simulation = try Simulation(MarketDataConfig())
    let error = #expect(throws: ReplayError.self) { try simulation.replay(.pause) }
    #expect(error?.description == "expected a source that replays history, found MockDataSource")
  }

  @Test("Notices tell at which intervals history has arrived")
  func intervals() throws {
    var replay = try TestHistory.replay(
      [quote("A", 0, "1"), quote("A", 30, "1"), quote("A", 61, "1"), quote("A", 200, "1")],
      ReplayPlan(noticeInterval: .seconds(60)))
    let minute = { (count: Int) in StreamNotice.replay(.reached(Self.start + .seconds(60 * count))) }
    #expect(replay.run().notices == [minute(1), minute(3), .replay(.completed(passes: 1))])
  }

  @Test("What makes no sense is refused, with the times that there are")
  func refusals() throws {
    let rows = try [quote("A", 0, "1"), quote("A", 10, "1")]
    func message(_ plan: ReplayPlan, _ rows: [HistoryRow]) -> String {
      do {
        return "\(try ReplayGenerator(ArrayCursor(rows), plan: plan).speed)"
      } catch { return error.description }
    }
    let late = Self.start + .seconds(60)..<Self.start + .seconds(70)
    #expect(
      message(ReplayPlan(mode: .dateRange, range: late), rows) == """
        replay date range: expected times in 2024-01-16T14:30:00Z to 2024-01-16T14:30:10Z, \
        found 2024-01-16T14:31:00Z to 2024-01-16T14:31:10Z
        """)
    #expect(message(ReplayPlan(), []) == "replay: expected rows of history, found none")
    #expect(
      message(ReplayPlan(mode: .dateRange), rows)
        == "replay date range: expected a range with mode date_range, found none")
    #expect(message(ReplayPlan(speed: 0), rows) == "replay speed: expected 0.1 to 1000, found 0.0")
    #expect(message(ReplayPlan(mode: .loop, loopCount: 0), rows) == "replay loop count: expected 1 or more, found 0")
    var replay = try TestHistory.replay(rows)
    let error = #expect(throws: ReplayError.self) {
      try replay.replay(.seek(to: Self.start + .seconds(11)), at: Self.start)
    }
    #expect(
      error?.description
        == "expected a time in 2024-01-16T14:30:00Z to 2024-01-16T14:30:10Z, found 2024-01-16T14:30:11Z")
    #expect(throws: ReplayError.speed(2000)) { try replay.replay(.speed(2000), at: Self.start) }
    #expect(replay.run().quotes.count == 2)
  }

  @Test("A cursor that fails ends the replay, and a notice says why")
  func failure() throws {
    var replay = try ReplayGenerator(BrokenCursor())
    try replay.activate([Symbol("A")], at: Self.start)
    #expect(
      replay.run().notices == [.replay(.failed("day.db: expected rows, found a hole"))])
    #expect(replay.isFinished)
  }

  private struct BrokenCursor: RowCursor {
    var ranges: [HistoryRange] { [HistoryRange(first: TestHistory.start, last: TestHistory.start)] }
    var symbols: Set<Symbol>? { nil }
    mutating func seek(to time: Timestamp) throws(HistoryError) {}
    mutating func next(into rows: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
      throw HistoryError("day.db", expected: "rows", found: "a hole")
    }
  }

  @Test("Through a pipeline the notice of a loop stands between its passes, and replays are the same each time")
  func pipeline() throws {
    let rows = try TestHistory.ticks(seed: 5)
    func run() throws -> ([QuoteBatch], Int) {
      let replay = try ReplayGenerator(ArrayCursor(rows), plan: ReplayPlan(mode: .loop, loopCount: 2))
      var simulation = Simulation(Pipeline(source: replay, config: MarketDataConfig()), start: Self.start)
      try simulation.ensureSubscribed(TestHistory.symbols(4))
      var batches: [QuoteBatch] = []
      simulation.run(for: .seconds(3600)) { batches.append($0) }
      return (batches, simulation.counters.emitted)
    }
    let (batches, emitted) = try run()
    #expect(emitted == 800)
    let before = batches.prefix { !$0.notices.contains(.replay(.looped(pass: 2))) }.map(\.count).reduce(0, +)
    #expect(before == 400)
    #expect(batches.last?.notices == [.replay(.completed(passes: 2))])
    #expect(try run().0.flatMap { Array($0) } == batches.flatMap { Array($0) })
  }
}
