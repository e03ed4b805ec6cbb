import MarketData
import MarketDataConfiguration

/// The most characters of the errors of one file: one for each of its lines, and some more.
private func limit(_ text: String) -> Int { 2000 * (2 + text.utf8.count) }

func scenarioProblem(_ text: String) -> String? {
  let name = SymbolScenario(rawValue: "fuzz")
  let found = ScenarioFiles.parse([ScenarioFile(name: name.rawValue, text: text)])
  guard let definition = found.definitions[name] else {
    if found.problems.isEmpty { return "neither a scenario nor a problem" }
    return found.problems.lazy.compactMap { complaint($0.problem, limit: limit(text)) }.first
  }
  guard found.problems.isEmpty else { return "a scenario, and problems: \(found.problems)" }
  let yaml = ScenarioText.yaml(definition)
  let again = ScenarioFiles.parse([ScenarioFile(name: name.rawValue, text: yaml)])
  guard again.definitions[name] == definition else { return "reads back as another, \(again.problems):\n\(yaml)" }
  return nil
}

/// The bytes are the value of one key, indented so that they can be nothing else: no other key is set, no file read.
func timelineProblem(_ text: String) -> String? {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "      " + $0 }
  let yaml = "market_data:\n  faults:\n    enabled: true\n    timeline:\n" + lines.joined(separator: "\n") + "\n"
  do {
    let loaded = try LoadedConfiguration(yaml: yaml, name: "fuzz.yaml")
    let again = try LoadedConfiguration(yaml: loaded.yaml, name: "again.yaml")
    guard again.configuration == loaded.configuration else { return "reads back as another:\n\(loaded.yaml)" }
    return loaded.configuration.marketData.validate().isEmpty ? nil : "loaded, and not valid"
  } catch { return complaint(error, limit: limit(text)) }
}
