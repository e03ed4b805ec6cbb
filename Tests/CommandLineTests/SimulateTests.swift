import Foundation
import Testing

@Suite("marketdata simulate", .timeLimit(.minutes(5)))
struct SimulateTests {
  private static let market = """
    market_data:
      symbols:
        AAPL: {scenario: sine, base_price: "185.00", tick_interval_ms: 100}
        GME: {scenario: volatile, base_price: "0.9", tick_interval_ms: 250}
    """
  private static let faults = "drop_probability: 0.2\nduplicate_probability: 0.1\ndelay_probability: 0.1\n"

  private func simulate(_ arguments: String..., in folder: Folder? = nil) async throws -> Program.Outcome {
    let folder = try folder ?? Folder(["m.yaml": Self.market])
    return try await Program.run(["simulate", "--config", "m.yaml", "--duration", "20s"] + arguments, in: folder)
  }

  private func summary(_ outcome: Program.Outcome) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(outcome.errors.utf8)) as? [String: Any])
  }

  @Test("The same command gives the same bytes, another seed gives others", arguments: ["ndjson", "csv"])
  func deterministic(format: String) async throws {
    let folder = try Folder(["m.yaml": Self.market, "f.yaml": Self.faults])
    let first = try await simulate("--format", format, "--faults", "f.yaml", in: folder)
    #expect(first.status == 0)
    #expect(first.output.count > 10_000)
    let again = try await simulate("--format", format, "--faults", "f.yaml", in: folder)
    #expect(again.output == first.output)
    let other = try await simulate("--format", format, "--faults", "f.yaml", "--seed", "7", in: folder)
    #expect(other.output != first.output)
  }

  @Test("Each line of ndjson is an object with all fields, in the order of positions")
  func ndjson() async throws {
    let outcome = try await simulate("--start", "2030-01-01T00:00:00Z")
    let quotes = try outcome.output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(quotes.count > 250)
    #expect(quotes.map { $0["position"] as? Int } == (1...quotes.count).map { $0 })
    let first = try #require(quotes.first)
    #expect(
      first.keys.sorted() == [
        "ask", "ask_size", "bid", "bid_size", "changes", "position", "price", "received", "sequence", "size", "symbol",
        "timestamp", "volume",
      ])
    #expect((first["timestamp"] as? String)?.hasPrefix("2030-01-01T00:00:00.") == true)
    #expect(first["price"] is String)
  }

  @Test("CSV has a header, and as many values on every line")
  func csv() async throws {
    let lines = try await simulate("--format", "csv").output.split(separator: "\n")
    let header = "symbol,price,bid,ask,size,bid_size,ask_size,volume,timestamp,received,sequence,position,changes"
    #expect(lines.first.map(String.init) == header)
    #expect(lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 13 })
  }

  @Test("With no output only the summary is left; its account holds")
  func none() async throws {
    let folder = try Folder(["m.yaml": Self.market, "f.yaml": Self.faults])
    let outcome = try await simulate("--format", "none", "--summary", "json", "--faults", "f.yaml", in: folder)
    #expect((outcome.status, outcome.output) == (0, ""))
    let counts = try summary(outcome).compactMapValues { $0 as? Int }
    let ends = try ["emitted", "dropped", "suppressed", "withdrawn", "in_flight"].map { try #require(counts[$0]) }
    #expect(try #require(counts["generated"]) + #require(counts["duplicated"]) == ends.reduce(0, +))
    #expect(counts["seed"] == 42)
    #expect(counts["duration_s"] == 20)
    #expect(counts["in_flight"] == 0)
    #expect(try #require(counts["dropped"]) > 0)
  }

  @Test(
    "A file of faults holds fault settings, or a whole configuration that has them",
    arguments: [
      ("drop_probability: 1\n", 0), ("market_data:\n  seed: 7\n  faults: {drop_probability: 1}\n", 0),
      ("enabled: false\ndrop_probability: 1\n", 1), ("market_data: {seed: 7}\n", 1), ("", 1),
    ])
  func faults(file: String, isEmitting: Int) async throws {
    let outcome = try await simulate("--faults", "f.yaml", in: try Folder(["m.yaml": Self.market, "f.yaml": file]))
    #expect(outcome.status == 0)
    #expect(outcome.output.isEmpty == (isEmitting == 0))
  }

  @Test(
    "A wrong file of faults is a configuration error",
    arguments: [
      (
        "drop_probabilty: 1\n",
        "Error: f.yaml:1:1: market_data.faults.drop_probabilty: expected a known key, found \"drop_probabilty\"; did you "
          + "mean \"drop_probability\"?\n"
      ),
      (
        "market_data: {faults: {drop_probability: 2}}\n",
        "Error: f.yaml:1:24: market_data.faults.drop_probability: expected a number from 0 to 1, found 2\n"
      ),
      ("- 1\n", "Error: f.yaml:1:1: market_data.faults: expected a section of keys and values, found a list\n"),
    ])
  func badFaults(file: String, message: String) async throws {
    let outcome = try await simulate("--faults", "f.yaml", in: try Folder(["m.yaml": Self.market, "f.yaml": file]))
    #expect(outcome.status == 78)
    #expect(outcome.errors == message)
  }

  @Test("A reader that goes away ends it quietly")
  func brokenPipe() async throws {
    let outcome = try await Program.run(["simulate", "--duration", "36500d"], in: try Folder(), output: .closed)
    #expect((outcome.status, outcome.errors) == (0, ""))
  }

  @Test("A signal ends it after a whole line, with a summary", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) async throws {
    let program = try Program(["simulate", "--duration", "36500d", "--format", "csv"], in: try Folder())
    // It writes in large blocks; the first one shows that it is at work.
    await program.printed("\n")
    program.send(signal)
    let outcome = await program.outcome()
    #expect(outcome.status == 128 + signal)
    #expect(outcome.output.hasSuffix(",tb\n"))
    #expect(outcome.errors.hasPrefix("Seed       42\n"))
  }
}
