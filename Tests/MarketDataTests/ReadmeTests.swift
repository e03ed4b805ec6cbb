import MarketData
import MarketDataTesting
import Testing

@Test("A strategy is flat within three expected intervals after its feed goes mute")
func flatWhenMute() throws {
  let (symbol, interval) = (try Symbol("AAPL"), Duration.milliseconds(100))
  var config = MarketDataConfig(symbols: [symbol: SymbolConfig(tickInterval: interval)])
  config.faults.enabled = true
  config.timeline = [FaultWindow(.mute, from: .seconds(60), lasting: .seconds(10))]

  var (market, strategies, signals) = (try Simulation(config), StrategySet([StaleGuard(symbol)]), [Signal]())
  market.run(for: .seconds(120)) { strategies.process($0) { signals.append($0) } }

  let flat = signals.filter { $0.action == .flat }.map { Detection($0) }
  let report = FaultAudit(market.ledger, within: interval * 3).report(flat)
  #expect(report.isPerfect && report.faults == 1, "\(report)")
}
