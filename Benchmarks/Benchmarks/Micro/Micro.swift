import Benchmark
import MarketData

/// The steps of the hot path, one by one. Run with `swift package benchmark`.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(metrics: [.wallClock, .instructions, .throughput], scalingFactor: .kilo)

  Benchmark("Price from text") { benchmark in
    for _ in benchmark.scaledIterations { blackHole(try Price("150.25")) }
  }

  Benchmark("Price to text") { benchmark in
    let price = try Price("150.25")
    for _ in benchmark.scaledIterations { blackHole(price.description) }
  }

  Benchmark("Timestamp to text") { benchmark in
    for _ in benchmark.scaledIterations { blackHole(Simulation.defaultStart.text(decimals: 3)) }
  }

  for count in [100, 1000] {
    Benchmark("Tick of \(count) symbols") { benchmark in
      var simulation = try Simulation(market(symbols: count))
      simulation.run(for: .seconds(1)) { _ in }
      benchmark.startMeasurement()
      // About five ticks a second and symbol: a thousand ticks.
      simulation.run(for: .milliseconds(Int64(200_000 / count))) { blackHole($0) }
    }
  }
}

private func market(symbols count: Int) throws -> MarketDataConfig {
  var config = MarketDataConfig()
  var random = SplitMix64(seed: 1)
  for number in 0..<count {
    config.symbols[try Symbol("SYM\(number)")] = SymbolConfig(
      scenario: .volatile, tickInterval: .milliseconds(Int64.random(in: 50...500, using: &random)))
  }
  return config
}
