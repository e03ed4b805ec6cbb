import MarketData

extension SoakDraw {
  /// Scenarios of a user's own; some are then those of symbols.
  mutating func scenarios() -> [SymbolScenario: ScenarioDefinition] {
    var config = MarketDataConfig()
    for name in ["soak_a", "soak_b", SymbolScenario.volatile.rawValue].prefix(whole(0...3)) {
      let scenario = SymbolScenario(rawValue: name)
      config.scenarios[scenario] = definition()
      // What cannot be together is left out.
      if !config.validate().isEmpty { config.scenarios[scenario] = nil }
    }
    return config.scenarios
  }

  private mutating func definition() -> ScenarioDefinition {
    var definition = ScenarioDefinition("drawn", parameters())
    if chance(0.3) { definition.calendar = one(of: MarketCalendar.allCases, else: .always) }
    let isCyclic = chance(0.3)
    if isCyclic { definition.cycle = .seconds(magnitude(1...3600)) }
    for number in 0..<whole(0...4) {
      var phase = ScenarioPhase(
        "phase \(number)", at: phaseStart(within: definition.cycle ?? length, isDaily: !isCyclic && chance(0.3)),
        parameters(), gap: one(of: [0, 0, 0.05, -0.9, 9], else: 0))
      phase.gapsEitherWay = chance(0.2) && ScenarioRules.gapEitherWay.allows(phase.gap)
      phase.isHalted = chance(0.2)
      definition.phases.append(phase)
    }
    definition.phases.sort { Self.order($0.start) < Self.order($1.start) }
    if chance(0.2) { definition.faults = timeline(of: [], atMost: 3).windows }
    return definition
  }

  private mutating func phaseStart(within limit: Duration, isDaily: Bool) -> ScenarioPhase.Start {
    guard isDaily else { return .elapsed(time(upTo: limit)) }
    let offset = Duration.seconds(whole(-3600...3600))
    return chance(0.5) ? .open(offset) : .close(offset)
  }

  private static func order(_ start: ScenarioPhase.Start) -> (Int, Duration) {
    switch start {
    case .elapsed(let after): (0, after)
    case .open(let after): (1, after)
    case .close(let after): (2, after)
    }
  }

  private mutating func parameters() -> ScenarioParameters {
    var parameters = ScenarioParameters()
    parameters.drift = one(of: [0, 0, 0.0005, -0.3], else: 0)
    parameters.volatility = one(of: [0, 0.0001, 0.01, 0.4], else: 0)
    parameters.noise = chance(0.5) ? .uniform : .gaussian
    if chance(0.2) { parameters.jumps = .init(probability: probability(), size: one(of: [0.05, 0.2], else: 0)) }
    if chance(0.2) { parameters.pauses = .init(afterMs: milliseconds(), lastingMs: milliseconds()) }
    if chance(0.1) { parameters.wave = .init(amplitude: random.unit() * 0.9, period: 1 + random.unit() * 100) }
    parameters.spread = one(of: [0, 0.0004, 0.5], else: 0)
    if chance(0.3) { parameters.sizes = 1...Int32(magnitude(1...1_000_000)) }
    parameters.tradesPerTick = whole(1...4)
    if chance(0.3) { parameters.activity = max(0.001, random.unit()) }
    if chance(0.3) { parameters.mostQuietTicks = magnitude(1...100) }
    if chance(0.2) {
      parameters.bursts = .init(
        probability: probability() / 10, quotes: 1...magnitude(1...50), spacing: max(0.01, random.unit()))
    }
    if chance(0.2) { parameters.intraday = .uShaped }
    if chance(0.2) {
      let renewal = chance(0.3) ? 0 : magnitude(1000...60_000)
      parameters.bands = .init(width: max(0.001, random.unit() * 0.9), renewedEveryMs: renewal)
    }
    return parameters
  }
}
