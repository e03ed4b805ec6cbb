import Testing

@Suite("The program's usage", .timeLimit(.minutes(5)))
struct UsageTests {
  /// A command line that is wrong, and the start of what is said about it.
  struct BadUsage: CustomTestStringConvertible, Sendable {
    var arguments: [String]
    var message: String
    init(_ arguments: String, _ message: String) {
      (self.arguments, self.message) = (arguments.split(separator: " ").map(String.init), message)
    }
    var testDescription: String { arguments.joined(separator: " ") }
  }

  @Test(
    "Bad usage ends with one error and exit code 64",
    arguments: [
      BadUsage(
        "run --duration 3q",
        "Error: The value '3q' is invalid for '--duration <duration>': expected a duration above 0 and up to 100 years "
          + "such as 500ms, 30s, 5m, 6h30m or 1d, found \"3q\"\n"),
      BadUsage("run --seed -1", "Error: Missing value for '--seed <number>'\n"),
      BadUsage("run --set nonsense", "Error: --set: expected key=value, found \"nonsense\"\n"),
      BadUsage("run --summary xml", "Error: The value 'xml' is invalid for '--summary <summary>'."),
      BadUsage("run --nonsense", "Error: Unknown option '--nonsense'\n"),
      BadUsage("quote", "Error: Missing expected argument '<symbol> ...'\n"),
      BadUsage(
        "quote A$B",
        "Error: The value 'A$B' is invalid for '<symbol>': expected a ticker of 1 to 32 characters from A-Z a-z 0-9 "
          + ". : / _ -, found \"A$B\"\n"),
      BadUsage("watch A --interval 0s", "Error: The value '0s' is invalid for '--interval <duration>': expected a dur"),
      BadUsage(
        "simulate --start yesterday",
        "Error: The value 'yesterday' is invalid for '--start <time>': expected a UTC time from 1678 to 2261 such as "
          + "2024-01-15T14:30:00Z or 2024-01-15T14:30:00.123Z, found \"yesterday\"\n"),
      BadUsage(
        "simulate --notices --format csv", "Error: --notices: expected --format ndjson, found --format csv\n"),
      BadUsage(
        "simulate --ledger -",
        "Error: --ledger -: expected --format none, found --format ndjson; standard output takes one of them\n"),
      BadUsage(
        "run --ledger -",
        "Error: --ledger -: expected --summary none, found --summary text; standard output takes one of them\n"),
      BadUsage(
        "scenarios show nws",
        "Error: expected the name of a scenario, found \"nws\"; did you mean \"news\"?\n"),
      BadUsage(
        "scenarios preview zzzzzzzzz",
        "Error: expected the name of a scenario, found \"zzzzzzzzz\"; marketdata scenarios list names them all\n"),
      BadUsage("scenarios preview flat --duration 8d", "Error: --duration: expected at most 7d, found 8d\n"),
      BadUsage("simulate --format xml", "Error: The value 'xml' is invalid for '--format <format>'."),
      BadUsage("nonsense", "Error: Unexpected argument 'nonsense'\n"),
    ])
  func bad(usage: BadUsage) async throws {
    let outcome = try await Program.run(usage.arguments, in: try Folder())
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix(usage.message), "\(outcome.errors)")
  }

  @Test("--version prints the version")
  func version() async throws {
    let outcome = try await Program.run(["--version"], in: try Folder())
    #expect(outcome.status == 0)
    #expect(outcome.output == "0.1.0\n")
  }

  @Test(
    "--help teaches each command by examples",
    arguments: [
      [], ["run"], ["quote"], ["watch"], ["simulate"], ["config"], ["config", "check"], ["config", "show"],
      ["scenarios"], ["scenarios", "list"], ["scenarios", "show"], ["scenarios", "preview"],
    ])
  func help(command: [String]) async throws {
    let outcome = try await Program.run(command + ["--help"], in: try Folder())
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Example"))
    #expect(outcome.output.contains("\n  marketdata " + command.joined(separator: " ")))
  }
}

@Suite("The program's configuration", .timeLimit(.minutes(5)))
struct ConfigCommandTests {
  @Test("Everything that is wrong is said at once, with exit code 78", arguments: ["config check", "run", "simulate"])
  func problems(command: String) async throws {
    let folder = try Folder(["bad.yaml": "market_data:\n  seed: x\n  sed: 1\n"])
    let words = command.split(separator: " ").map(String.init)
    let outcome = try await Program.run(words + ["--config", "bad.yaml", "--set", "cache.accept_older=2"], in: folder)
    #expect(outcome.status == 78)
    #expect(outcome.output == "")
    let lines = outcome.errors.split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "Error: bad.yaml:2:3: market_data.seed: expected a whole number from 0 to 18446744073709551615, found \"x\"",
        "bad.yaml:3:3: market_data.sed: expected a known key, found \"sed\"; did you mean \"seed\"?",
        "--set cache.accept_older=2: cache.accept_older: expected true or false, found 2",
      ])
  }

  @Test("A file that is not there is said to be missing")
  func missing() async throws {
    let outcome = try await Program.run(["config", "check", "--config", "none.yaml"], in: try Folder())
    #expect(outcome.status == 78)
    #expect(outcome.errors == "Error: none.yaml: expected a file that can be read, found none there; check the path\n")
  }

  @Test("check says ok")
  func check() async throws {
    let outcome = try await Program.run(["config", "check"], in: try Folder())
    #expect((outcome.status, outcome.output, outcome.errors) == (0, "ok\n", ""))
  }

  @Test("show says what holds and where it comes from: file, environment, flags, built-in symbols")
  func show() async throws {
    let folder = try Folder(["config/default.yaml": "market_data:\n  queue_max_size: 7\n"])
    let outcome = try await Program.run(
      ["config", "show", "--set", "redis.url=redis://:hunter2@h:1/0"],
      environment: ["MARKETDATA_MARKET_DATA__SEED": "9", "MARKETDATA_RUN_DIR": "elsewhere"], in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("  queue_max_size: 7  # config/default.yaml:2:3\n"))
    #expect(outcome.output.contains("  seed: 9  # environment MARKETDATA_MARKET_DATA__SEED\n"))
    #expect(!outcome.output.contains("hunter2"))
    let builtIn = try await Program.run(["config", "show"], in: try Folder())
    #expect(builtIn.output.contains("    \"AAPL\":\n      scenario: synthetic  # built-in:3:"))
  }
}
