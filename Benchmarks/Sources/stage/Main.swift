import MarketData

// Makes so many quotes of a hundred symbols in virtual time, for counting instructions: stage QUOTES [health]
@main
enum Stage {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let wanted = arguments.first.flatMap { Int($0) } ?? 1_000_000
    var config = MarketDataConfig()
    config.health.enabled = arguments.contains("health")
    for number in 0..<100 {
      config.symbols[try Symbol("STAGE\(number)")] = SymbolConfig(tickInterval: .milliseconds(100))
    }
    var market = try Simulation(config)
    var count = 0
    while count < wanted, let batch = market.step(until: Timestamp(nanos: .max - 1)) { count += batch.count }
    print(count, market.counters.emitted)
  }
}
