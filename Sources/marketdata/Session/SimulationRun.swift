import Foundation
import MarketData

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

  /// Lets the time pass, until its end or a signal, and writes all quotes.
  ///
  /// - Throws: `Failure` when the configuration cannot be used, or the output takes no data.
  static func run(
    _ config: MarketDataConfig, start: Timestamp, duration: Duration, to outputs: inout Outputs
  ) throws(Failure) -> Result {
    let wallStart = SystemClock.shared.now
    var simulation: Simulation
    do { simulation = try Simulation(config, start: start) } catch { throw .configuration(error.description) }
    var reached = start
    var isRead = true
    do throws(OutputError) {
      try outputs.quotes.begin()
      reached = try pass(&simulation, for: duration, to: &outputs)
      try outputs.quotes.take(simulation.finish())
      try outputs.quotes.finish()
      try outputs.ledger?.finish(simulation.ledger)
    } catch {
      guard error.isUnread else { throw .output(error.code, of: error.place) }
      isRead = false
    }
    outputs.ledger?.close()
    outputs.progress.clear()
    let summary = RunSummary.simulation(
      simulation.counters, health: simulation.healthChanges, seed: config.seed, duration: reached - start,
      wall: SystemClock.shared.now - wallStart)
    return Result(summary: summary, isRead: isRead)
  }

  /// - Returns: The virtual time reached.
  private static func pass(
    _ simulation: inout Simulation, for duration: Duration, to outputs: inout Outputs
  ) throws(OutputError) -> Timestamp {
    var reached = simulation.now
    let (start, end) = (reached, reached + duration)
    var emitted = 0
    while let batch = simulation.step(until: end) {
      try outputs.quotes.take(batch)
      try outputs.ledger?.take(simulation.ledger, at: simulation.now)
      emitted += batch.count
      reached = batch.last?.received ?? reached
      outputs.progress.show((reached - start) / duration, count: emitted)
      if Interrupts.shared.first != nil { return reached }
    }
    return simulation.now
  }
}
