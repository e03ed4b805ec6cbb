import Foundation
import MarketData
import MarketDataConfiguration
import MarketDataRedis
import Testing

/// The committed page and the committed example.
struct ConfigurationReferenceTests {
  private static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private let page = project.appending(path: "docs/configuration.md")
  private let example = project.appending(path: "config/default.yaml").path

  @Test("docs/configuration.md is what the table of settings says")
  func isCurrent() throws {
    let text = ConfigurationReference.markdown()
    if ProcessInfo.processInfo.environment["REGENERATE_DOCS"] != nil {
      try text.write(to: page, atomically: true, encoding: .utf8)
    }
    let committed = try String(contentsOf: page, encoding: .utf8)
    #expect(
      committed == text,
      "run REGENERATE_DOCS=1 swift test --filter ConfigurationReferenceTests and commit docs/configuration.md")
  }

  @Test("The page's examples of errors are what is said")
  func errors() {
    let yaml = String(repeating: "#\n", count: 9) + "market_data:\n  faults:\n    drop_probability: 1.5\n"
    let environment = ["MARKETDATA_MARKET_DATA__SEDE": "1"]
    do {
      _ = try LoadedConfiguration(
        yaml: yaml, name: "config/default.yaml", environment: environment, overrides: ["market_data.seed=x"])
      Issue.record("expected an error")
    } catch {
      #expect(ConfigurationReference.markdown().contains("```\n\(error)\n```"))
    }
  }

  @Test("config/default.yaml is the configuration it says it is")
  func exampleLoads() throws {
    let loaded = try Configuration.load(file: example)
    var expected = Configuration()
    expected.marketData.symbols = try symbols()
    expected.marketData.faults = mildFaults
    expected.scenariosPath = Self.project.appending(path: "config/scenarios").path
    expected.marketData.scenarios = loaded.marketData.scenarios
    let scenarios = loaded.marketData.scenarios.keys.map(\.rawValue).sorted()
    #expect(scenarios == ["flaky_feed", "flash_crash", "lunch_lull", "opening_rush"])
    #expect(loaded == expected)
  }

  @Test("Every scenario that comes with the program is in docs/scenarios.md", arguments: SymbolScenario.builtIn)
  func scenariosAreDocumented(_ scenario: SymbolScenario) throws {
    let page = try String(contentsOf: Self.project.appending(path: "docs/scenarios.md"), encoding: .utf8)
    let summary = try #require(ScenarioDefinition.builtIn[scenario]?.summary)
    #expect(page.contains("| `\(scenario)` | \(summary) |"))
  }

  @Test("Every key of config/default.yaml is on the page")
  func exampleIsDocumented() throws {
    let page = ConfigurationReference.markdown()
    let loaded = try LoadedConfiguration(file: example)
    #expect(loaded.origins.count > 40)
    for symbol in try symbols().keys { #expect(loaded.origins["market_data.symbols.\(symbol)"] != nil) }
    for key in loaded.origins.keys {
      let parts = key.split(separator: ".")
      if parts[1] == "scenarios" { continue }  // of files of their own, which docs/scenarios.md describes
      guard parts[1] == "symbols" else {
        #expect(page.contains("| `\(key)` |"))
        continue
      }
      if parts.count > 3 { #expect(page.contains("| `market_data.symbols.<SYMBOL>.\(parts[3])` |")) }
    }
  }

  private var mildFaults: FaultConfig {
    var faults = FaultConfig()
    faults.enabled = false
    (faults.delayProbability, faults.duplicateProbability, faults.outOfOrderProbability) = (0.01, 0.01, 0.01)
    (faults.staleWindowProbability, faults.dropProbability) = (0.001, 0.005)
    return faults
  }

  private func symbols() throws -> [Symbol: SymbolConfig] {
    func symbol(_ scenario: SymbolScenario, _ price: String, _ interval: Int) throws -> SymbolConfig {
      SymbolConfig(scenario: scenario, basePrice: try Price(price), tickInterval: .milliseconds(interval))
    }
    var symbols = try [
      Symbol("AAPL"): symbol(.volatile, "150.25", 100), Symbol("MSFT"): symbol(.trendUp, "410.00", 1000),
      Symbol("TSLA"): symbol(.jump, "245.50", 250), Symbol("NVDA"): symbol(.synthetic, "875.00", 1000),
      Symbol("SPY"): symbol(.flat, "450.00", 200), Symbol("META"): symbol(.stale, "485.00", 500),
      Symbol("AMZN"): symbol(.trendDown, "175.00", 1000), Symbol("SINE"): symbol(.sine, "100.00", 100),
    ]
    for (ticker, interval) in [("FAKETICKER", 1000), ("FAKEPACA", 500)] {
      var fake = try symbol(.sine, "100.00", interval)
      fake.onDemand = true
      symbols[try Symbol(ticker)] = fake
    }
    return symbols
  }
}
