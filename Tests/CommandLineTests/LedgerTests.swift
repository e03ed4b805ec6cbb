import Foundation
import Testing

@Suite("The ledger of faults as a file", .timeLimit(.minutes(5)))
struct LedgerTests {
  private static let market = """
    market_data:
      symbols:
        AAPL: {scenario: flat, tick_interval_ms: 1000}
      faults:
        enabled: true
        timeline:
          - {from: 5s, for: 10s, mute: true, name: lunch}
          - {from: 20s, for: 2s, faults: {drop_probability: 1}}
    """
  private static let rows = """
    {"id":1,"kind":"mute","symbol":"AAPL","time":"2024-01-16T14:30:05.400819858Z","sequence":6,"last_sequence":15,\
    "quotes":10,"ended":"2024-01-16T14:30:15.000000000Z","duration_ms":9599.180142,"window":"lunch"}
    {"id":2,"kind":"drop","symbol":"AAPL","time":"2024-01-16T14:30:20.400819858Z","sequence":21,"last_sequence":21,\
    "quotes":1,"ended":"2024-01-16T14:30:20.400819858Z"}
    {"id":3,"kind":"drop","symbol":"AAPL","time":"2024-01-16T14:30:21.400819858Z","sequence":22,"last_sequence":22,\
    "quotes":1,"ended":"2024-01-16T14:30:21.400819858Z"}

    """

  private func simulate(_ arguments: String..., in folder: Folder) async throws -> Program.Outcome {
    try await Program.run(
      ["simulate", "--config", "m.yaml", "--duration", "30s", "--format", "none"] + arguments, in: folder)
  }

  private func text(_ name: String, in folder: Folder) throws -> String {
    try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)
  }

  @Test("A simulation writes each fault once, in its file or on standard output")
  func simulation() async throws {
    let folder = try Folder(["m.yaml": Self.market, "l.ndjson": "what was there before\n"])
    let outcome = try await simulate("--ledger", "l.ndjson", "--summary", "none", in: folder)
    #expect((outcome.status, outcome.output, outcome.errors) == (0, "", ""))
    #expect(try text("l.ndjson", in: folder) == Self.rows)
    #expect(try await simulate("--ledger", "-", in: folder).output == Self.rows)
  }

  @Test("Notices stand between the quotes, in their place")
  func notices() async throws {
    let folder = try Folder(["m.yaml": Self.market])
    let outcome = try await Program.run(
      ["simulate", "--config", "m.yaml", "--duration", "16s", "--notices"], in: folder)
    let lines = try outcome.output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    let story = lines.map { line in
      line["notice"].map { _ in line["to"] as? String ?? "" } ?? "\(line["sequence"] as? Int ?? 0)"
    }
    #expect(story == ["1", "2", "3", "4", "5", "stale", "mute", "gapped", "16"])
  }

  @Test("Rows that were let go before they could be written are said")
  func letGo() async throws {
    let folder = try Folder(["m.yaml": Self.market])
    let outcome = try await simulate(
      "--ledger", "l.ndjson", "--set", "market_data.faults.ledger_capacity=1", "--set",
      "market_data.faults.drop_probability=1", "--summary", "none", in: folder)
    // 30 quotes, ten of them in one row: the last is left.
    #expect(outcome.status == 0)
    #expect(
      outcome.errors == "l.ndjson: 20 rows of the ledger were let go before they could be written; "
        + "raise market_data.faults.ledger_capacity\n")
    #expect(
      try text("l.ndjson", in: folder) == """
        {"id":21,"kind":"drop","symbol":"AAPL","time":"2024-01-16T14:30:29.400819858Z","sequence":30,\
        "last_sequence":30,"quotes":1,"ended":"2024-01-16T14:30:29.400819858Z"}

        """)
  }

  @Test(
    "A ledger that cannot be written ends it with exit code 74",
    arguments: [
      ("/dev/full", "expected /dev/full to take data, found \"No space left on device\""),
      ("/no/folder/l", "expected a file that can be written, found \"No such file or directory\" (/no/folder/l)"),
    ])
  func unwritable(path: String, message: String) async throws {
    let outcome = try await simulate("--ledger", path, in: try Folder(["m.yaml": Self.market]))
    #expect(outcome.status == 74)
    #expect(outcome.errors == "Error: \(message)\n")
  }

  private static let live = [
    "run", "--config", "m.yaml", "--set", "redis.url=", "--set", "gateway.enabled=false", "--set",
    "market_data.default_tick_interval_ms=10", "--set", "market_data.symbols.AAPL.tick_interval_ms=10", "--set",
    "market_data.faults.timeline=[]", "--set", "market_data.faults.drop_probability=1", "--duration", "1s",
  ]

  @Test("A run writes every fault by its end")
  func run() async throws {
    let folder = try Folder(["m.yaml": Self.market])
    let outcome = try await Program.run(Self.live + ["--ledger", "l.ndjson", "--summary", "json"], in: folder)
    #expect(outcome.status == 0)
    let summary = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let rows = try text("l.ndjson", in: folder).split(separator: "\n")
    #expect(rows.count == summary["dropped"] as? Int)
    #expect(rows.count > 1)
    for (index, row) in rows.enumerated() { #expect(row.hasPrefix("{\"id\":\(index + 1),\"kind\":\"drop\"")) }
    let stdout = try await Program.run(Self.live + ["--ledger", "-", "--summary", "none"], in: folder)
    #expect(stdout.output.hasPrefix("{\"id\":1,"))
  }

  @Test("A run whose ledger takes no more runs on, says so, and ends with exit code 74")
  func fullRun() async throws {
    let folder = try Folder(["m.yaml": Self.market])
    let outcome = try await Program.run(Self.live + ["--ledger", "/dev/full"], in: folder)
    #expect(outcome.status == 74)
    #expect(outcome.output.hasPrefix("Seed       42\n"))
    #expect(
      outcome.errors.contains(" error ledger cannot be written error=\"No space left on device\" file=/dev/full\n"))
    #expect(outcome.errors.hasSuffix("Error: expected /dev/full to take data, found \"No space left on device\"\n"))
  }
}
