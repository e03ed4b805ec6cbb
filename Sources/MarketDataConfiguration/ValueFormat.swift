import MarketData
import MarketDataRedis

/// How a kind of value is read from text and written down, besides the rule that it must keep.
struct ValueFormat<Value: Sendable>: Sendable {
  /// What it must be.
  let rule: ValueRule<Value>
  /// The words that may be written, if there are only few.
  var choices: [String] = []
  /// What may be shown of a text that may hold a secret; nil: there is none in it.
  var mask: (@Sendable (String) -> String)?
  /// The value as YAML, a password masked.
  let yaml: @Sendable (Value) -> String
  private let parse: @Sendable (RawValue) -> Value?

  init(
    _ rule: ValueRule<Value>, yaml: (@Sendable (Value) -> String)? = nil,
    parse: @escaping @Sendable (RawValue) -> Value?
  ) {
    (self.rule, self.yaml, self.parse) = (rule, yaml ?? rule.text, parse)
  }

  /// A format for single values.
  init(
    _ rule: ValueRule<Value>, yaml: (@Sendable (Value) -> String)? = nil,
    text: @escaping @Sendable (String) -> Value?
  ) {
    self.init(rule, yaml: yaml) { if case .text(let value) = $0 { text(value) } else { nil } }
  }

  /// The value, or nil when it is not what the rule expects.
  func read(_ raw: RawValue) -> Value? { parse(raw).flatMap { rule.allows($0) ? $0 : nil } }
}

extension ValueFormat<Int> {
  static func whole(_ rule: ValueRule<Int>) -> Self { Self(rule, text: { Int($0) }) }
}

extension ValueFormat<UInt64> {
  static let seed = Self(ValueRule("a whole number from 0 to \(UInt64.max)"), text: { UInt64($0) })
}

extension ValueFormat<Double> {
  static let probability = Self(ConfigRules.probability, text: number)
}

extension ValueFormat<Pace> {
  static let speed = Self(ConfigRules.speed) { (text: String) in
    number(text).map { $0 == 0 ? .unpaced : $0 == 1 ? .realTime : .scaled($0) }
  }
}

extension ValueFormat<Duration> {
  static func milliseconds(_ rule: ValueRule<Duration>) -> Self {
    Self(rule) { (text: String) in Int32(text).map { .milliseconds($0) } }
  }
}

extension ValueFormat<Price> {
  /// Digit by digit, so that a price in a file is exactly the price in memory.
  static let price = Self(ConfigRules.basePrice, text: { try? Price($0) })
}

extension ValueFormat<Bool> {
  static let bool = Self(ValueRule("true or false")) { (text: String) in Bool(text.lowercased()) }
}

extension ValueFormat where Value: RawRepresentable<String> & CaseIterable {
  /// One of the names of an enum.
  static var name: Self {
    let names = Value.allCases.map(\.rawValue)
    let words = names.count == 1 ? names.joined() : "one of " + names.joined(separator: ", ")
    var format = Self(ValueRule(words, text: \.rawValue), text: { Value(rawValue: $0) })
    format.choices = names
    return format
  }
}

extension ValueFormat<String> {
  static var redisURL: Self {
    var format = Self(RedisRules.url, yaml: { quoted(RedisURLText.masked($0)) }, text: { $0 })
    format.mask = { RedisURLText.masked($0) }
    return format
  }
  static let keyPrefix = Self(RedisRules.keyPrefix, yaml: quoted, text: { $0 })
}

extension ValueFormat<SymbolScenario> {
  /// The name of a scenario; whether there is one is known when all is read.
  static let scenario: Self = {
    var format = Self(
      ValueRule(
        "the name of a scenario: " + SymbolScenario.builtIn.map(\.rawValue).joined(separator: ", ")
          + ", or one of your own", allows: { ScenarioRules.scenarioName.allows($0.rawValue) }, text: \.rawValue),
      text: { SymbolScenario(rawValue: $0) })
    format.choices = SymbolScenario.builtIn.map(\.rawValue)
    return format
  }()
}

extension ValueFormat {
  /// `[50, 500]`, in one text also `50-500` and `50,500`, or one number for both ends.
  static func range<Number: FixedWidthInteger>(
    _ rule: ValueRule<ClosedRange<Number>>
  ) -> Self where Value == ClosedRange<Number> {
    Self(rule) { (raw: RawValue) in
      let ends: [String] =
        switch raw {
        case .list(let items): items
        case .text(let text): text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "-" }.map(trimmed)
        case .nothing, .other: []
        }
      let numbers = ends.compactMap { Number($0) }
      guard numbers.count == ends.count, (1...2).contains(numbers.count) else { return nil }
      return numbers[0] <= numbers[numbers.count - 1] ? numbers[0]...numbers[numbers.count - 1] : nil
    }
  }
}

extension ValueFormat<ClosedRange<Int>> {
  /// Milliseconds from and to.
  static let millisecondRange = range(ConfigRules.faultRange)
}

extension ValueFormat<[String]> {
  /// A list of tickers; in one text, separated by commas.
  static let tickers = Self(
    ValueRule(
      "at least one ticker, each of 1 to 32 characters from A-Z a-z 0-9 . : / _ -",
      allows: { !$0.isEmpty && $0.allSatisfy(ConfigRules.ticker.allows) })
  ) { (raw: RawValue) in
    switch raw {
    case .list(let items): items
    case .text(let text): text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
    case .nothing, .other: nil
    }
  }
}

extension ValueFormat<MarketCalendar?> {
  /// The hours of a market, or `auto` for none in particular.
  static let calendarOrAuto: Self = {
    let names = ["auto"] + MarketCalendar.allCases.map(\.rawValue)
    var format = Self(
      ValueRule("one of " + names.joined(separator: ", "), text: { $0?.rawValue ?? "auto" }),
      text: { (text: String) -> MarketCalendar?? in
        text == "auto" ? .some(nil) : MarketCalendar(rawValue: text).map { .some($0) }
      })
    format.choices = names
    return format
  }()
}
