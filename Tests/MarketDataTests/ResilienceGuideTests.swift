import MarketData
import MarketDataTesting
import Testing

@Test("Every silence by chance is noticed in time, and nothing else is")
func everySilence() throws {
  let (symbol, interval) = (try Symbol("AAPL"), Duration.milliseconds(100))
  var config = MarketDataConfig(symbols: [symbol: SymbolConfig(tickInterval: interval)], seed: 7)
  config.faults.enabled = true
  config.faults.staleWindowProbability = 0.002
  config.faults.staleWindowDurationMs = 2000...5000
  config.faults.dropProbability = 0.01

  var (market, strategies, signals) = (try Simulation(config), StrategySet([StaleGuard(symbol)]), [Signal]())
  market.run(for: .seconds(600)) { strategies.process($0) { signals.append($0) } }

  // Drops need not make it flat; when two in a row do, that is no false alarm.
  let audit = FaultAudit(market.ledger, within: interval * 3, kinds: [.staleWindow])
  let report = audit.report(signals.filter { $0.action == .flat }.map { Detection($0) })
  #expect(report.isPerfect && report.faults > 0, "\(report)")
}

@Test("Whatever shows in numbers, times and prices is found")
func everythingThatShows() throws {
  var config = MarketDataConfig(symbols: [try Symbol("AAPL"): SymbolConfig(tickInterval: .milliseconds(100))])
  config.faults.enabled = true
  config.faults.dropProbability = 0.01
  config.faults.corruptProbability = 0.01
  config.faults.duplicateProbability = 0.01

  var (market, watch, found) = (try Simulation(config), SequenceWatch(startsAtOne: true), [Detection]())
  for _ in 0..<6000 {
    let soon = market.now + .milliseconds(100)
    while let batch = market.step(until: soon) { found += watch.observe(batch, at: market.now) }
  }

  let end = market.now - .seconds(1)  // what strikes in the last second may show too late
  let report = FaultAudit(market.ledger, within: .seconds(1)) { $0.time < end }.report(found)
  #expect(report.isPerfect && report.faults > 100, "\(report)")
}

@Test("What goes wrong in a simulation can be changed between two quotes")
func changed() throws {
  let (aapl, msft) = (try Symbol("AAPL"), try Symbol("MSFT"))
  var config = MarketDataConfig(symbols: [aapl: SymbolConfig(), msft: SymbolConfig()])
  config.faults.enabled = true
  config.timeline = [
    FaultWindow(.mute, from: .seconds(10), lasting: .seconds(30), symbols: [aapl], name: "lunch"),
    FaultWindow(.drift(rate: 0.82), from: .seconds(60), lasting: .seconds(60)),
    FaultWindow(.burstLoss(BurstLoss(goodToBad: 0.01, badToGood: 0.25)), from: .seconds(120)),
  ]
  var market = try Simulation(config)
  market.run(for: .seconds(150)) { _ in }

  var faults = config.faults
  faults.duplicateProbability = 0.5
  try market.setFaults(faults, timeline: [FaultWindow(.clockStep(.seconds(-2)), from: .seconds(5))])
  market.run(for: .seconds(30)) { _ in }

  let lines = market.ledger.rows.map(\.json)  // the same that `simulate --ledger FILE` writes
  #expect(lines.count > 10)
  #expect(Set(market.ledger.rows.map(\.kind)) == [.mute, .drift, .burstLoss, .clockStep, .duplicate])
}

@Test("A running market tells how its streams are")
func told() async throws {
  var config = MarketDataConfig(symbols: [try Symbol("AAPL"): SymbolConfig(tickInterval: .milliseconds(100))])
  config.faults.enabled = true
  config.timeline = [FaultWindow(.mute, from: .seconds(1))]
  config.pace = .unpaced
  let service = try MarketDataService(config)
  let stream = try service.stream()
  try await service.start()
  var states: [StreamHealth] = []
  for await batch in stream {
    for case .health(let change) in batch.notices { states.append(change.to) }
    if states.last == .mute { break }
  }
  await service.stop()
  #expect(states == [.stale, .mute])
  #expect(await service.faultLedger().rows.map(\.kind) == [.mute])
}
