/// One fault of a configuration.
public struct ConfigProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The full key, as in the configuration file: `market_data.faults.delay_probability`. Empty: all of it.
  public var key: String
  /// What would be right.
  public var expected: String
  /// What is there instead.
  public var found: String
  /// What to do about it, when the first two do not say.
  public var hint: String?

  /// A fault of the given key.
  public init(_ key: String, expected: String, found: String, hint: String? = nil) {
    (self.key, self.expected, self.found, self.hint) = (key, expected, found, hint)
  }

  /// What was expected, what was found, what to do.
  public var description: String {
    (key.isEmpty ? "" : "\(key): ") + "expected \(expected), found \(found)" + (hint.map { "; \($0)" } ?? "")
  }
}

/// A configuration that cannot be used, with all that is wrong with it.
public struct ConfigError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The faults; at least one.
  public var problems: [ConfigProblem]

  /// An error of the given faults.
  public init(_ problems: [ConfigProblem]) { self.problems = problems }
  /// What was expected, what was found, what to do.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
