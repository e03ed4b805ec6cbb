public import MarketData
import Yams

/// Scenarios as users write them in files.
///
/// ```yaml
/// summary: a quiet market, then a crash
/// base: synthetic
/// volatility: 0.0003
/// phases:
///   crash: { drift: -0.0015, volatility: 0.002 }
/// timeline:
///   - { at: 5m, phase: crash, gap: -0.02 }
/// ```
public enum ScenarioFiles {
  /// What files define, and everything that is wrong with them: by files in the order of their names, and in each in
  /// the order of its lines. A pure function: nothing is read.
  ///
  /// - Returns: The definitions of the files that are right, if what they are based on is right too.
  public static func parse(
    _ files: [ScenarioFile]
  ) -> (definitions: [SymbolScenario: ScenarioDefinition], problems: [ConfigurationFault]) {
    let (definitions, problems, _) = read(files)
    return (definitions, problems)
  }

  /// The same, and where each fault of a scenario is, by its full key in a configuration.
  static func read(
    _ files: [ScenarioFile]
  ) -> (
    definitions: [SymbolScenario: ScenarioDefinition], problems: [ConfigurationFault],
    origins: [String: ConfigurationOrigin]
  ) {
    var library = ScenarioLibrary(files.sorted { $0.name < $1.name })
    library.defineAll()
    return (library.definitions, library.problems, library.origins)
  }
}

/// Files on the way to definitions: each is read after the one that it is based on.
private struct ScenarioLibrary {
  private(set) var definitions: [SymbolScenario: ScenarioDefinition] = [:]
  private(set) var origins: [String: ConfigurationOrigin] = [:]
  private var sources: [String: ScenarioSource] = [:]
  /// The names in the order of problems, and what is wrong with each file.
  private var names: [String] = []
  private var faults: [String: [ConfigurationFault]] = [:]
  /// Those that were looked at; those among them without a definition are broken.
  private var done: Set<String> = []

  var problems: [ConfigurationFault] { names.flatMap { faults[$0] ?? [] } }

  init(_ files: [ScenarioFile]) {
    for file in files {
      names.append(file.name)
      do throws(ConfigurationFault) { sources[file.name] = try ScenarioSource(file) } catch {
        faults[file.name, default: []].append(error)
      }
    }
  }

  mutating func defineAll() {
    for name in names { define(name, after: []) }
  }

  /// Defines a scenario, and before it what it is based on.
  ///
  /// - Parameter path: Those that are based on it and led here.
  private mutating func define(_ name: String, after path: [String]) {
    guard !done.contains(name), let source = sources[name] else { return }
    var base: ScenarioDefinition?
    var problem: ConfigProblem?
    if let found = source.base {
      let scenario = SymbolScenario(rawValue: found.name)
      if found.name != name, let start = (path + [name]).firstIndex(of: found.name) {
        let circle = ((path + [name])[start...] + [found.name]).joined(separator: " → ")
        problem = ConfigProblem("base", expected: "a scenario that is not based on this one", found: circle)
      } else if found.name != name, names.contains(found.name) {
        define(found.name, after: path + [name])
        base = definitions[scenario]
      } else if let builtIn = ScenarioDefinition.builtIn[scenario] {
        base = builtIn
      } else {
        problem = unknown(found.name, in: name)
      }
    }
    guard done.insert(name).inserted else { return }
    var reader = source.reader
    if let problem { reader.report(source.base?.origin, problem) }
    let isBaseBroken = source.base != nil && base == nil
    let definition = ScenarioReader.definition(source.entries, on: base, isBaseBroken: isBaseBroken, &reader)
    faults[name, default: []] += reader.faults.inOrder
    guard reader.faults.isEmpty, !isBaseBroken else { return }
    definitions[SymbolScenario(rawValue: name)] = definition
    note(reader.origins, of: name)
  }

  private func unknown(_ base: String, in name: String) -> ConfigProblem {
    let known = SymbolScenario.builtIn.map(\.rawValue) + names.filter { $0 != name }
    let hint = nearest(base, in: known).map { "did you mean \"\($0)\"?" }
    if base == name {
      return ConfigProblem("base", expected: "a scenario that is not based on this one", found: "\(name) → \(name)")
    }
    return ConfigProblem(
      "base", expected: "the name of a scenario", found: RawValue.text(base).shown,
      hint: hint ?? "there are " + known.joined(separator: ", "))
  }

  private mutating func note(_ found: [String: ConfigurationOrigin], of name: String) {
    for (key, origin) in found where key.hasPrefix("faults") {
      origins["market_data.scenarios.\(name).\(key)"] = origin
    }
  }
}

extension [ConfigurationFault] {
  /// In the order of their places.
  fileprivate var inOrder: [ConfigurationFault] {
    enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element)
  }
}

extension ConfigurationFault {
  /// Lines and columns as one number; those without one come first.
  fileprivate var place: Int {
    if case .line(_, let line, let column) = origin { line * 1_000_000 + Swift.min(column, 999_999) } else { 0 }
  }
}
