import ArgumentParser
import Foundation
import Logging
import MarketData
import MarketDataConfiguration

/// `marketdata run`: a live market until it is stopped.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs the market live, with strategies and a paper portfolio.",
    discussion: """
      On a terminal it draws a table of the market; elsewhere it logs to standard error. At the end a summary goes to \
      standard output. Ctrl-C or SIGTERM stops it gracefully: what is in flight leaves, the cache is flushed. A second \
      signal ends it at once.

      Polygon and Alpaca clients connect to ws://127.0.0.1:8765 (gateway.host, gateway.port); with \
      --set gateway.enabled=false nobody does.

      With --source replay the market is history: what marketdata history import or run --record stored in \
      history.path. A replay that comes to its end (recycler.replay_mode) ends the run.

      The latest quotes are kept in Redis at redis.url: the one noted in .run/redis.url (or $MARKETDATA_RUN_DIR/redis.url) \
      if it answers and neither --set nor the environment names another. A Redis that is not there is waited for; \
      the market runs on. With --set redis.url= there is none.

      Examples:
        marketdata run
        marketdata run --seed 7 --duration 5m --summary json
        marketdata run --config my.yaml --set redis.url=
        marketdata run --set market_data.overflow=drop_oldest
        marketdata run --set market_data.faults.enabled=true --ledger ledger.ndjson
        marketdata run --record
        marketdata run --source replay --set recycler.replay_speed=10
      """)

  @OptionGroup var options: ConfigurationOptions
  @Option(help: ArgumentHelp("Seeds every random decision; overrides market_data.seed.", valueName: "number"))
  var seed: UInt64?
  @Option(
    help: ArgumentHelp("Stops after so long, such as 500ms, 30s, 5m, 6h30m, 1d.", valueName: "duration"),
    transform: DurationText.parse)
  var duration: Duration?
  @Option(
    help: ArgumentHelp("Where quotes come from: mock or replay; overrides market_data.source.", valueName: "source"),
    transform: choice)
  var source: DataSourceKind?
  @Flag(help: "Stores what passes in history.path; sets history.record.")
  var record = false
  @Option(
    help: ArgumentHelp(
      "A file for the ledger of injected faults, a JSON object a line; - is standard output.", valueName: "file"))
  var ledger: String?
  @Option(help: "The summary at the end, on standard output.")
  var summary = SummaryFormat.text

  func validate() throws {
    guard ledger == "-", summary != .none else { return }
    throw ValidationError(
      "--ledger -: expected --summary none, found --summary \(summary.rawValue); standard output takes one of them")
  }

  func run() async throws {
    let loaded = try await options.loadWithRunningRedis(own: overrides)
    Assembly.bootstrapLogging(loaded.configuration.logging)
    let logger = Logger(label: "marketdata.run")
    let session = try Assembly.session(loaded.configuration, logger: logger)
    if session.service.config.symbols.isEmpty { logger.warning("no symbols are configured: there will be no quotes") }
    let ledger = try ledger.map { path throws(Failure) in try LedgerOutput(path) }
    Interrupts.shared.stopGracefully { _ in session.stop.ring() }
    if let duration { SystemClock.shared.park(session.stop, until: SystemClock.shared.now + duration) }
    let result = try await show(session, ledger: ledger, logger: logger)
    await LogOutput.shared.flush()
    try printOut(summaryText(result))
    if let error = result.ledgerError { throw Failure(error) }
    if let error = result.replayError { throw Failure(code: 65, message: error) }
  }

  /// What the options say, as settings.
  private var overrides: [String] {
    (seed.map { ["market_data.seed=\($0)"] } ?? []) + (record ? ["history.record=true"] : [])
      + (source.map(ConfigurationOptions.overrides(for:)) ?? [])
  }

  private func show(
    _ session: MarketSession, ledger: LedgerOutput?, logger: Logger
  ) async throws -> RunSummary {
    let environment = ProcessInfo.processInfo.environment
    guard self.ledger != "-", Terminal.canDraw(on: STDOUT_FILENO, environment: environment) else {
      return try await session.run(ledger: ledger) { await Presenter.log(session, to: logger) }
    }
    let screen = Screen()
    let colour = Terminal.wantsColour(on: STDOUT_FILENO, environment: environment)
    if isatty(STDERR_FILENO) == 1 { LogOutput.shared.hold() }
    Interrupts.shared.tidy(screen)
    screen.enter()
    let result: Result<RunSummary, any Error>
    do {
      result = .success(
        try await session.run(ledger: ledger) {
          await Presenter.draw(session, on: screen, colour: colour, duration: duration)
        })
    } catch { result = .failure(error) }
    await screen.leave()
    Interrupts.shared.tidy(nil)
    LogOutput.shared.release()
    return try result.get()
  }

  private func summaryText(_ result: RunSummary) throws -> String {
    switch summary {
    case .text: result.text()
    case .json: try result.json()
    case .none: ""
    }
  }
}
