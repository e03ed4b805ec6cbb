import Foundation
import Testing

@Suite("marketdata run", .timeLimit(.minutes(5)))
struct RunTests {
  private static let noRedis = ["--set", "redis.url=", "--set", "gateway.enabled=false"]
  /// Nothing listens there, and stopping waits for it for a long time.
  private static let leaving = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("It stops by itself after its duration, and the summary as JSON has all its keys")
  func duration() async throws {
    let outcome = try await Program.run(
      ["run", "--duration", "1s", "--summary", "json", "--seed", "7"] + Self.noRedis, in: try Folder())
    #expect(outcome.status == 0)
    let summary = try json(outcome.output)
    let expected: Set = [
      "abandoned", "blocked_ms", "buffered", "cache", "delivered", "dropped", "duplicated", "duration_s", "emitted",
      "faults", "forced", "gaps", "generated", "health", "in_flight", "merged", "offered", "overflow_dropped",
      "portfolio",
      "quotes_per_second", "refused", "seed", "signals", "skipped_ms", "suppressed", "withdrawn",
    ]
    #expect(Set(summary.keys) == expected)
    #expect(summary["seed"] as? Int == 7)
    #expect(summary["delivered"] as? Int == summary["emitted"] as? Int)
    let cache = try #require(summary["cache"] as? [String: Any])
    #expect(
      cache.keys.sorted() == ["failed", "health", "merged", "reconnects", "refused_older", "store", "written"])
    #expect(cache["store"] as? String == "memory")
    #expect(
      try #require(summary["faults"] as? [String: Int]).keys.sorted() == [
        "burst_loss", "clock_skew", "clock_step", "corrupt", "delay", "drift", "drop", "duplicate", "first", "mute",
        "out_of_order", "reorder", "stale_window", "swizzle",
      ])
  }

  @Test("A first signal stops it gracefully, with a summary and exit code 0", arguments: [SIGINT, SIGTERM])
  func graceful(signal: Int32) async throws {
    let program = try Program(["run"] + Self.noRedis, in: try Folder())
    await program.logged("market started")
    program.send(signal)
    let outcome = await program.outcome()
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("Seed       42\n"))
    #expect(outcome.errors.contains(" info no Redis: quotes are kept in memory only\n"))
    #expect(outcome.errors.contains(" info market stopped emitted="))
  }

  @Test("A second signal ends it at once, with its code")
  func atOnce() async throws {
    let folder = try Folder()
    let redis = try SilentRedis(folder.path + "/silent")
    let program = try Program(["run"] + redis.options, in: folder)
    // From here on there is a quote that Redis does not confirm, which stopping waits for.
    await redis.gotRequest()
    program.send(SIGINT, SIGTERM)
    let outcome = await program.outcome()
    #expect(outcome.status == 128 + SIGTERM)
    #expect(outcome.output == "")
  }

  @Test("Log lines are JSON when that is configured")
  func jsonLogs() async throws {
    let outcome = try await Program.run(
      ["run", "--duration", "1ms", "--summary", "none", "--set", "logging.format=json"] + Self.noRedis, in: try Folder()
    )
    #expect((outcome.status, outcome.output) == (0, ""))
    let lines = try outcome.errors.split(separator: "\n").map { try json(String($0)) }
    #expect(lines.map { $0["message"] as? String }.contains("market started"))
  }

  @Test("On a terminal it draws a table, in colours, and gives the terminal back before the summary")
  func terminal() async throws {
    let program = try Program(
      ["run"] + Self.noRedis, environment: ["TERM": "xterm-256color"], in: try Folder(),
      output: .terminal(width: 100, height: 30))
    await program.printed("▲")
    program.send(SIGINT)
    let outcome = await program.outcome()
    #expect(outcome.status == 0)
    let parts = outcome.output.components(separatedBy: Self.leaving)
    #expect(parts.count == 2)
    #expect(parts[0].hasPrefix("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"))
    for text in ["marketdata\u{1B}[0m  seed 42  8 symbols", "SYMBOL", "AAPL", "SIGNALS", "PORTFOLIO", "CACHE", "▲"] {
      #expect(parts[0].contains(text), "\(text)")
    }
    #expect(parts.last?.hasPrefix("Seed       42\r\n") == true)
  }

  @Test("NO_COLOR takes the colours away; a dumb terminal has no table")
  func plainTerminal() async throws {
    let size = Program.Output.terminal(width: 100, height: 30)
    let program = try Program(
      ["run"] + Self.noRedis, environment: ["TERM": "xterm", "NO_COLOR": "1"], in: try Folder(), output: size)
    await program.printed("SYMBOL")
    program.send(SIGINT)
    let plain = await program.outcome()
    #expect(plain.status == 0)
    #expect(!plain.output.contains("\u{1B}[1;36m") && !plain.output.contains("\u{1B}[0m"))
    let dumb = try await Program.run(
      ["run", "--duration", "1ms"] + Self.noRedis, environment: ["TERM": "dumb"], in: try Folder(), output: size)
    #expect(dumb.output.hasPrefix("Seed       42\r\n"))
  }

  @Test("The terminal is given back when a second signal ends the program at once")
  func terminalAtOnce() async throws {
    let folder = try Folder()
    let redis = try SilentRedis(folder.path + "/silent")
    let program = try Program(
      ["run"] + redis.options, environment: ["TERM": "xterm"], in: folder, output: .terminal(width: 80, height: 24))
    await redis.gotRequest()
    await program.printed("SYMBOL")
    program.send(SIGINT, SIGTERM)
    let outcome = await program.outcome()
    #expect(outcome.status == 128 + SIGTERM)
    #expect(outcome.output.hasSuffix(Self.leaving))
  }
}
