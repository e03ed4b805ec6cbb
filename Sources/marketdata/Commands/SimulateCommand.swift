import ArgumentParser
import MarketData
import MarketDataConfiguration

/// `marketdata simulate`: the market in virtual time.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Runs the market in virtual time and writes its quotes; the same command gives the same bytes.",
    discussion: """
      Quotes go to standard output, in the order in which a subscriber would get them; a summary goes to standard \
      error. At the end what is in flight leaves, as when a service stops. Ctrl-C ends it after the last whole line, \
      with exit code 130.

      --faults takes a YAML file with the keys of market_data.faults, at its top level or in their place. Faults are \
      enabled then, unless it says enabled: false.

      Examples:
        marketdata simulate --seed 42 --duration 1m
        marketdata simulate --duration 6h30m --format csv > day.csv
        marketdata simulate --format polygon-flat | gzip > bars.csv.gz
        marketdata simulate --duration 1h --format polygon | jq -c 'select(.ev == "AM")'
        marketdata simulate --source replay --set recycler.restamp=false
        marketdata simulate --faults faults.yaml --format none --summary json
        marketdata simulate --faults faults.yaml --ledger ledger.ndjson --notices > day.ndjson
        marketdata simulate --duration 10s | jq -r .price
      """)

  @OptionGroup var options: ConfigurationOptions
  @Option(help: ArgumentHelp("Seeds every random decision; overrides market_data.seed.", valueName: "number"))
  var seed: UInt64?
  @Option(
    help: ArgumentHelp(
      "How much virtual time passes, such as 500ms, 30s, 5m, 6h30m, 1d.",
      discussion: "Without it 6h30m, or as long as history lasts.", valueName: "duration"),
    transform: DurationText.parse)
  var duration: Duration?
  @Option(
    help: ArgumentHelp(
      "Virtual time zero, in UTC.",
      discussion: "Without it \(Simulation.defaultStart), or when history begins.", valueName: "time"),
    transform: { (text: String) throws(TimestampError) in try Timestamp(text) })
  var start: Timestamp?
  @Option(
    help: ArgumentHelp("Where quotes come from: mock or replay; overrides market_data.source.", valueName: "source"),
    transform: choice)
  var source: DataSourceKind?
  @Option(help: "What is written of each quote.")
  var format = QuoteText.Format.ndjson
  @Option(help: ArgumentHelp("A file of fault settings, over those of the configuration.", valueName: "file"))
  var faults: String?
  @Flag(help: "Writes what a subscriber is told besides quotes, as lines of their own; with --format ndjson.")
  var notices = false
  @Option(
    help: ArgumentHelp(
      "A file for the ledger of injected faults, a JSON object a line; - is standard output.", valueName: "file"))
  var ledger: String?
  @Option(help: "The summary at the end, on standard error.")
  var summary = SummaryFormat.text

  func validate() throws {
    if notices, format != .ndjson {
      throw ValidationError("--notices: expected --format ndjson, found --format \(format.rawValue)")
    }
    if ledger == "-", format != .none {
      throw ValidationError(
        "--ledger -: expected --format none, found --format \(format.rawValue); standard output takes one of them")
    }
  }

  func run() throws {
    let loaded = try options.load(own: overrides, faults: faults)
    Interrupts.shared.stopGracefully { _ in }
    var outputs = SimulationRun.Outputs(
      quotes: QuoteOutput(format, notices: notices),
      ledger: try ledger.map { path throws(Failure) in try LedgerOutput(path) },
      progress: ProgressBar("quotes", isShown: Terminal.drawsProgress))
    let result = try SimulationRun.run(
      loaded.configuration, .init(start: start, duration: duration), to: &outputs)
    if let text = outputs.ledger?.missedText { printError(text) }
    guard result.isRead else { return }
    if summary != .none { printError(try summaryText(result.summary)) }
    if let signal = Interrupts.shared.first { throw Failure.interrupted(by: signal) }
  }

  private var overrides: [String] {
    (seed.map { ["market_data.seed=\($0)"] } ?? []) + (source.map(ConfigurationOptions.overrides(for:)) ?? [])
  }

  private func summaryText(_ result: RunSummary) throws -> String {
    String((summary == .json ? try result.json() : result.text()).dropLast())
  }
}
