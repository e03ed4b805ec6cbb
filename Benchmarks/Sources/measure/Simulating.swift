import MarketData

/// A trading day of 500 symbols at 10 Hz in virtual time: 117 million quotes.
func measureSimulation() throws {
  var config = MarketDataConfig()
  for number in 0..<500 {
    config.symbols[try Symbol("SYM\(number)")] = SymbolConfig(scenario: .volatile, tickInterval: .milliseconds(100))
  }
  var simulation = try Simulation(config)
  let elapsed = secondsOf { simulation.run(for: .seconds(23_400)) { _ in } }
  let count = simulation.counters.emitted
  report("a day of 500 symbols at 10 Hz, \(count) quotes", "\(elapsed.text()) s", "bar 20 s")
}

/// What a tick costs, by the number of symbols; interleaved, because the machine's speed drifts.
func measureScaling() throws {
  let sizes = [100, 1000, 10_000, 100_000]
  var costs = sizes.map { _ in [Double]() }
  var simulations = try sizes.map { try Simulation(workload(symbols: $0)) }
  for index in sizes.indices { simulations[index].run(for: .seconds(2)) { _ in } }
  for _ in 0..<7 {
    for (index, size) in sizes.enumerated() {
      let before = simulations[index].counters.generated
      let elapsed = secondsOf { simulations[index].run(for: .milliseconds(Int64(200_000_000 / size))) { _ in } }
      costs[index].append(elapsed * 1e9 / Double(simulations[index].counters.generated - before))
    }
  }
  let medians = costs.map(median)
  for (size, cost) in zip(sizes, medians) {
    let ratio = (cost / medians[0]).text()
    report(
      "cost per tick at \(size) symbols", "\(cost.text(1)) ns",
      size == 100_000 ? "bar 150 ns; \(ratio) x 100, bar 2 x" : "")
  }
}
