import Foundation
import Testing

@Suite("marketdata quote and watch", .timeLimit(.minutes(5)))
struct RedisCommandTests {
  private static let market = """
    market_data: {symbols: {AAPL: {tick_interval_ms: 10}, KO: {tick_interval_ms: 10}}}
    gateway: {port: 0}
    """

  @Test("Without Redis it says so and ends with 69", arguments: ["quote", "watch"])
  func noRedis(command: String) async throws {
    let folder = try Folder()
    let lost = try await Program.run([command, "AAPL", "--set", "redis.url=unix:///nonexistent"], in: folder)
    #expect((lost.status, lost.output) == (69, ""))
    #expect(
      lost.errors == "Error: expected Redis to listen at unix:///nonexistent, found \"No such file or directory\"; "
        + "start it there or correct redis.url\n")
    let none = try await Program.run([command, "AAPL", "--set", "redis.url="], in: folder)
    #expect(none.status == 69)
    #expect(
      none.errors == "Error: expected a Redis to read from, found an empty redis.url; name one with --set redis.url=…\n"
    )
  }

  @Test("What one process writes another reads: found by the note in the run folder")
  func throughRedis() async throws {
    let folder = try Folder(["config/default.yaml": Self.market])
    try await PrivateRedis.run(in: folder) { redis in
      try folder.write(redis.url + "\n", to: "run/redis.url")
      let environment = ["MARKETDATA_RUN_DIR": "run"]
      let run = try Program(["run", "--summary", "json"], environment: environment, in: folder)
      try await watch("AAPL", environment, in: folder)
      try await draw("KO", environment, in: folder)
      run.send(SIGTERM)
      #expect(await run.outcome().output.contains("\"store\":\"\(redis.url)\""))
      let quote = try await Program.run(
        ["quote", "AAPL", "KO", "--set", "market_data.staleness_threshold_ms=86400000"], environment: environment,
        in: folder)
      #expect((quote.status, quote.errors) == (0, ""))
      let lines = quote.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      #expect(lines[0] == ["SYMBOL", "PRICE", "BID", "ASK", "VOLUME", "TIMESTAMP", "AGE", "STATE"])
      #expect(lines.map(\.first) == ["SYMBOL", "AAPL", "KO"])
      #expect(lines.dropFirst().map(\.last) == ["fresh", "fresh"])
      try await lookForMissing(redis, in: folder)
    }
  }

  private func lookForMissing(_ redis: PrivateRedis, in folder: Folder) async throws {
    let missing = try await Program.run(
      ["quote", "NOPE", "AAPL", "--json"], environment: ["REDIS_URL": redis.url], in: folder)
    #expect(missing.status == 1)
    #expect(missing.errors == "Error: expected a quote in Redis for each symbol, found none for NOPE\n")
    let lines = missing.output.split(separator: "\n")
    #expect(lines.first == #"{"state":"missing","symbol":"NOPE"}"#)
    let aapl = try #require(try JSONSerialization.jsonObject(with: Data(lines[1].utf8)) as? [String: Any])
    #expect(
      aapl.keys.sorted() == ["age_ms", "ask", "bid", "cached_at", "price", "state", "symbol", "timestamp", "volume"])
  }

  /// Watches line by line until there is a quote.
  private func watch(_ ticker: String, _ environment: [String: String], in folder: Folder) async throws {
    let program = try Program(["watch", ticker, "--interval", "10ms"], environment: environment, in: folder)
    await program.printed(" fresh\n")
    program.send(SIGINT)
    let outcome = await program.outcome()
    #expect((outcome.status, outcome.errors) == (0, ""))
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.hasPrefix("\(ticker) ") })
  }

  /// Watches on a terminal until there is a quote.
  private func draw(_ ticker: String, _ environment: [String: String], in folder: Folder) async throws {
    let program = try Program(
      ["watch", ticker, "--interval", "10ms"], environment: environment.merging(["TERM": "xterm"]) { $1 }, in: folder,
      output: .terminal(width: 100, height: 20))
    await program.printed("fresh")
    program.send(SIGTERM)
    let outcome = await program.outcome()
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("SYMBOL"))
    #expect(outcome.output.hasSuffix("\u{1B}[?1049l"))
  }

  @Test("A note of a Redis that does not answer is passed over")
  func oldNote() async throws {
    let folder = try Folder([".run/redis.url": "unix:///nonexistent/old\n"])
    let outcome = try await Program.run(["config", "show"], in: folder)
    #expect(outcome.status == 0)
    #expect(!outcome.output.contains("/nonexistent/old"))
  }
}
