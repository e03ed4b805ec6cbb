package import MarketData

/// What subscribers of a market in which nothing goes wrong were told of its health.
package struct QuietReport: Sendable, Hashable {
  /// What symbols did.
  package let scenario: SymbolScenario
  /// How many there were.
  package private(set) var symbols: Int
  /// On how many days the market opened.
  package let days: Int
  /// How many quotes came.
  package private(set) var quotes = 0
  /// How many changes to each state were told.
  package private(set) var changes: [StreamHealth: Int] = [:]
  /// The first few changes to each state that is an alarm, in order of time.
  package private(set) var firstAlarms: [HealthChange] = []

  /// All but `live` and `closed`.
  package static let alarms: [StreamHealth] = [.late, .stale, .mute, .gapped]
  private static let few = 3

  init(scenario: SymbolScenario, symbols: Int, days: Int) {
    (self.scenario, self.symbols, self.days) = (scenario, symbols, days)
  }

  mutating func note(_ batch: QuoteBatch) {
    quotes += batch.count
    for case .health(let change) in batch.notices {
      changes[change.to, default: 0] += 1
      keep([change])
    }
  }

  /// Adds what other symbols of the same market were told.
  package mutating func add(_ other: QuietReport) {
    (symbols, quotes) = (symbols + other.symbols, quotes + other.quotes)
    changes.merge(other.changes, uniquingKeysWith: +)
    keep(other.firstAlarms)
  }

  private mutating func keep(_ found: [HealthChange]) {
    let found = found.filter { Self.alarms.contains($0.to) }
    guard !found.isEmpty else { return }
    let sorted = (firstAlarms + found).sorted { ($0.time, $0.symbol) < ($1.time, $1.symbol) }
    firstAlarms = Self.alarms.flatMap { state in sorted.lazy.filter { $0.to == state }.prefix(Self.few) }
    firstAlarms.sort { ($0.time, $0.symbol) < ($1.time, $1.symbol) }
  }

  /// How many alarms were raised.
  package var alarmCount: Int { Self.alarms.reduce(0) { $0 + (changes[$1] ?? 0) } }

  /// What is wrong, in words; empty: nothing. Each symbol is to be told live and closed once on each day.
  package var problems: [String] {
    var problems = firstAlarms.map { "\($0.symbol) went from \($0.from.rawValue) to \($0.to.rawValue) at \($0.time)" }
    let counts = Self.alarms.compactMap { state in changes[state].map { "\($0) \(state.rawValue)" } }
    if !counts.isEmpty { problems.append("alarms: " + counts.joined(separator: ", ")) }
    for state in [StreamHealth.live, .closed] where changes[state] != symbols * days {
      problems.append("told \(state.rawValue) \(changes[state] ?? 0) times, not \(symbols * days)")
    }
    return problems
  }
}

extension QuietReport: CustomStringConvertible {
  /// In one line.
  package var description: String {
    "\(scenario): \(symbols) symbols on \(days) trading days, \(quotes) quotes, "
      + "\(changes[.live] ?? 0) times live, \(changes[.closed] ?? 0) times closed, \(alarmCount) false alarms"
  }
}
