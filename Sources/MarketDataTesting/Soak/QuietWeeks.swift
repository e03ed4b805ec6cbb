package import MarketData

/// Weeks of a whole market, faults and all the rest of it in place, in which nothing goes wrong: nights, weekends,
/// holidays, half-days and changes of the clock included. Whatever health raises an alarm about is a false alarm.
package struct QuietWeeks: Sendable {
  /// Midnight in New York before Monday, 2024-10-21. Ten weeks from there have the end of summer time, two half-days,
  /// the holidays of Thanksgiving and Christmas, and 48 trading days.
  package static let usualStart = Timestamp(nanos: 1_729_483_200_000_000_000)

  /// What was told so far.
  package private(set) var report: QuietReport
  private var market: Simulation
  private let end: Timestamp

  /// A market of some symbols that quote once a second, at midnight before its first day.
  ///
  /// - Parameters:
  ///   - muted: Falls mute at noon of the first day, for an hour: an alarm that must be raised.
  ///   - start: Midnight in New York before a Monday.
  /// - Throws: `ConfigError` for a configuration that cannot be, such as an unknown scenario.
  package init(
    _ scenario: SymbolScenario, _ symbols: [Symbol], weeks: Int, seed: UInt64, muted: Symbol? = nil,
    start: Timestamp = usualStart
  ) throws(ConfigError) {
    var config = MarketDataConfig(seed: seed)
    config.defaultTickInterval = .seconds(1)
    for symbol in symbols { config.symbols[symbol] = SymbolConfig(scenario: scenario) }
    config.faults.enabled = true
    if let muted {
      config.timeline = [FaultWindow(.mute, from: .seconds(12 * 3600), lasting: .seconds(3600), symbols: [muted])]
    }
    end = start + .seconds(weeks * 7 * 86_400)
    market = try Simulation(config, start: start)
    let calendar = config.definition(of: scenario)?.calendar ?? .always
    report = QuietReport(scenario: scenario, symbols: symbols.count, days: calendar.openings(from: start, to: end))
  }

  /// Whether all weeks are over.
  package var isOver: Bool { market.now >= end }

  /// Lets a day pass.
  package mutating func runDay() {
    let midnight = min(end, market.now + .seconds(86_400))
    while let batch = market.step(until: midnight) { report.note(batch) }
  }
}

extension MarketCalendar {
  /// How often the market opens.
  fileprivate func openings(from start: Timestamp, to end: Timestamp) -> Int {
    var (count, time, wasOpen) = (0, start, session(at: start).isOpen)
    while case let next = session(at: time).end, next < end {
      let isOpen = session(at: next).isOpen
      if isOpen, !wasOpen { count += 1 }
      (time, wasOpen) = (next, isOpen)
    }
    return count
  }
}
