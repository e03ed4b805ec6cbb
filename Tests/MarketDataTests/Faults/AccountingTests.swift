import MarketDataTesting
import Testing

@testable import MarketData

/// A market with settings drawn from all that there are, run for a while with everything done to it that can be.
private struct RandomMarket {
  let seed: UInt64
  var random: SplitMix64
  let config: MarketDataConfig
  var pipeline: Pipeline
  var source: MockDataSource
  var now = TestMarket.start
  var steps: [(clean: [Quote], withdrawn: Symbol?, now: Timestamp)] = []
  var emitted: [Quote] = []
  var generated = 0

  init(seed: UInt64) throws {
    self.seed = seed
    var random = SplitMix64(seed: seed)
    var config = MarketDataConfig(seed: random.next())
    config.faults = Self.faults(&random)
    config.maxInFlight = [1, 2, 5, 1000][Int(random.next() % 4)]
    for number in 0...random.next() % 4 {
      let scenario = SymbolScenario.builtIn[Int(random.next() % 8)]
      config.symbols[try Symbol("ACCOUNT.\(number)")] = SymbolConfig(
        scenario: scenario, basePrice: Price(nanos: Int64(random.next() % 1000 + 1) * 1_000_000_000),
        tickInterval: .milliseconds(Int.random(in: 1...400, using: &random)),
        faults: random.next() % 3 == 0 ? Self.faults(&random) : nil)
    }
    config.timeline = .random(&random, of: config.symbols.keys.sorted(), seconds: 10)
    (self.config, self.random) = (config, random)
    source = try TestMarket.source(config)
    pipeline = Pipeline(source: source, config: config)
    pipeline.processor.begin(at: now)
  }

  static func faults(_ random: inout SplitMix64) -> FaultConfig {
    var faults = FaultConfig()
    faults.enabled = random.next() % 10 != 0
    for kind in FaultKind.byChance {
      let probabilities = [0, 0, 0.01, 0.1, random.unit(), 1]
      faults.set(kind, probabilities[Int(random.next() % (kind == .drop || kind == .staleWindow ? 4 : 6))])
    }
    func range() -> ClosedRange<Int> {
      let lower = Int(random.next() % 300)
      return lower...(lower + Int(random.next() % 2000) * Int(random.next() % 2))
    }
    (faults.staleWindowDurationMs, faults.outOfOrderOffsetMs) = (range(), range())
    (faults.delayMsRange, faults.reorderMsRange) = (range(), range())
    return faults
  }

  /// One step, with the quotes that a source without faults gives up to the same moment.
  mutating func step() throws {
    var withdrawn: Symbol?
    switch random.next() % 20 {
    case 0: pipeline.processor.setFaults(Self.faults(&random), at: now)
    case 3:
      let timeline = FaultTimeline.random(&random, of: config.symbols.keys.sorted(), seconds: 10)
      pipeline.processor.setFaults(Self.faults(&random), timeline: timeline, at: now)
      pipeline.processor.begin(at: now)
    case 1:
      let symbol = config.symbols.keys.sorted()[Int(random.next() % UInt64(config.symbols.count))]
      pipeline.deactivate(symbol)
      source.deactivate(symbol)
      withdrawn = symbol
    case 2:
      try pipeline.source.activate(config.symbols.keys.sorted(), at: now)
      try source.activate(config.symbols.keys.sorted(), at: now)
    default: break
    }
    now = now.adding(nanos: Int64(random.next() % 1_500_000_000))
    let clean = source.quotes(to: now)
    generated += clean.count
    steps.append((clean, withdrawn, now))
    repeat { take(pipeline.step(to: now, receivedAt: nil)) } while pipeline.nextDeadline.map { $0 <= now } ?? false
    if pipeline.counters.generated != generated { Issue.record("seed \(seed): generated at \(now)") }
  }

  mutating func take(_ batch: QuoteBatch) {
    let isContiguous = batch.firstPosition == UInt64(emitted.count) + 1
    emitted += batch
    let counters = pipeline.counters
    if !counters.isBalanced || !isContiguous || counters.emitted != emitted.count {
      Issue.record("seed \(seed): \(counters) at \(now), positions from \(batch.firstPosition)")
    }
    if counters.inFlight > config.maxInFlight { Issue.record("seed \(seed): \(counters.inFlight) in flight") }
  }

