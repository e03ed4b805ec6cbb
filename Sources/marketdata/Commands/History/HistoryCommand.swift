import ArgumentParser
import MarketData
import MarketDataConfiguration
import MarketDataHistory

/// `marketdata history`: recorded and imported market data.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Imports, exports and looks after recorded market data.",
    discussion: """
      The store is one file, history.db, or what history.path or --store name. It is filled by import, and by \
      marketdata run --record. To replay it: marketdata run --source replay.

      Examples:
        marketdata history import 2024-01-16.csv.gz
        marketdata history ranges
        marketdata history export --symbols AAPL bars.csv
        marketdata history cleanup --days 30
      """,
    subcommands: [
      HistoryImportCommand.self, HistoryExportCommand.self, HistoryRangesCommand.self, HistoryStatsCommand.self,
      HistoryCleanupCommand.self, HistoryVerifyCommand.self,
    ])
}

/// Which store.
struct StoreOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The store; overrides history.path.", valueName: "file"))
  var store: String?
  @OptionGroup var options: ConfigurationOptions

  /// The path of the store.
  func path() throws(Failure) -> String {
    if let store { return store }
    return try options.load().configuration.history.path
  }

  /// A store that is there.
  func open() throws -> HistoryStore { try Failure.ofHistory(HistoryStore(path())) }
}

/// Which rows of it.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only these, separated by commas.", valueName: "tickers"),
    transform: { text in try text.split(separator: ",").map { try Symbol(String($0)) } })
  var symbols: [Symbol]?
  @Option(help: ArgumentHelp("Only rows of this source, as ranges shows them.", valueName: "name"))
  var source: String?
  @Option(
    help: ArgumentHelp("From a day in New York, or a time in UTC.", valueName: "time"), transform: Self.moment)
  var from: ReplayMoment?
  @Option(
    help: ArgumentHelp("To the end of a day, or before a time.", valueName: "time"), transform: Self.moment)
  var until: ReplayMoment?

  /// The selection of rows of some kinds.
  func selection(_ kinds: StoreSelection.Kinds = .all) -> StoreSelection {
    StoreSelection(
      symbols: symbols, sources: source.map { [$0] }, from: from?.start, until: until?.end, kinds: kinds)
  }

  static func moment(_ text: String) throws -> ReplayMoment {
    guard let moment = ReplayMoment(text) else {
      throw ValidationError(
        "expected a day such as 2024-01-16, or a time such as 2024-01-16T14:30:00Z, found \"\(text)\"")
    }
    return moment
  }
}

extension Failure {
  /// Does what may fail with a `HistoryError`: exit code 65 (EX_DATAERR), or that of a signal that came.
  static func ofHistory<Value>(_ work: @autoclosure () throws -> Value) throws -> Value {
    do { return try work() } catch let error as HistoryError {
      if let signal = Interrupts.shared.first { throw Failure.interrupted(by: signal) }
      throw Failure(code: 65, message: error.description)
    }
  }
}

/// One of the values of an enum of a library, as an option names it.
func choice<Value: RawRepresentable<String> & CaseIterable>(_ text: String) throws -> Value {
  guard let value = Value(rawValue: text) else {
    let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("expected one of \(names), found \"\(text)\"")
  }
  return value
}
