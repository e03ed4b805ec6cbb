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

  /// Loads a file.
  ///
  /// - Parameters:
  ///   - file: The path of a YAML file of at most 4 MiB; nil for none.
  ///   - environment: Environment variables; those that are not ours are left alone.
  ///   - overrides: `key=value`, as of `--set`.
  /// - Throws: all faults of all three at once; nothing is applied then.
  public init(
    file: String?, environment: [String: String] = [:], overrides: [String] = []
  ) throws(ConfigurationError) {
    try self.init(environment, overrides) { (draft) throws(ConfigurationFault) in
      guard let file else { return }
      FileReader.read(try YAMLDocument(try FileText.read(file), name: visible(file, limit: 1024)), into: &draft)
    }
  }

  /// Loads a text as if it were a file of that name.
  ///
  /// - Throws: all faults at once.
  public init(
    yaml: String, name: String, environment: [String: String] = [:], overrides: [String] = []
  ) throws(ConfigurationError) {
    try self.init(environment, overrides) { (draft) throws(ConfigurationFault) in
      FileReader.read(try YAMLDocument(yaml, name: name), into: &draft)
    }
  }

  private init(
    _ environment: [String: String], _ overrides: [String], file: (inout Draft) throws(ConfigurationFault) -> Void
  ) throws(ConfigurationError) {
    var draft = Draft()
    do { try file(&draft) } catch { draft.report(error.origin, error.problem) }
    EnvironmentReader.read(environment, into: &draft)
    OverrideReader.read(overrides, into: &draft)
    self = draft.build()
    // What concerns several values can be judged only when each of them is right.
    if !draft.faults.contains(where: { $0.problem.key.hasPrefix("redis.") }) {
      for problem in configuration.validate() { draft.report(origins[problem.key], problem) }
    }
    guard draft.faults.isEmpty else { throw ConfigurationError(draft.faults) }
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
