import Foundation
import Testing

/// `marketdata history`, and what it stored, replayed.
@Suite("History at the command line", .timeLimit(.minutes(5)))
struct HistoryCommandTests {
  private static let market = """
    market_data:
      default_scenario: synthetic
      symbols: [AAPL, KO, MSFT]
    gateway: {enabled: false}
    redis: {url: ""}
    recycler: {restamp: false}
    """

  private func run(_ arguments: String..., in folder: Folder) async throws -> Program.Outcome {
    try await Program.run(arguments, in: folder)
  }

  /// Runs what must succeed, and gives its output.
  private func output(_ arguments: String..., in folder: Folder) async throws -> String {
    let outcome = try await Program.run(arguments, in: folder)
    try #require(outcome.status == 0, "\(arguments): \(outcome.errors)")
    return outcome.output
  }

  private func replay(_ source: String, in folder: Folder) async throws -> String {
    try await output(
      "simulate", "--config", "m.yaml", "--source", "replay", "--set", "history.path=\(source)", "--summary", "none",
      in: folder)
  }

  private func sample(_ format: String, _ name: String, in folder: Folder) async throws -> String {
    let text = try await output(
      "simulate", "--config", "m.yaml", "--duration", "5m", "--format", format, "--summary", "none", in: folder)
    try folder.write(text, to: name)
    return text
  }

  @Test("Bars replay to the same bytes from Polygon's flat file, CSV and DBN, through the store and without")
  func bars() async throws {
    let folder = try Folder(["m.yaml": Self.market])
    let flat = try await sample("polygon-flat", "flat.csv", in: folder)
    #expect(flat.hasPrefix("ticker,volume,open,close,high,low,window_start,transactions\n"))
    #expect(flat.split(separator: "\n").count == 1 + 3 * 5)
    _ = try await output("history", "import", "--store", "flat.db", "flat.csv", in: folder)
    for file in ["b.csv", "b.dbn", "b.dbn.zst"] {
      #expect(try await output("history", "export", "--store", "flat.db", file, in: folder) == "\(file): 15 rows\n")
    }
    _ = try await output("history", "import", "--store", "csv.db", "b.csv", in: folder)
    _ = try await output("history", "import", "--store", "dbn.db", "b.dbn.zst", in: folder)
    let expected = try await replay("flat.db", in: folder)
    // Open, two extremes and close of each bar, but those that are the same.
    #expect((15 * 2...15 * 4).contains(expected.split(separator: "\n").count))
    for source in ["csv.db", "dbn.db", "b.dbn", "b.dbn.zst"] {
      #expect(try await replay(source, in: folder) == expected, "\(source)")
    }
  }

  @Test("Ticks replay to the bytes of the market that made them, from CSV and DBN")
  func ticks() async throws {
    let folder = try Folder(["m.yaml": Self.market])
    let expected = try await sample("ndjson", "day.ndjson", in: folder)
    _ = try await sample("csv", "t.csv", in: folder)
    _ = try await output("history", "import", "--store", "csv.db", "t.csv", in: folder)
    _ = try await output("history", "export", "--store", "csv.db", "t.dbn", in: folder)
    _ = try await output("history", "import", "--store", "dbn.db", "t.dbn", in: folder)
    for source in ["csv.db", "dbn.db", "t.dbn"] {
      #expect(try await replay(source, in: folder) == expected, "\(source)")
    }
  }

  @Test("A signal ends an import that waits for a silent pipe, and nothing of that is stored")
  func silentPipe() async throws {
    let folder = try Folder()
    let path = folder.path + "/pipe"
    try #require(mkfifo(path, 0o600) == 0)
    let program = try Program(["history", "import", "--store", "h.db", "--format", "csv", "pipe"], in: folder)
    // Opening it waits until the program has done so too.
    let pipe = await withCheckedContinuation { opened in
      Thread.detachNewThread { opened.resume(returning: open(path, O_WRONLY)) }
    }
    defer { close(pipe) }
    let rows = Data("symbol,timestamp,price,size\nKO,2024-01-16T14:30:00Z,60.10,100\n".utf8)
    #expect(rows.withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) } == rows.count)
    program.send(SIGINT)
    let outcome = await program.outcome()
    #expect(outcome.status == 130)
    #expect(outcome.output == "")
    let told = try await output("history", "verify", "--store", "h.db", in: folder)
    #expect(told.hasPrefix("h.db: 0 rows, all sound\n"), "\(told)")
  }

