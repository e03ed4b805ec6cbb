/// The market in virtual time: as fast as the machine goes, and always the same.
///
/// Drives the very same values that `MarketDataService` drives in real time. Quotes enter the service when they are
/// due, so `received` is virtual too. The same seed and configuration give the same quotes, byte for byte.
public struct Simulation: Sendable {
  /// The virtual time reached.
  public private(set) var now: Timestamp
  private var pipeline: Pipeline

  /// 2024-01-15T14:30:00Z, the opening of a trading day in New York.
  public static let defaultStart = Timestamp(nanos: 1_705_329_000_000_000_000)

  /// A market at time zero, whose symbols run but for those on demand.
  ///
  /// - Throws: `ConfigError` with everything that is wrong with `config`.
  public init(_ config: MarketDataConfig, start: Timestamp = defaultStart) throws(ConfigError) {
    let problems = config.validate()
    guard problems.isEmpty else { throw ConfigError(problems) }
    now = start
    var source = MockDataSource(config: config, origin: start)
    do { try source.activate(config.standingSymbols.sorted(), at: start) } catch {
      throw ConfigError([.init("market_data.symbols", expected: "symbols of the source", found: "\(error)")])
    }
    pipeline = Pipeline(source: source, config: config)
  }

  /// A market over a pipeline of the caller's own.
  public init(_ pipeline: Pipeline, start: Timestamp = defaultStart) {
    (self.pipeline, now) = (pipeline, start)
  }

  /// Lets so much virtual time pass.
  ///
  /// - Parameter body: Gets every batch emitted, in order, none empty.
  public mutating func run<Failure: Error>(
    for duration: Duration, _ body: (QuoteBatch) throws(Failure) -> Void
  ) throws(Failure) {
    let end = now + duration
    while true {
      let batch = pipeline.step(to: end, receivedAt: nil)
      if !batch.isEmpty { try body(batch) }
      guard let next = pipeline.nextDeadline, next <= end else { break }
    }
    now = end
  }

  /// Makes symbols run from now on, those on demand too. Without effect on those that do.
  ///
  /// - Throws: `DataSourceError` when the source does not have one of them; then none is added.
  public mutating func ensureSubscribed(_ symbols: [Symbol]) throws(DataSourceError) {
    try pipeline.source.activate(symbols, at: now)
  }

  /// Lets go what is in flight, as a service does when it stops.
  public mutating func finish() -> QuoteBatch { pipeline.drain() }

  /// Replaces all faults from the next quote on.
  ///
  /// - Parameter perSymbol: Symbols whose faults differ; nil: those that differ now keep theirs.
  /// - Throws: `ConfigError` with everything that is wrong; then the old faults stay.
  public mutating func setFaults(
    _ faults: FaultConfig, perSymbol: [Symbol: FaultConfig]? = nil
  ) throws(ConfigError) {
    try pipeline.setFaults(faults, perSymbol: perSymbol)
  }

  /// Changes how a symbol's price moves, from its next quote on.
  ///
  /// - Throws: `DataSourceError` for a symbol that the source does not have.
  public mutating func setScenario(_ scenario: SymbolScenario, for symbol: Symbol) throws(DataSourceError) {
    try pipeline.source.setScenario(scenario, for: symbol)
  }

  /// What was counted so far.
  public var counters: ProcessorCounters { pipeline.counters }
  /// The faults injected so far.
  public var ledger: FaultLedger { pipeline.ledger }
}
