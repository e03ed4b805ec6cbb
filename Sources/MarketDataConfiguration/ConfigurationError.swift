public import MarketData

/// A configuration that cannot be used, with all that is wrong with it: one line for each fault.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What a program should exit with: EX_CONFIG of sysexits.h.
  public static let exitCode: Int32 = 78

  /// The faults; at least one. Those of the file come first, then the environment's, then those of `--set`.
  public var faults: [ConfigurationFault]

  /// An error of the given faults.
  public init(_ faults: [ConfigurationFault]) { self.faults = faults }
  /// The faults, one a line.
  public var description: String { faults.map(\.description).joined(separator: "\n") }
}

/// One fault, and where it was made.
public struct ConfigurationFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where; nil when it follows from a default.
  public var origin: ConfigurationOrigin?
  /// What.
  public var problem: ConfigProblem

  /// A fault made there.
  public init(_ origin: ConfigurationOrigin?, _ problem: ConfigProblem) {
    (self.origin, self.problem) = (origin, problem)
  }

  /// One line: the place, the key, what was expected and what was found.
  public var description: String { (origin.map { "\($0): " } ?? "") + problem.description }
}

/// Where a value came from.
public enum ConfigurationOrigin: Hashable, Sendable, CustomStringConvertible {
  /// A file as a whole.
  case file(String)
  /// A key in a file; lines and columns count from 1, columns by Unicode scalars.
  case line(file: String, Int, column: Int)
  /// An environment variable.
  case environment(String)
  /// A `--set` flag: its key and value, a secret masked.
  case flag(String)

  /// The place as an error has it: `config/default.yaml:12:5`.
  public var description: String {
    switch self {
    case .file(let name): name
    case .line(let file, let line, let column): "\(file):\(line):\(column)"
    case .environment(let name): "environment \(name)"
    case .flag(let text): "--set \(text)"
    }
  }
}
