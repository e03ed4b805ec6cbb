import Logging
import MarketData

/// The market that everything is measured on: all symbols volatile, intervals drawn from 50 to 500 ms, unpaced.
func workload(symbols count: Int, faults: Bool = false) throws -> MarketDataConfig {
  var config = MarketDataConfig()
  var random = SplitMix64(seed: 1)
  for number in 0..<count {
    config.symbols[try Symbol("SYM\(number)")] = SymbolConfig(
      scenario: .volatile, tickInterval: .milliseconds(Int64.random(in: 50...500, using: &random)))
  }
  config.pace = .unpaced
  if faults { config.faults = everyFault(at: 0.01) }
  return config
}

/// Every fault at one probability, with windows of 20 to 50 ms.
func everyFault(at probability: Double) -> FaultConfig {
  var faults = FaultConfig()
  faults.enabled = true
  faults.staleWindowProbability = probability
  faults.staleWindowDurationMs = 20...50
  faults.dropProbability = probability
  faults.corruptProbability = probability
  faults.outOfOrderProbability = probability
  faults.duplicateProbability = probability
  faults.delayProbability = probability
  faults.delayMsRange = 20...50
  faults.reorderProbability = probability
  faults.reorderMsRange = 20...50
  return faults
}

/// Counts, and does nothing else.
struct Counting: Strategy {
  let name = "counting"
  let symbols: [Symbol]
  private(set) var count = 0

  init(_ config: MarketDataConfig) { symbols = Array(config.symbols.keys) }

  mutating func onQuote(_ quote: Quote) -> Signal? {
    count += 1
    return nil
  }
}

let silent = Logger(label: "measure") { _ in SwiftLogNoOpLogHandler() }

/// Seconds that `body` takes.
func seconds(_ body: () async throws -> Void) async rethrows -> Double {
  let start = ContinuousClock.now
  try await body()
  return (ContinuousClock.now - start).inSeconds
}

/// Seconds that `body` takes, which does not suspend.
func secondsOf(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  return (ContinuousClock.now - start).inSeconds
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// One line of the table.
func report(_ name: String, _ value: String, _ bar: String = "") {
  print("\(name.padded(to: 58)) \(value.padded(to: 30)) \(bar)")
}

extension String {
  func padded(to width: Int) -> String { count >= width ? self : self + String(repeating: " ", count: width - count) }
}

extension Double {
  func text(_ decimals: Int = 2) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let rounded = Int64((self * scale).rounded())
    guard decimals > 0 else { return String(rounded) }
    let fraction = String(abs(rounded) % Int64(scale))
    return "\(rounded / Int64(scale))." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }
}
