extension MarketDataConfig {
  /// What is wrong with the user's scenarios, in the order of their names.
  func scenarioProblems() -> [ConfigProblem] {
    var check = ConfigCheck(section: "market_data")
    check("scenarios", scenarios.count, ScenarioRules.number)
    for (scenario, definition) in scenarios.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      check("scenarios", scenario.rawValue, ScenarioRules.scenarioName)
      check.add(definition.problems(section: "market_data.scenarios.\(scenario)"))
    }
    return check.problems
  }
}

extension ScenarioDefinition {
  /// What is wrong with it, under keys of the section. Faults that belong to it are judged with the timeline.
  package func problems(section: String) -> [ConfigProblem] {
    var check = ConfigCheck(section: section)
    check("summary", summary, ScenarioRules.summary)
    check("cycle", cycle, ScenarioRules.cycle)
    check.add(parameters.problems(section: section))
    guard phases.count <= ScenarioRules.mostPhases else {
      check.add([
        ConfigProblem(
          "\(section).phases", expected: "at most \(ScenarioRules.mostPhases) phases", found: "\(phases.count)")
      ])
      return check.problems
    }
    for (index, phase) in phases.enumerated() {
      check.add(phase.problems(section: "\(section).phases[\(index)]"))
      check.add(orderProblems(of: index, section: "\(section).phases[\(index)]"))
    }
    return check.problems
  }

  /// What is wrong with when a phase begins, seen from those before it.
  private func orderProblems(of index: Int, section: String) -> [ConfigProblem] {
    let (phase, earlier) = (phases[index], phases[..<index])
    var problems: [ConfigProblem] = []
    if earlier.contains(where: { $0.name == phase.name && !$0.isSame(as: phase) }) {
      problems.append(
        ConfigProblem(
          "\(section).name", expected: "a name that no phase with other parameters has",
          found: String(reflecting: phase.name)))
    }
    if let last = earlier.last(where: { $0.start.kind == phase.start.kind }), last.start.after >= phase.start.after {
      problems.append(
        ConfigProblem(
          "\(section).\(phase.start.kind)", expected: "a time after that of the phase \"\(last.name)\" before it",
          found: ScenarioRules.text(phase.start.after)))
    }
    if let cycle, phase.start.isDaily || phase.start.after >= cycle {
      problems.append(
        ConfigProblem(
          "\(section).\(phase.start.kind)",
          expected: "a start by elapsed, before the cycle of \(ScenarioRules.text(cycle)) ends",
          found: ScenarioRules.text(phase.start.after)))
    }
    return problems
  }
}

extension ScenarioPhase {
  /// Whether it is the same but for when, and with which gap, it begins.
  fileprivate func isSame(as other: ScenarioPhase) -> Bool {
    parameters == other.parameters && isHalted == other.isHalted
  }

  fileprivate func problems(section: String) -> [ConfigProblem] {
    var check = ConfigCheck(section: section)
    check("name", name, ScenarioRules.phaseName)
    check(start.kind, start.after, start.isDaily ? ScenarioRules.offset : ScenarioRules.elapsed)
    check("gap", gap, gapsEitherWay ? ScenarioRules.gapEitherWay : ScenarioRules.gap)
    check.add(parameters.problems(section: section))
    return check.problems
  }
}

extension ScenarioPhase.Start {
  /// Its key.
  var kind: String {
    switch self {
    case .elapsed: "elapsed"
    case .open: "open"
    case .close: "close"
    }
  }

  /// How long after what it counts from.
  var after: Duration {
    switch self {
    case .elapsed(let after), .open(let after), .close(let after): after
    }
  }
}

extension ScenarioParameters {
  /// What is wrong with them, under keys of the section.
  package func problems(section: String) -> [ConfigProblem] {
    var check = ConfigCheck(section: section)
    check("drift", drift, ScenarioRules.drift)
    check("volatility", volatility, ScenarioRules.volatility)
    check("jumps.probability", jumps?.probability, ConfigRules.probability)
    check("jumps.size", jumps?.size, ScenarioRules.share)
    check("pauses.after_ms", pauses?.afterMs, ConfigRules.faultRange)
    check("pauses.lasting_ms", pauses?.lastingMs, ConfigRules.faultRange)
    check("wave.amplitude", wave?.amplitude, ScenarioRules.share)
    check("wave.period", wave?.period, ScenarioRules.period)
    check("spread", spread, ScenarioRules.spread)
    check("sizes", sizes, ScenarioRules.sizes)
    check("size_scale", sizeScale, ScenarioRules.scale)
    check("trades_per_tick", tradesPerTick, ScenarioRules.tradesPerTick)
    check("activity", activity, ConfigRules.probability)
    check("most_quiet_ticks", mostQuietTicks, ScenarioRules.quietTicks)
    check("bursts.probability", bursts?.probability, ConfigRules.probability)
    check("bursts.quotes", bursts?.quotes, ScenarioRules.burst)
    check("bursts.spacing", bursts?.spacing, ScenarioRules.spacing)
    check("bands.width", bands?.width, ScenarioRules.bandWidth)
    check("bands.renewed_every_ms", bands?.renewedEveryMs, ScenarioRules.renewal)
    if check.problems.isEmpty { check("volatility", largestStep, ScenarioRules.step) }
    return check.problems
  }

  /// The farthest that one step can go, relative to the price.
  private var largestStep: Double {
    let reach = volatility * (noise == .gaussian ? 6 : 1) * (intraday == .uShaped ? 1.8 : 1)
    return abs(drift) + reach + (jumps?.size ?? 0)
  }
}
