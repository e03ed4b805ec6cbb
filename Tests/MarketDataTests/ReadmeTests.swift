import MarketData
import Testing

/// The test that README.md shows; keep the two alike.
@Test("A stale guard is flat within three expected intervals of every silence")
func flatInEverySilence() throws {
  let symbol = try Symbol("AAPL")
  let interval = Duration.milliseconds(100)
  var config = MarketDataConfig(symbols: [symbol: SymbolConfig(tickInterval: interval)], seed: 7)
  config.symbols[symbol]?.expectedInterval = interval
  config.faults.enabled = true
  config.faults.staleWindowProbability = 0.002
  config.faults.staleWindowDurationMs = 2000...5000

  var strategies = StrategySet([StaleGuard(symbol)])
  var market = try Simulation(config)
  var signals: [Signal] = []
  market.run(for: .seconds(600)) { strategies.process($0) { signals.append($0) } }

  let silences = market.ledger.rows
  #expect(!silences.isEmpty)
  for silence in silences {
    let deadline = silence.time + interval * 3
    #expect(signals.last { $0.time <= deadline }?.action == .flat, "\(silence)")
  }
  #expect(signals.count { $0.action == .flat } == silences.count)  // noticed all of them, and nothing else
}
