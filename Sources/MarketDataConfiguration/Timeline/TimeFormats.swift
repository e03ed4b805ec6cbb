import MarketData

extension ValueFormat<Duration> {
  /// A duration as people write it, such as `1m30s`.
  static func time(_ rule: ValueRule<Duration>, such examples: String = "30s or 1h30m") -> Self {
    Self(
      ValueRule("\(rule.expected), such as \(examples)", allows: rule.allows, text: rule.text),
      yaml: DurationText.text, text: { DurationText.read($0) })
  }

  /// `timeline[].from`.
  static let windowBegin = time(ConfigRules.windowBegin)
  /// `timeline[].for`.
  static let windowLength = time(ConfigRules.windowLength)
  /// `timeline[].clock_step`.
  static let clockStep = time(ConfigRules.clockStep, such: "500ms or -2s")
}

extension ValueFormat<String> {
  /// `timeline[].name`.
  static let windowName = Self(ConfigRules.windowName, yaml: quoted, text: { $0 })
}

extension ValueFormat<Double> {
  /// A number that a rule allows.
  static func decimal(_ rule: ValueRule<Double>) -> Self { Self(rule, text: number) }
}
