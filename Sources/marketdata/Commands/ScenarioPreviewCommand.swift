import ArgumentParser
import Foundation
import MarketData
import MarketDataConfiguration

/// `marketdata scenarios preview`: a picture of a scenario.
struct ScenarioPreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Draws what a scenario does in its first hour, in the terminal or as an SVG picture.",
    discussion: """
      One symbol is simulated with a tick every second: its price with high and low, volume, silences, halts, the \
      market's hours, injected faults by kind, and how its stream is judged. The faults are those of the scenario, with \
      --faults also those of the file.

      Examples:
        marketdata scenarios preview halt
        marketdata scenarios preview gap_up --svg gap_up.svg
        marketdata scenarios preview synthetic --faults faults.yaml --duration 10m
      """)

  @Argument(help: ArgumentHelp("The scenario.", valueName: "name"))
  var name: String
  @OptionGroup var options: ConfigurationOptions
  @Option(help: ArgumentHelp("Writes an SVG picture to the file; - is standard output.", valueName: "file"))
  var svg: String?
  @Option(help: ArgumentHelp("Seeds every random decision; overrides market_data.seed.", valueName: "number"))
  var seed: UInt64?
  @Option(
    help: ArgumentHelp("How much time is shown, up to 7d.", valueName: "duration"), transform: DurationText.parse)
  var duration = Duration.seconds(3600)
  @Option(
    help: ArgumentHelp("The ticker, which seeds its numbers too.", valueName: "symbol"),
    transform: { (text: String) throws(SymbolError) in try Symbol(text) })
  var symbol: Symbol?
  @Option(
    help: ArgumentHelp(
      "When it begins, in UTC; by default on a trading day at the opening, or half an hour before.", valueName: "time"),
    transform: { (text: String) throws(TimestampError) in try Timestamp(text) })
  var start: Timestamp?
  @Option(help: ArgumentHelp("A file of fault settings.", valueName: "file"))
  var faults: String?

  func validate() throws {
    guard duration <= .seconds(7 * 86_400) else {
      throw ValidationError("--duration: expected at most 7d, found \(DurationText.text(duration))")
    }
  }

  func run() throws {
    let loaded = try options.load(own: seed.map { ["market_data.seed=\($0)"] } ?? [], faults: faults).configuration
    let definition = try ScenarioCatalog(loaded).definition(name)
    let symbol = try symbol ?? Symbol("AAPL")
    let preview = try PreviewRun.preview(
      config(loaded.marketData, symbol), of: symbol, start: start ?? definition.previewStart, duration: duration)
    if let svg { return try write(PreviewSVG.text(preview), to: svg) }
    let environment = ProcessInfo.processInfo.environment
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let lines = PreviewText.lines(
      preview, width: isTerminal ? Terminal.size(of: STDOUT_FILENO).width : 100,
      colour: Terminal.wantsColour(on: STDOUT_FILENO, environment: environment),
      signs: environment["TERM"] == "dumb" ? .ascii : .unicode)
    try printOut(lines.map { $0 + "\n" }.joined())
  }

  /// A market of that symbol only, with the faults of its scenario and of the file.
  private func config(_ loaded: MarketDataConfig, _ symbol: Symbol) -> MarketDataConfig {
    var config = MarketDataConfig(
      symbols: [
        symbol: SymbolConfig(
          scenario: SymbolScenario(rawValue: name), basePrice: loaded.symbols[symbol]?.basePrice,
          tickInterval: .seconds(1))
      ], seed: loaded.seed)
    (config.scenarios, config.defaultBasePrice) = (loaded.scenarios, loaded.defaultBasePrice)
    if faults != nil { (config.faults, config.timeline) = (loaded.faults, loaded.timeline) }
    config.faults.enabled = true
    config.ledgerCapacity = 1_000_000
    return config
  }

  private func write(_ text: String, to path: String) throws(Failure) {
    guard path != "-" else { return try printOut(text) }
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw .unwritable(path, errno) }
    defer { close(file) }
    let code = writeAll(Array(text.utf8), to: file)
    if code != 0 { throw .output(code, of: path) }
  }
}

extension ScenarioDefinition {
  /// An opening of the New York Stock Exchange; half an hour before, if it quotes before.
  fileprivate var previewStart: Timestamp {
    calendar == .nyseExtended ? Simulation.defaultStart - .seconds(1800) : Simulation.defaultStart
  }
}
