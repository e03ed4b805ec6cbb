import MarketData

/// Ten trading weeks of 500 symbols at 1 Hz through the monitor of health alone, in extended hours, with a night, a
/// weekend, a holiday or a half-day between: what it costs, and that it finds nothing wrong where nothing is.
func measureHealth() throws {
  try measureWeeks("quotes every second", interval: .seconds(1)) { _ in true }
  // Silences of k seconds have probability 2^-k: one in a million days has more than 36.
  try measureWeeks("every second or not, at random", interval: .seconds(36)) { $0.next() & 1 == 0 }
  try measureWeeks("the same, learned", interval: nil) { $0.next() & 1 == 0 }
}

private func measureWeeks(_ name: String, interval: Duration?, _ comes: (inout SplitMix64) -> Bool) throws {
  let symbols = try (0..<500).map { try Symbol("SYM\($0)") }
  let (start, end) = (try Timestamp("2024-11-11T05:00:00Z"), try Timestamp("2025-01-18T05:00:00Z"))
  var monitor = HealthMonitor(HealthConfig(), fallback: .seconds(60))
  for symbol in symbols { monitor.watch(symbol, interval: interval, calendar: .nyseExtended, at: start) }
  var quotes = symbols.map { Quote(symbol: $0, price: .zero, bid: .zero, ask: .zero, timestamp: start) }
  var random = SplitMix64(seed: 7)
  var found: [HealthChange] = []
  var count = 0
  let elapsed = secondsOf {
    var session = MarketCalendar.nyseExtended.session(at: start)
    while session.start < end {
      var second = session.start
      while session.isOpen, second < session.end {
        for index in quotes.indices where comes(&random) {
          let now = Timestamp(nanos: second.nanos + Int64(index) * 2_000_000)
          quotes[index].timestamp = now
          quotes[index].sequence += 1
          count += 1
          if let deadline = monitor.nextDeadline, deadline <= now { monitor.advance(to: now, into: &found) }
          monitor.observe(quotes[index], at: now, into: &found)
        }
        second = second + .seconds(1)
      }
      session = MarketCalendar.nyseExtended.session(at: session.end)
    }
  }
  let alarms = found.count { $0.to != .closed && $0.to != .live }
  report(
    "ten weeks of 500 symbols, \(name)",
    "\(elapsed.text()) s, \((elapsed * 1e9 / Double(count)).text(1)) ns a quote", "\(alarms) false alarms, bar 0")
}
