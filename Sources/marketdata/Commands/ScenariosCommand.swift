import ArgumentParser
import MarketData
import MarketDataConfiguration

/// `marketdata scenarios`: how prices can move.
struct ScenariosCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenarios",
    abstract: "Lists scenarios, shows what they are made of, and draws them.",
    discussion: """
      Besides those that are built in there are those of files: every *.yaml in the folder scenarios beside the \
      configuration file (or market_data.scenarios_path) is a scenario named as the file.

      Examples:
        marketdata scenarios list
        marketdata scenarios show news > config/scenarios/my_news.yaml
        marketdata scenarios preview halt --svg halt.svg
      """,
    subcommands: [List.self, Show.self, ScenarioPreviewCommand.self])

  /// `marketdata scenarios list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists all scenarios: name, where it comes from, what happens.",
      discussion: """
        Examples:
          marketdata scenarios list
          marketdata scenarios list --json | jq -r .name
        """)
    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "One JSON object a line, in place of a table.")
    var json = false

    func run() throws {
      let rows = try ScenarioCatalog(options.load().configuration).rows
      try printOut(json ? ScenarioCatalog.json(rows) : ScenarioCatalog.table(rows))
    }
  }

  /// `marketdata scenarios show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints a scenario as the text of a file.",
      discussion: """
        The text reads back to the same scenario: a file to begin with.

        Example:
          marketdata scenarios show news
        """)
    @Argument(help: ArgumentHelp("The scenario.", valueName: "name"))
    var name: String
    @OptionGroup var options: ConfigurationOptions

    func run() throws {
      let catalog = ScenarioCatalog(try options.load().configuration)
      try printOut(ScenarioText.yaml(try catalog.definition(name)))
    }
  }
}

/// The scenarios of a configuration.
struct ScenarioCatalog {
  private let configuration: Configuration

  init(_ configuration: Configuration) { self.configuration = configuration }

  /// One scenario, as it is listed.
  struct Row: Hashable {
    var name: String
    /// `built-in`, or the path of its file.
    var from: String
    var summary: String
  }

  /// All of them: those that are built in, in the order of documentation, then the others by name.
  var rows: [Row] {
    let own = configuration.marketData.scenarios.keys.sorted { $0.rawValue < $1.rawValue }
    let names = SymbolScenario.builtIn + own.filter { !SymbolScenario.builtIn.contains($0) }
    return names.map { name in
      let isOwn = configuration.marketData.scenarios[name] != nil
      return Row(
        name: name.rawValue, from: isOwn ? "\(configuration.scenariosPath)/\(name).yaml" : "built-in",
        summary: configuration.marketData.definition(of: name)?.summary ?? "")
    }
  }

  /// What a scenario is.
  ///
  /// - Throws: `Failure` when there is none of that name.
  func definition(_ name: String) throws(Failure) -> ScenarioDefinition {
    if let definition = configuration.marketData.definition(of: SymbolScenario(rawValue: name)) { return definition }
    let hint = nearest(name, in: rows.map(\.name)).map { "did you mean \"\($0)\"?" }
    throw Failure(
      code: 64,
      message: "expected the name of a scenario, found \"\(name.prefix(64))\"; "
        + (hint ?? "marketdata scenarios list names them all"))
  }

  /// A table with a header.
  static func table(_ rows: [Row]) -> String {
    let names = max(4, rows.map(\.name.count).max() ?? 0)
    let places = max(4, rows.map(\.from.count).max() ?? 0)
    let header = Row(name: "NAME", from: "FROM", summary: "SUMMARY")
    return ([header] + rows).map { row in
      "\(row.name.padded(to: names))  \(row.from.padded(to: places))  \(row.summary)\n"
    }.joined()
  }

  /// One JSON object a line.
  static func json(_ rows: [Row]) -> String {
    rows.map { row in
      "{\"name\":\(jsonText(row.name)),\"from\":\(jsonText(row.from)),\"summary\":\(jsonText(row.summary))}\n"
    }.joined()
  }
}
