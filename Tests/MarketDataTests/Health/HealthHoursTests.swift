import Testing

@testable import MarketData

@Suite("Health by the market's hours")
struct HealthHoursTests {
  let symbol: Symbol
  /// Five seconds before the close of a Tuesday; the next opening is 17 and a half hours after that.
  let start: Timestamp
  let opening = 5000.0 + 63_000_000

  init() throws {
    symbol = try Symbol("HOURS")
    start = try Timestamp("2024-01-16T20:59:55Z")
  }

  private func bench(_ calendar: MarketCalendar = .nyse) -> HealthBench {
    var bench = HealthBench(start: start)
    bench.watch(symbol, calendar: calendar)
    return bench
  }

  @Test("Closed from the very moment of closing, and live again with the first quote after the opening")
  func night() {
    var bench = bench()
    for second in 0..<10 { bench.quote(symbol, at: Double(second) * 1000, sequence: UInt64(second) + 1) }
    bench.advance(to: opening - 1)
    #expect(bench.monitor.health(of: symbol) == .closed)
    bench.advance(to: opening + 1000)
    bench.quote(symbol, at: opening + 1500, sequence: 11)
    #expect(bench.takeWords() == ["5000 HOURS live→closed hours", "63006500 HOURS closed→live quote"])
  }

  @Test("When none comes after the opening, it is stale and mute as after any quote")
  func noneAfterOpening() {
    var bench = bench()
    bench.advance(to: 4000)
    bench.advance(to: opening + 10_000)
    #expect(
      bench.takeWords() == [
        "2000 HOURS live→stale silence 2000", "3000 HOURS stale→mute silence 3000", "5000 HOURS mute→closed hours",
        "63007000 HOURS closed→stale silence 2000", "63008000 HOURS stale→mute silence 3000",
      ])
  }

  @Test("A bound that would pass at the moment of closing, or after, does not")
  func boundAtClosing() {
    var bench = bench()
    bench.quote(symbol, at: 1000, sequence: 1)
    bench.quote(symbol, at: 3000, sequence: 2)
    bench.advance(to: opening)
    #expect(bench.takeWords() == ["5000 HOURS live→closed hours"])
  }

  @Test("From one session to the next, without a close between, nothing changes")
  func extended() {
    var bench = bench(.nyseExtended)
    for second in 0..<10 { bench.quote(symbol, at: Double(second) * 1000, sequence: UInt64(second) + 1) }
    #expect(bench.takeWords() == [])
    #expect(bench.monitor.health(of: symbol) == .live)
  }

  @Test("Watched while the market is closed, a stream is closed from the start, and no notice says so")
  func closedAtFirst() {
    var bench = bench()
    bench.monitor = HealthMonitor(HealthConfig(), fallback: .seconds(5))
    bench.watch(symbol, calendar: .nyse, at: 6000)
    #expect(bench.monitor.health(of: symbol) == .closed)
    bench.quote(symbol, at: 7000, sequence: 4)
    bench.quote(symbol, at: opening + 1, sequence: 5)
    #expect(bench.takeWords() == ["63005001 HOURS closed→live quote"])
  }

  @Test("Other hours hold at once, and are told with the next time")
  func otherHours() {
    var bench = bench(.always)
    bench.quote(symbol, at: 5900, sequence: 1)
    bench.watch(symbol, calendar: .nyse, at: 6000)
    #expect(bench.monitor.nextDeadline == bench.time(6000))
    bench.advance(to: 6000)
    bench.watch(symbol, calendar: .always, at: 7000)
    bench.quote(symbol, at: 7100, sequence: 2)
    #expect(
      bench.takeWords() == [
        "2000 HOURS live→stale silence 2000", "3000 HOURS stale→mute silence 3000", "5900 HOURS mute→live quote",
        "6000 HOURS live→closed hours", "7100 HOURS closed→live quote",
      ])
  }

  @Test("A halt over the close stays closed after the next opening, until it ends")
  func haltOverNight() {
    var bench = bench()
    bench.halt(symbol, true, at: 1000)
    bench.advance(to: opening + 60_000)
    bench.halt(symbol, false, at: opening + 60_000)
    bench.advance(to: opening + 62_500)
    #expect(
      bench.takeWords() == ["1000 HOURS live→closed hours", "63067000 HOURS closed→stale silence 2000"])
  }

  @Test("A year of days has an opening and a close for each day of trading, and nothing else is said")
  func year() throws {
    var bench = HealthBench(start: try Timestamp("2024-01-01T00:00:00Z"))
    bench.watch(symbol, interval: .seconds(7200), calendar: .nyseExtended)
    for hour in 0...(366 * 24 + 1) { bench.quote(symbol, at: Double(hour) * 3_600_000, sequence: UInt64(hour) + 1) }
    let closings = bench.found.filter { $0.to == .closed }
    #expect(closings.count == 252)
    #expect(bench.found.count == 2 * closings.count)
    #expect(bench.found.allSatisfy { $0.to == .closed || $0.to == .live })
  }
}
