import MarketData
import Testing

/// The test that README.md shows; keep the two alike.
@Test("A stale guard is flat within its threshold of every silence")
func flatInEverySilence() throws {
  let symbol = try Symbol("AAPL")
  var config = MarketDataConfig(symbols: [symbol: SymbolConfig(tickInterval: .milliseconds(100))], seed: 7)
  config.faults.enabled = true
  config.faults.staleWindowProbability = 0.002
  config.faults.staleWindowDurationMs = 2000...5000

  let (threshold, heartbeat) = (Duration.seconds(1), Duration.milliseconds(50))
  var strategies = StrategySet([StaleGuard(symbol, threshold: threshold)])
  var market = try Simulation(config)
  var signals: [Signal] = []
  for _ in 0..<12_000 {  // ten minutes
    market.run(for: heartbeat) { strategies.process($0) { signals.append($0) } }
    strategies.advance(to: market.now) { signals.append($0) }
  }

  let silences = market.ledger.rows
  #expect(!silences.isEmpty)
  for silence in silences {
    let deadline = silence.time + threshold + heartbeat
    #expect(signals.last { $0.time <= deadline }?.action == .flat, "\(silence)")
  }
  #expect(signals.count { $0.action == .flat } == silences.count)  // noticed all of them, and nothing else
}
