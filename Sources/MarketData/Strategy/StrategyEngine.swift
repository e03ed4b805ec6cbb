public import Logging

/// Drives strategies from a stream, batch by batch, on an actor of its own.
///
/// A strategy that throws is counted and logged (its first error, then each time the count has doubled); the others
/// go on. Between batches, and every heartbeat when none come, strategies are told the time.
public actor StrategyEngine {
  private var strategies: StrategySet
  private let clock: any MarketClock
  private let heartbeat: Duration
  private let logger: Logger
  private let onSignal: @Sendable (Signal) -> Void
  private var loggedErrors: [Int]

  /// An engine that is not running yet.
  ///
  /// - Parameters:
  ///   - heartbeat: The longest that strategies go without being told the time.
  ///   - onSignal: Gets every signal, on the engine's actor. It must not block.
  public init(
    _ strategies: [any Strategy], clock: any MarketClock = SystemClock.shared,
    heartbeat: Duration = .milliseconds(250), logger: Logger = Logger(label: "marketdata.strategy"),
    onSignal: @escaping @Sendable (Signal) -> Void = { _ in }
  ) {
    self.strategies = StrategySet(strategies)
    (self.clock, self.heartbeat, self.logger, self.onSignal) = (clock, heartbeat, logger, onSignal)
    loggedErrors = strategies.map { _ in 0 }
  }

  /// All symbols that any strategy wants, in the order of their tickers: for `ensureSubscribed`.
  public func collectAllSymbols() -> [Symbol] { strategies.collectAllSymbols() }

  /// What each strategy did so far.
  public var statistics: [StrategyReport] { strategies.statistics }

  /// Drives the strategies until the stream ends or the task is cancelled.
  public func run(_ stream: AsyncStream<QuoteBatch>) async {
    let alarm = Alarm()
    await withTaskGroup { group in
      group.addTask { await self.beat(alarm) }
      for await batch in stream { process(batch) }
      group.cancelAll()
      alarm.ring()
    }
    clock.retire(alarm)
  }

  /// Drives the strategies over one batch.
  public func process(_ batch: QuoteBatch) {
    strategies.process(batch, onSignal: onSignal)
    reportErrors()
  }

  private func beat(_ alarm: Alarm) async {
    while !Task.isCancelled {
      clock.park(alarm, until: clock.now + heartbeat)
      await alarm.wait()
      strategies.advance(to: clock.now, onSignal: onSignal)
      reportErrors()
    }
  }

  private func reportErrors() {
    for (number, report) in strategies.statistics.enumerated() where report.errors > loggedErrors[number] * 2 {
      loggedErrors[number] = report.errors
      logger.error(
        "strategy failed and goes on",
        metadata: [
          "strategy": "\(report.name)", "errors": "\(report.errors)", "error": "\(report.lastError ?? "")",
        ])
    }
  }
}
