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
    check.add(faults.problems(section: "market_data.faults"))
    check("faults.max_in_flight", maxInFlight, ConfigRules.faultCapacity)
    check("faults.ledger_capacity", ledgerCapacity, ConfigRules.faultCapacity)
    check.add(scenarioProblems())
