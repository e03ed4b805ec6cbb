import MarketData

/// A variable that people already use, and what it means here.
struct EnvironmentAlias: Sendable {
  /// What an alias says.
  enum Meaning {
    /// The value of a full key.
    case set(_ key: String, String)
    /// That there is no such symbol, whatever the file says.
    case noSymbol(String)
  }

  let name: String
  let summary: String
  /// What it says, given its own value and all variables.
  let expand: @Sendable (_ value: String, _ environment: [String: String]) throws(ConfigProblem) -> [Meaning]

  /// Variables that, when false, have those of a prefix ignored.
  private static let switches = ["USE_SYNTHETIC_DATA": "SYNTHETIC_", "ENABLE_FAKE_DATA": "FAKE_DATA_"]

  static func read(_ environment: [String: String], into draft: inout Draft) {
    let ignored = switches.filter { environment[$0.key]?.lowercased() == "false" }.values
    for alias in all {
      guard let value = environment[alias.name], !ignored.contains(where: alias.name.hasPrefix) else { continue }
      let origin = ConfigurationOrigin.environment(alias.name)
      do {
        for meaning in try alias.expand(value, environment) { apply(meaning, origin, &draft) }
      } catch {
        draft.report(origin, error)
      }
    }
  }

  private static func apply(_ meaning: Meaning, _ origin: ConfigurationOrigin, _ draft: inout Draft) {
    switch meaning {
    case .set(let key, let value):
      guard let address = Settings.address(key) else { return }
      draft.assign(address, .text(value), layer: .alias, origin: origin)
    case .noSymbol(let ticker): draft.remove(ticker, layer: .alias)
    }
  }
}

extension EnvironmentAlias {
  /// A number in one unit, as a whole number in another.
  ///
  /// - Throws: unless the number is in the range, in words that name the unit.
  static func convert(
    _ value: String, for key: String, _ range: ClosedRange<Double>, of unit: String, by convert: (Double) -> Double
  ) throws(ConfigProblem) -> String {
    guard let number = number(value), range.contains(number) else {
      let expected = ValueRule<Double>.number(range).expected.replacing("number", with: "number of \(unit)")
      throw ConfigProblem(key, expected: expected, found: RawValue.text(value).shown)
    }
    return "\(Int(convert(number).rounded()))"
  }

  /// Whether something is switched on.
  static func isOn(_ value: String, for key: String) throws(ConfigProblem) -> Bool {
    guard let isOn = ValueFormat.bool.read(.text(value)) else {
      throw ConfigProblem(key, expected: ValueFormat.bool.rule.expected, found: RawValue.text(value).shown)
    }
    return isOn
  }
}
