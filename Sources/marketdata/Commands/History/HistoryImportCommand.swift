import ArgumentParser
import Foundation
import MarketData
import MarketDataHistory

/// `marketdata history import`.
struct HistoryImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Stores files of market data; rows that are there already are not stored again.",
    discussion: """
      Reads CSV under a header of known columns, Polygon's flat files, Alpaca's JSON, and Databento's DBN, plain, .gz \
      or .zst, or from standard input (-). A file is stored whole or not at all; what is wrong in it is told with its \
      line and column.

      Examples:
        marketdata history import trades.csv
        marketdata history import --source polygon 2024-01-*.csv.gz
        curl … | marketdata history import --format alpaca --symbol AAPL -
      """)

  @Argument(help: ArgumentHelp("The files; - is standard input.", valueName: "file"))
  var files: [String]
  @Option(
    help: ArgumentHelp("What the files are: auto, csv, polygon-flat, alpaca or dbn.", valueName: "format"),
    transform: choice)
  var format = HistoryFormat.auto
  @Option(
    help: ArgumentHelp(
      "As what the rows are tagged; by default polygon, alpaca, databento or csv, as the format says.",
      valueName: "name"))
  var source: String?
  @Option(
    help: ArgumentHelp("What all rows are of, for files that do not say.", valueName: "ticker"),
    transform: { try Symbol($0) })
  var symbol: Symbol?
  @Option(help: "How long bars are, for files that do not say.")
  var barLength: BarLengthName?
  @OptionGroup var place: StoreOptions
  @Flag(help: "One JSON object a file, in place of a sentence.")
  var json = false

  func validate() throws {
    if files.count(where: { $0 == "-" }) > 1 { throw ValidationError("expected - once, found it more than once") }
  }

  func run() throws {
    Interrupts.shared.stopGracefully { _ in }
    let path = try place.path()
    let store = try Failure.ofHistory(HistoryStore(creating: path))
    for file in files { try Failure.ofHistory(printOut(load(file, into: store))) }
  }

  /// Imports a file, and says what came of it.
  private func load(_ file: String, into store: HistoryStore) throws -> String {
    let options = TextOptions(symbol: symbol, barLength: barLength?.length)
    var reader = ShownReader(
      try PrefetchedFileReader(path: file, format: format, options: options) { Interrupts.shared.first != nil })
    let source = source ?? reader.file.format.usualSource
    let session: StoreSession
    do { session = try store.importRows(from: &reader, as: source, label: file, at: SystemClock.shared.now) } catch {
      reader.clear()
      throw error
    }
    reader.clear()
    return text(file, reader.file.summary, skipped: reader.file.skipped, session)
  }

  private func text(_ file: String, _ summary: String, skipped: Int, _ session: StoreSession) -> String {
    if json {
      return "{\"file\":\(jsonText(file)),\"format\":\(jsonText(summary)),\"source\":\(jsonText(session.source)),"
        + "\"stored\":\(session.rows),\"known\":\(session.known),\"skipped\":\(skipped)}\n"
    }
    let counts = [
      "\(grouped(session.rows)) \(session.rows == 1 ? "row" : "rows") stored as \"\(session.source)\"",
      session.known > 0 ? "\(grouped(session.known)) were there already" : nil,
      skipped > 0 ? "\(grouped(skipped)) records that are no rows passed over" : nil,
    ]
    return "\(file): \(summary): \(counts.compactMap { $0 }.joined(separator: ", "))\n"
  }
}

/// A reader of a file that shows how far it is.
private struct ShownReader: RowReader, ~Copyable {
  /// Shows it after so many rows; a store asks for many more at a time.
  private static let piece = 1024

  var file: PrefetchedFileReader
  private var progress = ProgressBar("rows", isShown: Terminal.drawsProgress)
  private var count = 0

  init(_ file: consuming PrefetchedFileReader) { self.file = file }

  mutating func read(into rows: inout [HistoryRow], atMost limit: Int) throws(HistoryError) {
    let full = rows.count + limit
    while rows.count < full {
      let before = rows.count
      try file.read(into: &rows, atMost: min(Self.piece, full - before))
      if rows.count == before { return }
      count += rows.count - before
      let bytes = file.progress
      progress.show(bytes.total.map { $0 > 0 ? Double(bytes.read) / Double($0) : 1 }, count: count)
    }
  }

  mutating func clear() { progress.clear() }
}

extension HistoryFormat {
  /// As what rows of such a file are tagged when nobody says otherwise.
  fileprivate var usualSource: String {
    switch self {
    case .polygonFlat: "polygon"
    case .alpaca: "alpaca"
    case .dbn: "databento"
    case .csv, .auto: "csv"
    }
  }
}

/// Lengths of bars, as options name them.
enum BarLengthName: String, CaseIterable, ExpressibleByArgument {
  case second, minute, hour, day

  var length: HistoryBar.Length {
    switch self {
    case .second: .second
    case .minute: .minute
    case .hour: .hour
    case .day: .day
    }
  }
}
