/// The market in virtual time: as fast as the machine goes, and always the same.
///
/// Drives the very same values that `MarketDataService` drives in real time. Quotes enter the service when they are
/// due, so `received` is virtual too. The same seed and configuration give the same quotes, byte for byte.
public struct Simulation: Sendable {
  /// The virtual time reached.
  public private(set) var now: Timestamp
  private var pipeline: Pipeline

  /// 2024-01-16T14:30:00Z, a Tuesday: the opening of an ordinary trading day in New York.
  public static let defaultStart = Timestamp(nanos: 1_705_415_400_000_000_000)

  /// A market at time zero, whose symbols run but for those on demand.
  ///
  /// - Throws: `ConfigError` with everything that is wrong with `config`.
  public init(_ config: MarketDataConfig, start: Timestamp = defaultStart) throws(ConfigError) {
    let problems = config.validate()
    guard problems.isEmpty else { throw ConfigError(problems) }
    now = start
    pipeline = Pipeline(source: MockDataSource(config: config, origin: start), config: config)
    do { try pipeline.activate(config.standingSymbols.sorted(), at: start) } catch {
      throw ConfigError([.init("market_data.symbols", expected: "symbols of the source", found: "\(error)")])
    }
  }

  /// A market over a pipeline of the caller's own.
  public init(_ pipeline: Pipeline, start: Timestamp = defaultStart) {
    (self.pipeline, now) = (pipeline, start)
  }

  /// Lets so much virtual time pass.
  ///
  /// - Parameter body: Gets every batch emitted, in order: quotes, notices, or both.
  public mutating func run<Failure: Error>(
    for duration: Duration, _ body: (QuoteBatch) throws(Failure) -> Void
  ) throws(Failure) {
    let end = now + duration
    while let batch = step(until: end) { try body(batch) }
  }

  /// Goes on to the next batch that is emitted by `end`: quotes, notices, or both.
  ///
  /// - Returns: The batch, or nil when the time has come to `end` and nothing more is emitted until then.
  public mutating func step(until end: Timestamp) -> QuoteBatch? {
    while true {
      let batch = pipeline.step(to: end, receivedAt: nil)
      now = min(end, max(now, batch.last?.received ?? now))
      if !batch.isVoid { return batch }
      guard let next = pipeline.nextDeadline, next <= end else { break }
    }
    now = max(now, end)
    return nil
  }

  /// Makes symbols run from now on, those on demand too. Without effect on those that do.
  ///
  /// - Throws: `DataSourceError` when the source does not have one of them; then none is added.
  public mutating func ensureSubscribed(_ symbols: [Symbol]) throws(DataSourceError) {
    try pipeline.activate(symbols, at: now)
  }

  /// Lets go what is in flight, as a service does when it stops.
  public mutating func finish() -> QuoteBatch {
    var quotes: [Quote] = []
    var first: UInt64?
    var notices: [StreamNotice] = []
    while case let batch = pipeline.drain(), !batch.isVoid {
      first = first ?? batch.firstPosition
      quotes += batch
      notices += batch.notices
    }
    return QuoteBatch(quotes[...], firstPosition: first ?? pipeline.nextPosition, notices: notices)
  }

  /// Replaces all faults from the next quote on.
  ///
  /// - Parameters:
  ///   - perSymbol: Symbols whose faults differ; nil: those that differ now keep theirs.
  ///   - timeline: Begins now, in place of the present one; nil: that one goes on.
  /// - Throws: `ConfigError` with everything that is wrong; then the old faults stay.
  public mutating func setFaults(
    _ faults: FaultConfig, perSymbol: [Symbol: FaultConfig]? = nil, timeline: FaultTimeline? = nil
  ) throws(ConfigError) {
    try pipeline.setFaults(faults, perSymbol: perSymbol, timeline: timeline, at: now)
  }

  /// Changes how a symbol's price moves, from its next quote on.
  ///
  /// - Throws: `DataSourceError` for a symbol that the source does not have.
  public mutating func setScenario(_ scenario: SymbolScenario, for symbol: Symbol) throws(DataSourceError) {
    try pipeline.setScenario(scenario, for: symbol, at: now)
  }

  /// Tells a replay of history what to do.
  ///
  /// - Throws: `ReplayError` when it cannot, or when the source is none; then nothing has changed.
  public mutating func replay(_ command: ReplayCommand) throws(ReplayError) { try pipeline.replay(command, at: now) }

  /// What was counted so far.
  public var counters: ProcessorCounters { pipeline.counters }
  /// How a symbol's stream is; nil for one that does not run.
  public func health(of symbol: Symbol) -> StreamHealth? { pipeline.health.health(of: symbol) }
  /// How many changes to each state of health there were.
  public var healthChanges: [StreamHealth: Int] { pipeline.health.changes }
  /// The faults injected so far.
  public var ledger: FaultLedger { pipeline.ledger }
}
