/// The rule of each kind of configuration value.
package enum ConfigRules {
  /// `queue_max_size`, in quotes.
  package static let queueSize = ValueRule.whole(1...1_000_000)
  /// `faults.max_in_flight` and `faults.ledger_capacity`: each entry costs memory, so they end somewhere.
  package static let faultCapacity = ValueRule.whole(1...1_000_000)
  /// `speed`.
  package static let speed = ValueRule.speed(0.001...1000)
  /// Prices to start from: the least is ten ticks, below which no walk goes; the most times 1000 still fits a `Price`.
  package static let basePrice = ValueRule.price(Price(nanos: 1_000_000)...Price(nanos: 1_000_000 * Price.scale))
  /// Intervals, thresholds and waits that must not be nothing: up to a day.
  package static let duration = ValueRule.milliseconds(1...86_400_000)
  /// Waits that may be nothing: up to a day.
  package static let patience = ValueRule.milliseconds(0...86_400_000)
  /// Chances.
  package static let probability = ValueRule.number(0...1)
  /// How hard a fault strikes: up to a day.
  package static let faultRange = ValueRule.millisecondRange(in: 0...86_400_000)
}

extension ConfigRules {
  /// Tickers, judged without adding them to the process's table.
  package static let ticker = ValueRule<String>(
    "a ticker of 1 to 32 characters from A-Z a-z 0-9 . : / _ -", allows: SymbolTable.isValid)
}

/// Collects what breaks the rules, under full keys.
package struct ConfigCheck {
  /// What was found so far, in order.
  package private(set) var problems: [ConfigProblem] = []
  private let prefix: String

  /// A check of the section of that key.
  package init(section: String) { prefix = section }

  /// Notes the value unless it keeps the rule. Nil is no value.
  package mutating func callAsFunction<Value>(_ key: String, _ value: Value?, _ rule: ValueRule<Value>) {
    guard let value, !rule.allows(value) else { return }
    problems.append(ConfigProblem("\(prefix).\(key)", expected: rule.expected, found: rule.text(value)))
  }

  /// Notes more.
  package mutating func add(_ more: [ConfigProblem]) { problems += more }
}