  /// What the ledger says that should have come out.
  func judge() -> FaultOracle {
    var oracle = FaultOracle(ledger: pipeline.ledger, maxInFlight: config.maxInFlight)
    for step in steps {
      if let symbol = step.withdrawn { oracle.withdraw(symbol) }
      for quote in step.clean { oracle.take(quote) }
      oracle.release(through: step.now)
    }
    return oracle
  }
}

@Suite("Accounts over a thousand markets with faults of every kind")
struct AccountingTests {
  @Test("Accounts balance after every batch, and clean quotes and ledger explain what came out", arguments: 0..<10)
  func thousand(hundred: UInt64) throws {
    for seed in hundred * 100..<hundred * 100 + 100 {
      var market = try RandomMarket(seed: seed)
      for _ in 0..<12 { try market.step() }
      var oracle = market.judge()
      let counters = market.pipeline.counters
      let asCounted = [counters.dropped, counters.suppressed, counters.withdrawn, counters.inFlight]
      let asExplained = [oracle.dropped.count, oracle.suppressed.count, oracle.withdrawn, oracle.inFlight]
      market.take(market.pipeline.drain())
      oracle.finish()
      try #require(oracle.contradictions == [], "seed \(seed)")
      try #require(asCounted == asExplained, "seed \(seed)")
      try #require(market.emitted == oracle.output, "seed \(seed)")
    }
  }

  @Test(
    "Of every symbol each sequence was emitted, dropped, suppressed or withdrawn, and none twice", arguments: 0..<100)
  func sequences(seed: UInt64) throws {
    var market = try RandomMarket(seed: 5000 + seed)
    for _ in 0..<20 { try market.step() }
    market.take(market.pipeline.drain())
    let counters = market.pipeline.counters
    let duplicated = Set(
      market.pipeline.ledger.rows.filter { $0.kind == .duplicate }.map { [UInt64($0.symbol.index), $0.sequence] })
    var copies: [[UInt64]: Int] = [:]
    for quote in market.emitted { copies[[UInt64(quote.symbol.index), quote.sequence], default: 0] += 1 }
    for (quote, count) in copies { #expect(count == (duplicated.contains(quote) ? 2 : 1)) }
    let clean = Set(market.steps.flatMap(\.clean).map { [UInt64($0.symbol.index), $0.sequence] })
    #expect(clean.isSuperset(of: copies.keys))
    let lost = clean.subtracting(copies.keys)
    // Both copies of a withdrawn duplicate are gone.
    let lostTwice = lost.intersection(duplicated).count
    #expect(lost.count + lostTwice == counters.dropped + counters.suppressed + counters.withdrawn)
    #expect(counters.inFlight == 0)
  }

  @Test("The same seed gives the same quotes and the same ledger", arguments: 0..<20)
  func repeatable(seed: UInt64) throws {
    var (one, two) = (try RandomMarket(seed: seed), try RandomMarket(seed: seed))
    for _ in 0..<12 {
      try one.step()
      try two.step()
    }
    #expect(one.emitted == two.emitted)
    #expect(one.pipeline.ledger.rows == two.pipeline.ledger.rows)
    #expect(one.pipeline.counters == two.pipeline.counters)
  }

  @Test("However the time is cut into steps, faults included, the same quotes come out", arguments: 0..<20)
  func chunks(seed: UInt64) throws {
    let config = try RandomMarket(seed: seed).config
    var (whole, pieces) = (try Simulation(config), try Simulation(config))
    var (expected, quotes) = ([Quote](), [Quote]())
    whole.run(for: .seconds(20)) { expected += $0 }
    for _ in 0..<200 { pieces.run(for: .milliseconds(100)) { quotes += $0 } }
    #expect(quotes == expected)
    #expect(pieces.ledger.rows == whole.ledger.rows)
    #expect(pieces.finish().elementsEqual(whole.finish()))
  }
}
