import ArgumentParser
import MarketData
import MarketDataHistory

/// `marketdata history export`.
struct HistoryExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes rows of the store into a file: CSV, or Databento's DBN.",
    discussion: """
      What the file is, its name says: .csv, .dbn, or .dbn.zst, which is compressed. Without a name, and with -, CSV goes \
      to standard output. A file holds ticks or bars of one length, not both. It appears when it is whole.

      Examples:
        marketdata history export --rows bars --symbols AAPL,MSFT bars.csv
        marketdata history export --from 2024-01-16 --until 2024-01-16 day.dbn.zst
        marketdata history export --schema trades trades.dbn
        marketdata history export | head
      """)

  @Argument(help: ArgumentHelp("The file; - is standard output.", valueName: "file"))
  var file = "-"
  @Option(help: "Which rows, when there are both.")
  var rows: RowKind?
  @Option(help: "Bars of which length, when there are several.")
  var barLength: BarLengthName?
  @Option(
    help: ArgumentHelp(
      "The schema of a DBN file; by default one that holds all.",
      discussion: "One of " + DBNSchema.allCases.map(\.name).joined(separator: ", ") + ".", valueName: "name"),
    transform: { name in
      guard let schema = DBNSchema(name: name) else {
        let names = DBNSchema.allCases.map(\.name).joined(separator: ", ")
        throw ValidationError("expected one of \(names), found \"\(name)\"")
      }
      return schema
    })
  var schema: DBNSchema?
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var place: StoreOptions

  /// Kinds of rows.
  enum RowKind: String, CaseIterable, ExpressibleByArgument { case ticks, bars }

  func validate() throws {
    if format == .csv, schema != nil {
      throw ValidationError("--schema: expected a file named .dbn, found \"\(file)\"")
    }
    guard file == "-" || [".csv", ".dbn", ".dbn.zst"].contains(where: file.hasSuffix) else {
      throw ValidationError("expected a file named .csv, .dbn or .dbn.zst, or -, found \"\(file)\"")
    }
  }

  func run() throws {
    Interrupts.shared.stopGracefully { _ in }
    let store = try place.open()
    let rows = try Failure.ofHistory(StoreRows(store, selection.selection(kinds)))
    var progress = ProgressBar("rows", isShown: file != "-" && Terminal.drawsProgress)
    let count = try Failure.ofHistory(
      format.write(rows, to: file) { count throws(HistoryError) in
        progress.show(nil, count: count)
        if Interrupts.shared.first != nil { throw HistoryError(file, expected: "the last row", found: "a signal") }
      })
    progress.clear()
    if file != "-" { try printOut("\(file): \(grouped(count)) rows\n") }
  }

  private var format: HistoryExport {
    if file.hasSuffix(".dbn") { return .dbn(schema, .none) }
    if file.hasSuffix(".dbn.zst") { return .dbn(schema, .zstd) }
    return .csv
  }

  private var kinds: StoreSelection.Kinds {
    if let barLength { return .bars(of: barLength.length) }
    return switch rows {
    case .ticks: .quotes
    case .bars: .bars
    case nil: .all
    }
  }
}
