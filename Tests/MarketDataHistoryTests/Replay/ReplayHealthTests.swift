import MarketData
import Testing

@testable import MarketDataHistory

@Suite("Replays: health")
struct ReplayHealthTests {
  /// Long after what is replayed.
  private static let now = TestHistory.start + .seconds(400 * 86_400)
  private static let range = TestHistory.start..<TestHistory.start + .seconds(600)

  /// A trade every 100 ms for ten minutes, but not in the minute after `hole`.
  private static func rows(hole: Int = .max) throws -> [HistoryRow] {
    let symbol = try Symbol("AAPL")
    return (0..<6000).filter { $0 <= hole || $0 > hole + 600 }.map { number in
      .quote(
        Quote(
          symbol: symbol, price: Price(nanos: Price.scale), bid: .zero, ask: .zero,
          timestamp: TestHistory.start + .milliseconds(100 * number), size: 100, bidSize: 0, askSize: 0, changes: .trade
        ))
    }
  }

  private static func market(
    _ rows: [HistoryRow], speed: Double = 1, _ timestamps: ReplayPlan.Timestamps = .recorded, faults: FaultConfig? = nil
  ) throws -> Simulation {
    let plan = ReplayPlan(mode: .loop, range: range, loopCount: 3, speed: speed, timestamps: timestamps)
    var config = MarketDataConfig()
    config.stalenessThreshold = .seconds(1)
    if let faults { config.faults = faults }
    let replay = try ReplayGenerator(ArrayCursor(rows), plan: plan)
    var market = Simulation(Pipeline(source: replay, config: config), start: now)
    try market.ensureSubscribed([Symbol("AAPL")])
    return market
  }

  @Test(
    "Nothing is late, silent or missing at any speed, in loops, after going elsewhere, nor when all is over",
    arguments: [0.5, 1, 10], ReplayPlan.Timestamps.allCases)
  func calm(speed: Double, timestamps: ReplayPlan.Timestamps) throws {
    var market = try Self.market(Self.rows(), speed: speed, timestamps)
    market.run(for: .seconds(50)) { _ in }
    try market.replay(.seek(to: TestHistory.start + .seconds(500)))
    market.run(for: .seconds(50)) { _ in }
    try market.replay(.speed(speed * 2))
    var last: [StreamNotice] = []
    market.run(for: .seconds(86_400)) { if !$0.notices.isEmpty { last = $0.notices } }
    #expect(last == [.replay(.completed(passes: 3))])
    #expect(market.healthChanges == [:])
  }

  @Test("Quotes that the service holds up are late", arguments: ReplayPlan.Timestamps.allCases)
  func delay(timestamps: ReplayPlan.Timestamps) throws {
    var faults = FaultConfig()
    (faults.enabled, faults.delayProbability, faults.delayMsRange) = (true, 0.001, 90...95)
    var market = try Self.market(Self.rows(), timestamps, faults: faults)
    market.run(for: .seconds(1800)) { _ in }
    #expect(market.counters.faults[.delay, default: 0] > 0)
    #expect(market.healthChanges[.late] == market.counters.faults[.delay])
  }

  @Test("A pause is no silence, steps in it neither; a hole in history is")
  func pauses() throws {
    var market = try Self.market(Self.rows(hole: 3000))
    market.run(for: .seconds(100)) { _ in }
    try market.replay(.pause)
    market.run(for: .seconds(3600)) { _ in }
    for _ in 0..<3 {
      try market.replay(.step)
      market.run(for: .seconds(60)) { _ in }
    }
    try market.replay(.resume)
    market.run(for: .seconds(100)) { _ in }
    #expect(market.healthChanges == [:])
    market.run(for: .seconds(300)) { _ in }
    #expect(market.healthChanges == [.stale: 1, .mute: 1, .live: 1])
  }

  @Test("What is in flight leaves at its time at the end of a pass too, however far a step may go")
  func flight() throws {
    var faults = FaultConfig()
    (faults.enabled, faults.delayProbability, faults.reorderProbability) = (true, 0.2, 0.2)
    func run(_ step: Duration) throws -> [Quote] {
      var market = try Self.market(Self.rows(hole: 100), faults: faults)
      var quotes: [Quote] = []
      while market.now < Self.now + .seconds(1900) { market.run(for: step) { quotes += $0 } }
      return quotes
    }
    let whole = try run(.seconds(1900))
    #expect(whole.count == 3 * 5400)
    #expect(try run(.milliseconds(70)) == whole)
  }
}
