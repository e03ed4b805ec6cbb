import Foundation
import MarketData

/// One simulation from start to end.
enum SimulationRun {
  /// Why a simulation ends before its time.
  enum Stop: Error {
    case signal
    case output(errno: Int32)
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
    _ config: MarketDataConfig, start: Timestamp, duration: Duration, output: inout QuoteOutput,
    progress: inout ProgressBar
  ) throws(Failure) -> Result {
    let wallStart = SystemClock.shared.now
    var simulation: Simulation
    do { simulation = try Simulation(config, start: start) } catch { throw .configuration(error.description) }
    var reached = start
    var isRead = true
    do throws(Stop) {
      try output.begin()
      reached = try pass(&simulation, for: duration, output: &output, progress: &progress)
      try output.take(simulation.finish())
      try output.flush()
    } catch {
      if case .output(let code) = error, code != EPIPE { throw .output(code) }
      isRead = false
    }
    progress.clear()
    let summary = RunSummary.simulation(
      simulation.counters, seed: config.seed, duration: reached - start, wall: SystemClock.shared.now - wallStart)
    return Result(summary: summary, isRead: isRead)
  }

  /// - Returns: The virtual time reached.
  private static func pass(
    _ simulation: inout Simulation, for duration: Duration, output: inout QuoteOutput, progress: inout ProgressBar
  ) throws(Stop) -> Timestamp {
    var reached = simulation.now
    var emitted = 0
    do throws(Stop) {
      try simulation.run(for: duration) { (batch) throws(Stop) in
        try output.take(batch)
        emitted += batch.count
        reached = batch.last?.received ?? reached
        progress.show(reached, emitted: emitted)
        if Interrupts.shared.first != nil { throw .signal }
      }
    } catch .signal {
      return reached
    }
    return simulation.now
  }
}
