import MarketData
import Logging
actor Counter { var n = 0; func run(_ s: AsyncStream<QuoteBatch>, until: Int) async { for await b in s { n += b.count; if n >= until {break} } } }
struct Count: Strategy { let name = "count"; let symbols: [Symbol]; var n = 0
  mutating func onQuote(_ q: Quote) -> Signal? { n += 1; return nil } }
func config(_ n: Int, faults: Bool) throws -> MarketDataConfig {
  var c = MarketDataConfig(); var r = SplitMix64(seed: 1)
  for i in 0..<n { c.symbols[try Symbol("S\(i)")] = SymbolConfig(scenario: .volatile, tickInterval: .milliseconds(Int64.random(in: 50...500, using: &r))) }
  c.pace = .unpaced
  if faults { c.faults.enabled = true; c.faults.staleWindowProbability = 0.01; c.faults.staleWindowDurationMs = 20...50; c.faults.dropProbability = 0.01; c.faults.corruptProbability=0.01; c.faults.outOfOrderProbability = 0.01; c.faults.duplicateProbability = 0.01; c.faults.delayProbability = 0.01; c.faults.reorderProbability = 0.01 }
  return c
}
let clock = ContinuousClock()
func sim(_ n: Int, _ faults: Bool, seconds: Int) throws {
  let c = try config(n, faults: faults)
  var s = try Simulation(c); var k = 0
  s.run(for: .seconds(1)) { _ in }
  let before = s.counters.generated
  let d = clock.measure { s.run(for: .seconds(Int64(seconds))) { k += $0.count } }
  let g = s.counters.generated - before
  print("sim n=\(n) faults=\(faults): \(g) generated, \(Double(d.nanos)/Double(g)) ns each")
}
func service(_ n: Int, _ faults: Bool, quotes: Int) async throws {
  let c = try config(n, faults: faults)
  var log = Logger(label: "x"); log.logLevel = .error
  let s = try MarketDataService(c, logger: log)
  let e = StrategyEngine([Count(symbols: Array(c.symbols.keys))])
  let st = try s.stream()
  let t = Task { await e.run(st) }
  let t0 = clock.now
  try await s.start()
  try await Task.sleep(for: .seconds(3))
  let stats = await s.statistics()
  let d = clock.now - t0
  print("service n=\(n) faults=\(faults): \(Double(stats.processor.generated)/d.inSeconds/1e6) M/s, delivered \(stats.subscribers.delivered)")
  await s.stop(); await t.value
}
if CommandLine.arguments.count > 1 { try sim(Int(CommandLine.arguments[1])!, CommandLine.arguments.count > 2, seconds: (CommandLine.arguments.last == "v" ? 20 : 2000)*1000/Int(CommandLine.arguments[1])!); } else {
for n in [100, 1000, 100_000] { try sim(n, false, seconds: n > 10000 ? 10 : 1000000/n) }
try sim(1000, true, seconds: 600)
try await service(1000, false, quotes: 30_000_000)
try await service(1000, true, quotes: 30_000_000)
}
