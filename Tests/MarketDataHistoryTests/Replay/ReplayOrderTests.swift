import MarketData
import Testing

@testable import MarketDataHistory

@Suite("Replays: order, completeness, pace")
struct ReplayOrderTests {
  @Test("Every row comes once, in the order of time and ticker, whatever the room", arguments: 0..<20)
  func order(seed: UInt64) throws {
    let rows = try TestHistory.ticks(seed: seed)
    var replay = try TestHistory.replay(rows)
    let emitted = replay.run(room: 1 + Int(seed) * 7)
    #expect(emitted.history == rows.replayed, "seed \(seed)")
    #expect(emitted.notices == [.replay(.completed(passes: 1))])
    #expect(replay.nextDeadline == nil)
  }

  @Test(
    "At speed 1 the gaps are those of history, to the nanosecond; at others they are scaled",
    arguments: [0.1, 1, 10, 1000])
  func pace(speed: Double) throws {
    let rows = try TestHistory.ticks(seed: 3)
    let now = TestHistory.start + .seconds(1000)
    var replay = try TestHistory.replay(rows, ReplayPlan(speed: speed), at: now)
    for quote in replay.run().quotes {
      let gap = Double((quote.timestamp - TestHistory.start).nanos) / speed
      #expect((quote.received - now).nanos == Int64(gap.rounded()))
    }
  }

  @Test("Each symbol's quotes are numbered from 1, through all passes", arguments: 0..<10)
  func loops(seed: UInt64) throws {
    let rows = try TestHistory.ticks(seed: seed)
    var replay = try TestHistory.replay(rows, ReplayPlan(mode: .loop, loopCount: 3))
    let emitted = replay.run()
    #expect(emitted.history == rows.replayed + rows.replayed + rows.replayed, "seed \(seed)")
    #expect(emitted.notices == [.replay(.looped(pass: 2)), .replay(.looped(pass: 3)), .replay(.completed(passes: 3))])
    for symbol in try TestHistory.symbols(4) {
      let numbers = emitted.quotes.filter { $0.symbol == symbol }.map(\.sequence)
      #expect(numbers == Array(1...UInt64(numbers.count)), "seed \(seed)")
    }
    let due = emitted.quotes.map(\.received)
    #expect(due == due.sorted(), "seed \(seed)")
  }

  @Test("A pass over a range lasts as long as the range, one over everything a second longer than its rows")
  func passes() throws {
    let rows = try TestHistory.ticks(seed: 1, count: 10)
    let (first, last) = (rows[0].timestamp, rows[9].timestamp)
    var all = try TestHistory.replay(rows, ReplayPlan(mode: .loop, loopCount: 2))
    #expect(all.run().quotes[10].received == last + .seconds(1))
    let range = TestHistory.start..<TestHistory.start + .seconds(60)
    var ranged = try TestHistory.replay(rows, ReplayPlan(mode: .loop, range: range, loopCount: 2))
    #expect(ranged.run().quotes[10].received == first + .seconds(60))
  }

  @Test("A range is replayed from its first moment to before its end", arguments: 0..<10)
  func range(seed: UInt64) throws {
    let rows = try TestHistory.ticks(seed: seed)
    let range = rows[100].timestamp..<rows[300].timestamp
    var replay = try TestHistory.replay(rows, ReplayPlan(mode: .dateRange, range: range))
    #expect(replay.run().history == rows.replayed.filter { range.contains($0.time) }, "seed \(seed)")
  }

  @Test("Pauses, steps, and changes of speed neither lose nor repeat a row, nor turn time back", arguments: 0..<40)
  func commands(seed: UInt64) throws {
    let rows = try TestHistory.ticks(seed: seed)
    var random = SplitMix64(seed: seed)
    var replay = try TestHistory.replay(rows, ReplayPlan(mode: .loop, loopCount: 2))
    var all: [Quote] = []
    var now = TestHistory.start
    while !replay.isFinished {
      now = now.adding(nanos: Int64(random.next() % 500_000_000))
      all += replay.run(to: now, room: 1 + Int(random.next() % 9)).quotes
      switch random.next() % 5 {
      case 0: try replay.replay(.pause, at: now)
      case 1: try replay.replay(.step, at: now)
      case 2: try replay.replay(.speed([0.5, 1, 7, 1000][Int(random.next() % 4)]), at: now)
      default: try replay.replay(.resume, at: now)
      }
    }
    #expect(all.map(HistoryKey.init) == rows.replayed + rows.replayed, "seed \(seed)")
    #expect(all.map(\.received) == all.map(\.received).sorted(), "seed \(seed)")
  }

  @Test("After a seek come all rows from there on", arguments: 0..<20)
  func seeks(seed: UInt64) throws {
    let rows = try TestHistory.ticks(seed: seed)
    var random = SplitMix64(seed: seed)
    var replay = try TestHistory.replay(rows)
    for _ in 0..<5 {
      _ = replay.run(atMost: Int(random.next() % 300))
      let target = rows[Int(random.next() % 400)].timestamp
      try replay.replay(.seek(to: target), at: TestHistory.start + .seconds(99))
      var copy = replay
      let emitted = copy.run()
      #expect(emitted.history == rows.replayed.filter { $0.time >= target }, "seed \(seed)")
      #expect(emitted.notices.first == .replay(.seeked(to: target)))
    }
  }

  @Test(
    "A replay that begins where another stopped goes on as that one does, bars under way included", arguments: 0..<20)
  func resumption(seed: UInt64) throws {
    let rows =
      try TestHistory.ticks(seed: seed) + TestHistory.bars(seed: seed, .second)
      + TestHistory.bars(seed: seed &+ 1, .minute, windows: 2)
    let plan = ReplayPlan(mode: .loop, loopCount: 2)
    var random = SplitMix64(seed: seed)
    var whole = try TestHistory.replay(rows, plan)
    let wanted = whole.run().quotes
    var found: [Quote] = []
    var position: ReplayPosition?
    while found.count < wanted.count {
      var part = try TestHistory.replay(rows, plan, from: position)
      let more = part.run(room: 1 + Int(random.next() % 9), atMost: 1 + Int(random.next() % 200)).quotes
      if more.isEmpty { break }
      found += more
      position = part.position
    }
    // Everything but when it was due: volumes, numbers and books too.
    let places = wanted.indices.prefix(found.count).filter { index in
      var quote = found[index]
      quote.received = wanted[index].received
      return quote != wanted[index]
    }
    #expect(found.count == wanted.count, "seed \(seed)")
    #expect(places.first == nil, "seed \(seed)")
  }
}
