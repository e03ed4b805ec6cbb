// What can be changed while the market runs.
extension MarketDataService {
  /// Replaces all faults, whole and at once, from one quote to the next. Silences that have begun and quotes in flight
  /// go on as they were drawn.
  ///
  /// - Parameters:
  ///   - perSymbol: Symbols whose faults differ; nil: those that differ now keep theirs.
  ///   - timeline: Begins now, in place of the present one; nil: that one goes on.
  /// - Throws: `ConfigError` with everything that is wrong; then the old faults stay.
  public func setFaults(
    _ faults: FaultConfig, perSymbol: [Symbol: FaultConfig]? = nil, timeline: FaultTimeline? = nil
  ) throws(ConfigError) {
    try pipeline.setFaults(faults, perSymbol: perSymbol, timeline: timeline, at: marketTime)
    alarm.ring()
  }

  /// Changes how a symbol's price moves, from its next quote and its present price on.
  ///
  /// - Throws: `DataSourceError` when the source never had the symbol, or has no scenarios.
  public func setScenario(_ scenario: SymbolScenario, for symbol: Symbol) throws(DataSourceError) {
    try pipeline.setScenario(scenario, for: symbol, at: marketTime)
  }

  /// Injects one quote as if the source had made it: faults apply, its `sequence` and `received` are set here, and the
  /// symbol's walk does not notice.
  ///
  /// Returns when the pipeline has taken it; waits while a batch of pushed quotes waits already. So the reader of a
  /// stream with `suspend` must not push from within its loop without end: it would wait for itself. A timestamp ahead
  /// of the market makes the latest-quote table refuse what comes until then.
  ///
  /// - Throws: `ServiceError` when the service does not run, the symbol is not subscribed, or the price is not above 0.
  public func push(_ quote: Quote) async throws(ServiceError) {
    guard quote.price > .zero else { throw .priceNotPositive(ticker: quote.symbol.ticker, price: quote.price) }
    while phase == .running, pipeline.isFull {
      await withCheckedContinuation { pushers.append($0) }
    }
    guard phase == .running else { throw .notRunning }
    guard pipeline.push(quote, at: marketTime) else { throw .notSubscribed(quote.symbol.ticker) }
    alarm.ring()
  }

  /// What was done so far. Exact: taken between two batches.
  public func statistics() -> ServiceStatistics {
    var statistics = ServiceStatistics()
    statistics.processor = pipeline.counters
    statistics.subscribers = distributor.counters
    statistics.blocked = blocked + (blockedSince.map { clock.now - $0 } ?? .zero)
    statistics.skipped = skipped
    statistics.healthChanges = pipeline.health.changes
    statistics.refusedOlder = latest.refusedOlder
    statistics.cache = cache?.statistics
    statistics.subscriberCount = distributor.mailboxes.count
    statistics.symbolCount = subscribedSymbols.count
    return statistics
  }

  /// The faults injected so far.
  public func faultLedger() -> FaultLedger { pipeline.ledger }

  /// The faults injected so far whose row has a greater id, oldest first; rows of faults that go on may still change.
  ///
  /// What has been let go in the meantime is missing: `faultLedger().letGo` counts it.
  public func faults(after id: Int) -> [FaultLedger.Row] { pipeline.ledger.rows(after: id) }

  /// Lets a writer of the ledger go on from where it is, without a copy of the ledger.
  ///
  /// - Parameter isLast: Writes all that is left.
  /// - Returns: The writer afterwards, and what it wrote.
  package func writeFaults(
    _ writer: FaultLedgerWriter, isLast: Bool
  ) -> (writer: FaultLedgerWriter, lines: ArraySlice<UInt8>) {
    var writer = writer
    var lines = ByteWriter(capacity: 4096)
    if isLast {
      writer.finish(pipeline.ledger, to: &lines)
    } else {
      writer.write(pipeline.ledger, at: marketTime, to: &lines)
    }
    return (writer, lines.bytes)
  }

  func releasePushers() {
    let ready = pushers
    pushers.removeAll()
    for pusher in ready { pusher.resume() }
  }
}