  @Test("A file is stored once, and a damaged one not at all")
  func importing() async throws {
    let rows = """
      symbol,timestamp,price,size
      KO,2024-01-16T14:30:00Z,60.10,100
      KO,2024-01-16T14:30:00Z,60.10,100
      KO,2024-01-16T16:30:00Z,60.15,200

      """
    let folder = try Folder(["t.csv": rows, "bad.csv": rows + "KO,2024-01-16T16:31:00Z,sixty,100\n"])
    let summary = "t.csv: CSV of ticks (symbol, timestamp, price, size)"
    #expect(try await output("history", "import", "t.csv", in: folder) == "\(summary): 3 rows stored as \"csv\"\n")
    #expect(
      try await output("history", "import", "t.csv", in: folder)
        == "\(summary): 0 rows stored as \"csv\", 3 were there already\n")
    let bad = try await run("history", "import", "--source", "other", "bad.csv", in: folder)
    #expect(bad.status == 65)
    #expect(bad.errors.hasPrefix("Error: bad.csv:5:25: expected "), "\(bad.errors)")
    #expect(
      try await output("history", "ranges", in: folder) == """
        SOURCE  SYMBOL  ROWS  FIRST                 LAST
        csv     KO         3  2024-01-16T14:30:00Z  2024-01-16T16:30:00Z
          gap: 2024-01-16T14:30:00Z to 2024-01-16T16:30:00Z

        """)
    #expect(try await output("history", "verify", in: folder) == "history.db: 3 rows, all sound\n")
    #expect(
      try await output("history", "cleanup", "--before", "2024-01-16T15:00:00Z", in: folder)
        == "history.db: 2 rows from before 2024-01-16T15:00:00Z deleted\n")
    #expect(
      try await output("history", "stats", "--json", in: folder).hasPrefix(
        #"{"rows":1,"ticks":1,"bars":{},"sources":{"csv":1},"symbols":1,"#))
  }

  @Test("What was recorded is replayed, and the run ends with it")
  func recording() async throws {
    let folder = try Folder([
      "m.yaml": Self.market.replacing("symbols:", with: "default_tick_interval_ms: 10\n  symbols:")
    ])
    let recorded = try await output(
      "run", "--config", "m.yaml", "--record", "--duration", "500ms", "--summary", "json", in: folder)
    let summary = try #require(try JSONSerialization.jsonObject(with: Data(recorded.utf8)) as? [String: Any])
    let history = try #require(summary["history"] as? [String: Any])
    #expect(history["stored"] as? Int == summary["emitted"] as? Int)
    #expect(history["lost"] as? Int == 0)
    let replayed = try await output(
      "run", "--config", "m.yaml", "--source", "replay", "--set", "recycler.replay_mode=single_pass", "--set",
      "recycler.replay_speed=0", "--summary", "json", in: folder)
    let again = try #require(try JSONSerialization.jsonObject(with: Data(replayed.utf8)) as? [String: Any])
    #expect(again["emitted"] as? Int == summary["emitted"] as? Int)
  }

  @Test("A replay of what is not there is refused, with what there is")
  func absent() async throws {
    let rows = "symbol,timestamp,price,size\nKO,2024-01-16T14:30:00Z,60.10,100\nKO,2024-01-16T16:30:00Z,60.15,200\n"
    let folder = try Folder(["m.yaml": Self.market, "t.csv": rows])
    let nothing = try await run("simulate", "--config", "m.yaml", "--source", "replay", in: folder)
    #expect(
      (nothing.status, nothing.errors) == (
        65,
        "Error: history.db: expected a history to replay, found nothing of that name; marketdata history import fills one, "
          + "and marketdata run --record records one\n"
      ))
    _ = try await output("history", "import", "t.csv", in: folder)
    let late = try await run(
      "simulate", "--config", "m.yaml", "--source", "replay", "--set", "recycler.date_range.start=2024-01-17",
      "--set", "recycler.date_range.end=2024-01-17", in: folder)
    #expect(
      (late.status, late.errors) == (
        65,
        "Error: replay date range: expected times in 2024-01-16T14:30:00Z to 2024-01-16T16:30:00Z, "
          + "found 2024-01-17T05:00:00Z to 2024-01-18T05:00:00Z\n"
      ))
    let other = try await run(
      "run", "--config", "m.yaml", "--source", "replay", "--set", "recycler.symbols=IBM", in: folder)
    #expect(other.errors.hasSuffix("Error: history.db: expected a symbol of KO, found \"IBM\"\n"))
  }
}
