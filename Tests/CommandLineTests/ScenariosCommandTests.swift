import Foundation
import Testing

@Suite("marketdata scenarios", .timeLimit(.minutes(5)))
struct ScenariosCommandTests {
  private static let files = [
    "config/default.yaml": "market_data: {symbols: {AAPL: {scenario: mine}}}\n",
    "config/scenarios/mine.yaml":
      "summary: mine\nbase: halt\nspread: 0.01\nfaults: [{from: 1m, for: 2m, mute: true}]\n",
    "config/scenarios/news.yaml": "summary: my \"news\"\n",
  ]

  @Test("list names those that are built in, then those of files; a file may replace one")
  func list() async throws {
    let folder = try Folder(Self.files)
    let outcome = try await Program.run(["scenarios", "list"], in: folder)
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 17)
    #expect(lines[0] == "NAME           FROM                        SUMMARY")
    #expect(lines[1] == "flat           built-in                    hardly moves: up to 0.01 % per tick")
    #expect(lines[14] == "news           config/scenarios/news.yaml  my \"news\"")
    #expect(lines[16] == "mine           config/scenarios/mine.yaml  mine")
    let json = try await Program.run(["scenarios", "list", "--json"], in: folder)
    #expect(
      json.output.hasSuffix(#"{"name":"mine","from":"config/scenarios/mine.yaml","summary":"mine"}"# + "\n"))
    #expect(
      json.output.contains(#"{"name":"news","from":"config/scenarios/news.yaml","summary":"my \"news\""}"# + "\n"))
  }

  @Test("What show prints is a file of the same scenario")
  func show() async throws {
    let folder = try Folder(Self.files)
    let shown = try await Program.run(["scenarios", "show", "mine"], in: folder)
    #expect(shown.status == 0)
    #expect(shown.output.hasPrefix("summary: \"mine\"\ncycle: 1h\nvolatility: 0.0002\nspread: 0.01\n"))
    try folder.write(shown.output, to: "config/scenarios/again.yaml")
    #expect(try await Program.run(["scenarios", "show", "again"], in: folder).output == shown.output)
  }

  @Test("A market plays a scenario of a file, with its faults")
  func simulate() async throws {
    let outcome = try await Program.run(
      ["simulate", "--duration", "5m", "--format", "none", "--set", "market_data.faults.enabled=true"],
      in: try Folder(Self.files))
    #expect(outcome.errors.contains("\nFaults     mute 1; quotes lost 120\n"))
  }

  @Test("A broken scenario file is an error of every command", arguments: ["simulate", "scenarios list"])
  func broken(command: String) async throws {
    let folder = try Folder(Self.files.merging(["config/scenarios/x.yaml": "base: y\n"]) { $1 })
    let outcome = try await Program.run(command.split(separator: " ").map(String.init), in: folder)
    #expect(outcome.status == 78)
    #expect(
      outcome.errors.hasPrefix(
        "Error: config/scenarios/x.yaml:1:1: base: expected the name of a scenario, found \"y\"; there are flat, "))
  }

  @Test("The same preview gives the same picture, without colours in a pipe; TERM=dumb gets ASCII")
  func preview() async throws {
    let folder = try Folder(Self.files)
    let first = try await Program.run(["scenarios", "preview", "mine"], in: folder)
    #expect(first.status == 0)
    #expect(first.output.hasPrefix("mine  mine\nAAPL, seed 42, 1 tick a second, 1h from 2024-01-16 UTC; high "))
    #expect(!first.output.contains("\u{1B}"))
    #expect(first.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(try await Program.run(["scenarios", "preview", "mine"], in: folder).output == first.output)
    let other = try await Program.run(["scenarios", "preview", "mine", "--seed", "7"], in: folder)
    #expect(other.output != first.output)
    let plain = try await Program.run(["scenarios", "preview", "mine"], environment: ["TERM": "dumb"], in: folder)
    #expect(plain.output.utf8.allSatisfy { $0 < 0x80 })
    let terminal = try await Program.run(
      ["scenarios", "preview", "mine"], environment: ["TERM": "xterm"], in: folder,
      output: .terminal(width: 70, height: 30))
    #expect(terminal.output.contains("\u{1B}[31m▒"))
  }

  @Test("The picture is an SVG file that any reader of XML takes")
  func svg() async throws {
    let folder = try Folder(Self.files)
    let outcome = try await Program.run(["scenarios", "preview", "mine", "--svg", "p.svg"], in: folder)
    #expect((outcome.status, outcome.output, outcome.errors) == (0, "", ""))
    let svg = try String(contentsOfFile: folder.path + "/p.svg", encoding: .utf8)
    #expect(svg.hasPrefix(#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 "#))
    #expect(svg.hasSuffix("</svg>\n"))
    let stdout = try await Program.run(["scenarios", "preview", "mine", "--svg", "-"], in: folder)
    #expect(stdout.output == svg)
    let full = try await Program.run(["scenarios", "preview", "mine", "--svg", "/dev/full"], in: folder)
    #expect(
      (full.status, full.errors) == (74, "Error: expected /dev/full to take data, found \"No space left on device\"\n"))
  }
}
