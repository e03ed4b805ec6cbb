import MarketData
import Yams

extension YAMLDocument {
  /// A parser's error in our words, at its place.
  static func fault(_ error: YamlError, name: String) -> ConfigurationFault {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let words = (context.map { "\($0.text) " } ?? "") + problem
      return ConfigurationFault(.line(file: name, mark.line, column: mark.column), .syntax(words))
    case .duplicatedKeysInMapping(let keys, let context):
      let found = keys.map { "\"\(harmless($0))\"" }.joined(separator: ", ") + " more than once"
      return ConfigurationFault(
        .line(file: name, context.mark.line, column: context.mark.column),
        ConfigProblem("", expected: "each key of a section once", found: found))
    case .reader(let problem, let offset, _, let yaml):
      return ConfigurationFault(place(offset, in: yaml, name: name), .syntax(problem))
    default:
      return ConfigurationFault(.file(name), .syntax("\(error)"))
    }
  }

  private static func place(_ offset: Int?, in text: String, name: String) -> ConfigurationOrigin {
    guard let offset else { return .file(name) }
    let lines = text.prefix(offset).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return .line(file: name, max(1, lines.count), column: (lines.last?.unicodeScalars.count ?? 0) + 1)
  }
}

extension ConfigProblem {
  static func syntax(_ words: String) -> ConfigProblem {
    let isSign = words.contains("cannot start any token")
    let hint = isSign ? "indent with spaces, and quote texts that start with a sign" : nil
    return ConfigProblem("", expected: "valid YAML", found: "an error (\(visible(words, limit: 160)))", hint: hint)
  }

  static let anchor = ConfigProblem(
    "", expected: "plain values", found: "a YAML anchor", hint: "write the value out where it is needed")
}
