import MarketData
import MarketDataConfiguration
import MarketDataHistory

/// One simulation from start to end.
enum SimulationRun {
  /// What a simulation writes while it runs.
  struct Outputs {
    var quotes: QuoteOutput
    /// Nil: nobody wants the ledger.
    var ledger: LedgerOutput?
    var progress: ProgressBar
  }

  /// What comes of a simulation.
  struct Result {
    var summary: RunSummary
    /// Whether somebody read all of the output.
    var isRead = true
  }

  /// When a simulation begins, and how long it is.
  struct Span {
    /// Nil: at the usual time, or with history.
    var start: Timestamp?
    /// Nil: a trading day, or as long as history lasts.
    var duration: Duration?
    /// Half past nine to four.
    static let tradingDay = Duration.seconds(23_400)
  }

  /// A market that stands at its beginning, until when it is to run, and whether that is known.
  private struct Market {
    var simulation: Simulation
    var end: Timestamp
    var isEndKnown = true

    init(_ configuration: Configuration, _ span: Span) throws {
      let start: Timestamp
      if configuration.source == .replay {
        var configuration = configuration
        // Without an end there is one pass.
        if span.duration == nil, configuration.recycler.loopCount == 0 { configuration.recycler.loopCount = 1 }
        let (config, source) = try Assembly.replay(configuration)
        start = span.start ?? source.start
        simulation = Simulation(Pipeline(source: source, config: config), start: start)
        try simulation.ensureSubscribed(config.symbols.keys.sorted())
        isEndKnown = span.duration != nil
      } else {
        start = span.start ?? Simulation.defaultStart
        simulation = try Simulation(configuration.marketData, start: start)
      }
      end = start + (span.duration ?? (isEndKnown ? Span.tradingDay : .seconds(1 << 32)))
    }
  }

  /// Lets the time pass, until its end or a signal, and writes all quotes.
  ///
  /// - Throws: `Failure` when the configuration cannot be used, or the output takes no data.
  static func run(
    _ configuration: Configuration, _ span: Span, to outputs: inout Outputs
  ) throws(Failure) -> Result {
    let wallStart = SystemClock.shared.now
    var market: Market
    do { market = try Market(configuration, span) } catch let failure as Failure { throw failure } catch {
      throw .configuration("\(error)")
    }
    let start = market.simulation.now
    var reached = start
    var isRead = true
    var failure: Failure?
    do {
      try outputs.quotes.begin()
      reached = try pass(&market, to: &outputs)
      try outputs.quotes.take(market.simulation.finish())
      try outputs.quotes.finish()
      try outputs.ledger?.finish(market.simulation.ledger)
    } catch let error as OutputError {
      isRead = !error.isUnread
      failure = error.isUnread ? nil : .output(error.code, of: error.place)
    } catch { failure = error as? Failure ?? .unavailable("\(error)") }
    outputs.ledger?.close()
    outputs.progress.clear()
    if let failure { throw failure }
    let summary = RunSummary.simulation(
      market.simulation.counters, health: market.simulation.healthChanges, seed: configuration.marketData.seed,
      duration: reached - start, wall: SystemClock.shared.now - wallStart)
    return Result(summary: summary, isRead: isRead)
  }

  /// Whether nothing more is to come.
  ///
  /// - Throws: `Failure` when history cannot be read on.
  private static func isOver(_ batch: borrowing QuoteBatch, _ market: borrowing Market) throws -> Bool {
    for case .replay(let notice) in batch.notices {
      if case .failed(let reason) = notice { throw Failure(code: 65, message: reason) }
      if case .completed = notice, !market.isEndKnown { return true }
    }
    return false
  }

  /// - Returns: The virtual time reached.
  private static func pass(_ market: inout Market, to outputs: inout Outputs) throws -> Timestamp {
    let start = market.simulation.now
    var (reached, emitted) = (start, 0)
    while let batch = market.simulation.step(until: market.end) {
      try outputs.quotes.take(batch)
      try outputs.ledger?.take(market.simulation.ledger, at: market.simulation.now)
      emitted += batch.count
      reached = batch.last?.received ?? reached
      outputs.progress.show(market.isEndKnown ? (reached - start) / (market.end - start) : nil, count: emitted)
      if try isOver(batch, market) { return reached }
      if Interrupts.shared.first != nil { return reached }
    }
    return market.simulation.now
  }
}
