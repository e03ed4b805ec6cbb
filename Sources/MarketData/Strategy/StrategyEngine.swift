public import Logging

/// Drives strategies from a stream, batch by batch, on an actor of its own.
///
/// A strategy that throws is counted and logged (its first error, then whenever there are more than twice as many as
/// last time); the others go on. After batches, and every heartbeat when none come, strategies are told the time.
public actor StrategyEngine {
  private var strategies: StrategySet
  private let clock: any MarketClock
  private let heartbeat: Duration
  private let marketTime: (@Sendable () async -> Timestamp)?
  private let logger: Logger
  private let onSignal: @Sendable (Signal) -> Void
  private var loggedErrors: [Int]
  private var errorsSeen = 0

  /// An engine that is not running yet.
  ///
  /// - Parameters:
  ///   - heartbeat: The longest that strategies go without being told the time.
  ///   - onSignal: Gets every signal, on the engine's actor. It must not block.
  ///   - marketTime: The time to tell them: `{ await service.marketTime }` for a market at another pace than real
  ///     time; by default the time of the clock.
  public init(
    _ strategies: [any Strategy], clock: any MarketClock = SystemClock.shared,
    heartbeat: Duration = .milliseconds(250), logger: Logger = Logger(label: "marketdata.strategy"),
    onSignal: @escaping @Sendable (Signal) -> Void = { _ in }, marketTime: (@Sendable () async -> Timestamp)? = nil
  ) {
    self.strategies = StrategySet(strategies)
    (self.clock, self.heartbeat, self.marketTime) = (clock, heartbeat, marketTime)
    (self.logger, self.onSignal) = (logger, onSignal)
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
      let now = await marketTime?() ?? clock.now
      strategies.advance(to: now, onSignal: onSignal)
      reportErrors()
    }
  }

  private func reportErrors() {
    guard strategies.errorCount > errorsSeen else { return }
    errorsSeen = strategies.errorCount
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
