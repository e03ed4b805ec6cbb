@testable import MarketData

/// A monitor under test, told by milliseconds since `start`, and what it found in words.
struct HealthBench {
  var monitor: HealthMonitor
  var found: [HealthChange] = []
  let start: Timestamp

  init(fallback: Duration = .seconds(5), minimum: Duration = .milliseconds(100), start: Timestamp = TestMarket.start) {
    var config = HealthConfig()
    config.minimumInterval = minimum
    monitor = HealthMonitor(config, fallback: fallback)
    self.start = start
  }

  func time(_ milliseconds: Double) -> Timestamp { start.adding(nanos: Int64((milliseconds * 1e6).rounded())) }

  mutating func watch(
    _ symbol: Symbol, interval: Duration? = .seconds(1), calendar: MarketCalendar = .always, at now: Double = 0
  ) {
    monitor.watch(symbol, interval: interval, calendar: calendar, at: time(now))
  }

  /// A quote, as the pipeline tells of it: after the time.
  mutating func quote(_ symbol: Symbol, at now: Double, sequence: UInt64, lag: Double = 0) {
    quote(symbol, at: time(now), sequence: sequence, lag: Int64((lag * 1e6).rounded()))
  }

  mutating func quote(_ symbol: Symbol, at now: Timestamp, sequence: UInt64, lag: Int64 = 0) {
    monitor.advance(to: now, into: &found)
    monitor.observe(Self.quote(symbol, at: now.adding(nanos: -lag), sequence), at: now, into: &found)
  }

  mutating func advance(to now: Double) { monitor.advance(to: time(now), into: &found) }

  mutating func halt(_ symbol: Symbol, _ isHalted: Bool, at now: Double) {
    monitor.advance(to: time(now), into: &found)
    monitor.setHalted(isHalted, symbol, at: time(now), into: &found)
  }

  /// What was found since the last call.
  mutating func takeWords() -> [String] {
    defer { found = [] }
    return found.map(words)
  }

  func words(_ change: HealthChange) -> String {
    let evidence =
      switch change.evidence {
      case .quote: "quote"
      case .silence(let duration): "silence \(shortText(duration.inMilliseconds))"
      case .lag(let duration): "lag \(shortText(duration.inMilliseconds))"
      case .missing(let count): "missing \(count)"
      case .hours: "hours"
      }
    let time = shortText((change.time - start).inMilliseconds)
    return "\(time) \(change.symbol) \(change.from.rawValue)→\(change.to.rawValue) \(evidence)"
  }

  static func quote(_ symbol: Symbol, at time: Timestamp, _ sequence: UInt64) -> Quote {
    Quote(symbol: symbol, price: .zero, bid: .zero, ask: .zero, timestamp: time, sequence: sequence)
  }
}
