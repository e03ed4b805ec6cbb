import Foundation
import MarketData
import MarketDataConfiguration
import Testing

@Suite("The folder of scenario files")
struct ScenarioFolderTests {
  /// Runs a test in a folder with the given files.
  private func withFiles(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "scenarios-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    try body(folder.path)
  }

  private func lines(_ load: () throws -> LoadedConfiguration) -> [String] {
    do {
      _ = try load()
      return []
    } catch { return "\(error)".split(separator: "\n").map(String.init) }
  }

  private static let market = "market_data:\n  symbols: {AAPL: {scenario: crash}}\n"

  @Test("Files beside the configuration file are scenarios; others in the folder are left alone")
  func beside() throws {
    let files = [
      "a.yaml": Self.market, "scenarios/crash.yaml": "drift: 0.1\n", "scenarios/.hidden.yaml": "x",
      "scenarios/b.txt": "x",
    ]
    try withFiles(files) { folder in
      let loaded = try LoadedConfiguration(file: "\(folder)/a.yaml")
      let crash = try #require(loaded.configuration.marketData.scenarios[SymbolScenario(rawValue: "crash")])
      #expect(crash.parameters.drift == 0.1)
      #expect(loaded.configuration.marketData.scenarios.count == 1)
      #expect(loaded.configuration.scenariosPath == "\(folder)/scenarios")
      // What is shown loads to the same from the same place.
      let shown = try LoadedConfiguration(yaml: loaded.yaml, name: "shown.yaml")
      #expect(shown.configuration == loaded.configuration)
    }
  }

  @Test("Another folder is named by its key")
  func named() throws {
    try withFiles(["a.yaml": Self.market, "scenarios/crash.yaml": "x: 1\n", "more/crash.yaml": "drift: 0.2\n"]) {
      folder in
      let loaded = try LoadedConfiguration(
        file: "\(folder)/a.yaml", overrides: ["market_data.scenarios_path=\(folder)/more"])
      #expect(loaded.configuration.marketData.scenarios.values.map(\.parameters.drift) == [0.2])
    }
  }

  @Test("A folder that is not there is an error only when it was named")
  func missing() throws {
    try withFiles(["a.yaml": "market_data: {seed: 1}\n"]) { folder in
      #expect(lines { try LoadedConfiguration(file: "\(folder)/a.yaml") } == [])
    }
    let flag = "market_data.scenarios_path=/no/folder"
    #expect(
      lines { try LoadedConfiguration(yaml: "", name: "f.yaml", overrides: [flag]) } == [
        "--set \(flag): market_data.scenarios_path: expected a folder that can be read, found none (/no/folder); check the path"
      ])
  }

  @Test("A broken scenario is said at its place, and not again of the symbols that have it")
  func broken() throws {
    try withFiles(["a.yaml": Self.market, "scenarios/crash.yaml": "drift: 7\n"]) { folder in
      #expect(
        lines { try LoadedConfiguration(file: "\(folder)/a.yaml") } == [
          "\(folder)/scenarios/crash.yaml:1:1: drift: expected a number from -0.5 to 0.5, found 7"
        ])
    }
  }

  @Test("A symbol with a scenario that there is not is told the nearest one")
  func unknown() throws {
    try withFiles(["a.yaml": Self.market, "scenarios/crush.yaml": "drift: 0\n"]) { folder in
      let names = scenarios + ", crush"
      #expect(
        lines { try LoadedConfiguration(file: "\(folder)/a.yaml") } == [
          "\(folder)/a.yaml:2:20: market_data.symbols.AAPL.scenario: expected \(names), found \"crash\"; did you mean \"crush\"?"
        ])
    }
  }

  @Test("Faults of a scenario that overlap the timeline are said at their place in the scenario's file")
  func overlap() throws {
    let market = Self.market + "  faults: {timeline: [{mute: true}]}\n"
    try withFiles(["a.yaml": market, "scenarios/crash.yaml": "faults:\n  - {from: 1m, mute: true}\n"]) { folder in
      #expect(
        lines { try LoadedConfiguration(file: "\(folder)/a.yaml") } == [
          "\(folder)/scenarios/crash.yaml:2:5: market_data.scenarios.crash.faults[0]: expected no other mute for the same symbol at the same time, found from 60 s on for AAPL, and market_data.faults.timeline[0] from 0 s on"
        ])
    }
  }
}
