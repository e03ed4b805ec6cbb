import MarketData
import Yams

/// A scenario's file as a tree, and what it is based on.
struct ScenarioSource {
  /// What the root has, by key.
  let entries: [TreeReader.Entry]
  /// What is noted so far.
  let reader: TreeReader
  /// What it is based on, and where that is said.
  let base: (name: String, origin: ConfigurationOrigin)?

  /// - Throws: what is wrong with the name, or with the text as a whole.
  init(_ file: ScenarioFile) throws(ConfigurationFault) {
    let path = visible(file.path, limit: 1024)
    guard ScenarioRules.scenarioName.allows(file.name) else {
      let rule = ScenarioRules.scenarioName
      throw ConfigurationFault(
        .file(path), ConfigProblem("", expected: rule.expected, found: rule.text(file.name), hint: "rename the file"))
    }
    let document = try YAMLDocument(file.text, name: path)
    guard let root = document.root, RawValue(root) != .nothing else {
      throw ConfigurationFault(.file(path), ConfigProblem("", expected: "a scenario", found: "nothing"))
    }
    var reader = TreeReader(document)
    let whole = TreeReader.Entry(key: "", node: root, origin: document.origin(of: root))
    let entries = reader.section(whole, names: ScenarioReader.names) ?? []
    var base: (name: String, origin: ConfigurationOrigin)?
    if let entry = entries.first(where: { $0.name == "base" }), let name = reader.value(entry, .scenarioName) {
      base = (name, entry.origin)
    }
    (self.entries, self.reader, self.base) = (entries, reader, base)
  }
}

extension ValueFormat<String> {
  /// The name of a scenario, whether there is one or not.
  fileprivate static let scenarioName = Self(
    ValueRule("the name of a scenario", allows: { !$0.isEmpty && $0.utf8.count <= 64 }), text: { $0 })
}
