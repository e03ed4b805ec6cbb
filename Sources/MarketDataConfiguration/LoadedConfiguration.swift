import MarketData

/// A configuration, and where each of its values came from.
///
/// Flags override the environment, the environment overrides the file, the file overrides the defaults.
public struct LoadedConfiguration: Hashable, Sendable {
  /// The values.
  public var configuration = Configuration()
  /// The origin of each value that is no default, by its full key: `market_data.symbols.AAPL.base_price`.
  public var origins: [String: ConfigurationOrigin] = [:]

  init() {}

  /// Loads a file, and the scenarios in the folder beside it.
  ///
  /// - Parameters:
  ///   - file: The path of a YAML file of at most 4 MiB; nil for none.
  ///   - faults: The path of another with fault settings, which override those of the first; nil for none. It holds
  ///     the keys of `market_data.faults`, at its top level or in their place in a whole configuration, and enables
  ///     faults unless it says `enabled: false`.
  ///   - environment: Environment variables; those that are not ours are left alone.
  ///   - overrides: `key=value`, as of `--set`.
  /// - Throws: all faults of all three at once; nothing is applied then.
  public init(
    file: String?, faults: String? = nil, environment: [String: String] = [:], overrides: [String] = []
  ) throws(ConfigurationError) {
    try self.init(environment, overrides, faults: faults, beside: file) { (draft) throws(ConfigurationFault) in
      guard let file else { return }
      FileReader.read(try YAMLDocument(try FileText.read(file), name: visible(file, limit: 1024)), into: &draft)
    }
  }

  /// Loads a text as if it were a file of that name.
  ///
  /// - Throws: all faults at once.
  public init(
    yaml: String, name: String, faults: String? = nil, environment: [String: String] = [:], overrides: [String] = []
  ) throws(ConfigurationError) {
    try self.init(environment, overrides, faults: faults) { (draft) throws(ConfigurationFault) in
      FileReader.read(try YAMLDocument(yaml, name: name), into: &draft)
    }
  }

  private init(
    _ environment: [String: String], _ overrides: [String], faults: String?, beside path: String? = nil,
    file: (inout Draft) throws(ConfigurationFault) -> Void
  ) throws(ConfigurationError) {
    var draft = Draft()
    do { try file(&draft) } catch { draft.report(error.origin, error.problem) }
    do { try Self.read(faults: faults, into: &draft) } catch { draft.report(error.origin, error.problem) }
    EnvironmentReader.read(environment, into: &draft)
    OverrideReader.read(overrides, into: &draft)
    self = draft.build()
    if configuration.scenariosPath.isEmpty, let folder = path.flatMap(ScenarioFolder.beside) {
      configuration.scenariosPath = folder
    }
    // What concerns several values of a section can be judged only when each of them is right.
    var broken = Set(draft.faults.map { Self.section(of: $0.problem) })
    for fault in ScenarioFolder.read(into: &self) {
      draft.report(fault.origin, fault.problem)
      broken.insert("market_data")
    }
    for problem in configuration.validate() where !broken.contains(Self.section(of: problem)) {
      draft.report(origin(of: problem.key), hinted(problem))
    }
    for fault in GatewayFiles.read(into: &self) { draft.report(fault.origin, fault.problem) }
    guard draft.faults.isEmpty else { throw ConfigurationError(draft.faults) }
  }

  /// With the scenario that was most likely meant, if it is about the name of one.
  private func hinted(_ problem: ConfigProblem) -> ConfigProblem {
    guard problem.hint == nil, problem.key.hasSuffix("scenario") else { return problem }
    let names =
      SymbolScenario.builtIn.map(\.rawValue) + configuration.marketData.scenarios.keys.map(\.rawValue).sorted()
    var problem = problem
    problem.hint = nearest(String(problem.found.dropFirst().dropLast()), in: names).map { "did you mean \"\($0)\"?" }
    return problem
  }

  /// Where a key was set, or what it is a part of: `timeline[2].from`, else `timeline[2]`, else `timeline`.
  func origin(of key: String) -> ConfigurationOrigin? {
    var rest = key[...]
    while true {
      if let origin = origins[String(rest)] { return origin }
      guard let end = rest.lastIndex(where: { $0 == "." || $0 == "[" }) else { return nil }
      rest = rest[..<end]
    }
  }

  /// Notes where a key was set, and where its parts are; those of an earlier value are forgotten.
  mutating func setOrigin(
    of key: String, _ origin: ConfigurationOrigin, parts: [String: ConfigurationOrigin] = [:]
  ) {
    if Settings.setting(key)?.readTree != nil { origins = origins.filter { !$0.key.hasPrefix("\(key)[") } }
    origins.merge(parts) { _, new in new }
    origins[key] = origin
  }

  private static func section(of problem: ConfigProblem) -> Substring { problem.key.prefix { $0 != "." } }

  private static func read(faults file: String?, into draft: inout Draft) throws(ConfigurationFault) {
    guard let file else { return }
    let name = visible(file, limit: 1024)
    if let enabled = Settings.address("market_data.faults.enabled") {
      draft.assign(enabled, .text("true"), layer: .file, origin: .file(name))
    }
    FileReader.readFaults(try YAMLDocument(try FileText.read(file), name: name), into: &draft)
  }
}

extension Configuration {
  /// Loads a file, environment variables and `key=value` overrides, each overriding those before.
  ///
  /// - Throws: all faults at once; nothing is applied then.
  public static func load(
    file: String?, environment: [String: String] = [:], overrides: [String] = []
  ) throws(ConfigurationError) -> Configuration {
    try LoadedConfiguration(file: file, environment: environment, overrides: overrides).configuration
  }
}
