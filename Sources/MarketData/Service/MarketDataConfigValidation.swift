extension MarketDataConfig {
  /// Everything that is wrong with this configuration, under the full keys of the configuration file; empty: nothing.
  ///
  /// The order is that of the file's reference, then of the tickers. Those who read a file get the same faults with
  /// the places in it.
  public func validate() -> [ConfigProblem] {
    var check = ConfigCheck(section: "market_data")
    check("queue_max_size", queueMaxSize, ConfigRules.queueSize)
    check("speed", pace, ConfigRules.speed)
    check("default_scenario", defaultScenario, scenarioRule)
    check("default_base_price", defaultBasePrice, ConfigRules.basePrice)
    check("default_tick_interval_ms", defaultTickInterval, ConfigRules.duration)
    check("staleness_threshold_ms", stalenessThreshold, ConfigRules.duration)
    check("stop_timeout_ms", stopTimeout, ConfigRules.patience)
    check("health.minimum_interval_ms", health.minimumInterval, ConfigRules.duration)
    check.add(faults.problems(section: "market_data.faults"))
    check("faults.max_in_flight", maxInFlight, ConfigRules.faultCapacity)
    check("faults.ledger_capacity", ledgerCapacity, ConfigRules.faultCapacity)
    check.add(timelineProblems())
    check.add(scenarioProblems())
    for (symbol, config) in symbols.sorted(by: { $0.key < $1.key }) {
      check.add(config.problems(section: "market_data.symbols.\(symbol)", scenarioRule))
    }
    return check.problems
  }

  /// Names of scenarios that there are.
  private var scenarioRule: ValueRule<SymbolScenario> {
    let own = scenarios.keys.filter { !SymbolScenario.builtIn.contains($0) }.map(\.rawValue).sorted()
    let names = (SymbolScenario.builtIn.map(\.rawValue) + own).joined(separator: ", ")
    return ValueRule(
      "one of \(names)", allows: { definition(of: $0) != nil }, text: { String(reflecting: $0.rawValue) })
  }
}

extension SymbolConfig {
  /// What is wrong with it, under keys of the section.
  func problems(section: String, _ scenarioRule: ValueRule<SymbolScenario>) -> [ConfigProblem] {
    var check = ConfigCheck(section: section)
    check("scenario", scenario, scenarioRule)
    check("base_price", basePrice, ConfigRules.basePrice)
    check("tick_interval_ms", tickInterval, ConfigRules.duration)
    check("expected_interval_ms", expectedInterval, ConfigRules.duration)
    check.add(faults?.problems(section: "\(section).faults") ?? [])
    return check.problems
  }
}

extension FaultConfig {
  /// What is wrong with it, under keys of the section.
  func problems(section: String) -> [ConfigProblem] {
    var check = ConfigCheck(section: section)
    check("stale_window_probability", staleWindowProbability, ConfigRules.probability)
    check("stale_window_duration_ms", staleWindowDurationMs, ConfigRules.faultRange)
    check("drop_probability", dropProbability, ConfigRules.probability)
    check("corrupt_probability", corruptProbability, ConfigRules.probability)
    check("out_of_order_probability", outOfOrderProbability, ConfigRules.probability)
    check("out_of_order_offset_ms", outOfOrderOffsetMs, ConfigRules.faultRange)
    check("duplicate_probability", duplicateProbability, ConfigRules.probability)
    check("delay_probability", delayProbability, ConfigRules.probability)
    check("delay_ms_range", delayMsRange, ConfigRules.faultRange)
    check("reorder_probability", reorderProbability, ConfigRules.probability)
    check("reorder_ms_range", reorderMsRange, ConfigRules.faultRange)
    return check.problems
  }
}
