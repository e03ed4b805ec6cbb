import MarketData

/// Scenarios with every value drawn within its rule.
struct RandomScenario {
  private var random: SplitMix64
  private let seed: UInt64

  init(seed: UInt64) { (self.seed, random) = (seed, SplitMix64(seed: seed)) }

  consuming func definition() throws -> ScenarioDefinition {
    var generator = self
    return try generator.make()
  }

  private mutating func make() throws -> ScenarioDefinition {
    var definition = ScenarioDefinition(pick(["", "what: happens # é", "null"]), parameters())
    definition.calendar = pick(MarketCalendar.allCases)
    let names = ["calm", "crash 2", "é", "null", "true"]
    var known: [String: ScenarioPhase] = [:]
    for name in names {
      var phase = ScenarioPhase(name, at: .elapsed(.zero), isOften() ? definition.parameters : parameters())
      phase.isHalted = whole(0...4) == 0
      known[name] = phase
    }
    if isOften() { definition.cycle = .seconds(whole(100_000...200_000)) }
    var times: [Duration] = [.zero, .seconds(-43_200), .seconds(-43_200)]
    for _ in 0..<whole(0...8) {
      let kind = definition.cycle == nil ? whole(0...2) : 0
      times[kind] += .nanoseconds(whole(1...9_000_000_000_000))
      guard var phase = known[pick(names)] else { continue }
      phase.start = kind == 0 ? .elapsed(times[0]) : kind == 1 ? .open(times[1]) : .close(times[2])
      phase.gap = isOften() ? 0 : Double.random(in: -0.9...9, using: &random)
      phase.gapsEitherWay = isOften() && ScenarioRules.gapEitherWay.allows(phase.gap)
      definition.phases.append(phase)
    }
    definition.faults = try RandomTimeline(seed: seed).timeline(symbols: nil).windows
    return definition
  }

  private mutating func parameters() -> ScenarioParameters {
    var result = ScenarioParameters()
    result.drift = Double.random(in: -0.1...0.1, using: &random)
    result.volatility = Double.random(in: 0...0.05, using: &random)
    result.noise = pick([.uniform, .gaussian])
    if isOften() { result.jumps = .init(probability: chance(), size: 0.1 * chance()) }
    if isOften() { result.pauses = .init(afterMs: 0...whole(0...86_400_000), lastingMs: 7...whole(7...999)) }
    if isOften() { result.wave = .init(amplitude: 0.9 * chance(), period: pick([0.001, 1e9, 1 + chance()])) }
    result.spread = 0.5 * chance()
    result.sizes = 1...Int32(whole(1...1_000_000))
    result.sizeScale = pick([0.001, 1, 1000])
    (result.tradesPerTick, result.activity, result.mostQuietTicks) = (whole(1...4), chance(), whole(1...10_000))
    if isOften() { result.bursts = .init(probability: chance(), quotes: 1...whole(1...10_000), spacing: 0.5) }
    result.intraday = pick(ScenarioParameters.Intraday.allCases)
    if isOften() { result.bands = .init(width: pick([0.001, 0.9]), renewedEveryMs: pick([0, 1000, 86_400_000])) }
    return result
  }

  private mutating func pick<T>(_ values: [T]) -> T { values[whole(0...values.count - 1)] }
  private mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  private mutating func chance() -> Double { Double.random(in: 0...1, using: &random) }
  private mutating func isOften() -> Bool { whole(0...1) == 0 }
}
