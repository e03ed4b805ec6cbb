import MarketData

extension SoakJudge {
  /// Each change of health follows the one before, in order of time, and a market that is closed is never anything else.
  mutating func judgeHealth() {
    var states: [Symbol: StreamHealth] = [:]
    var times: [Symbol: Timestamp] = [:]
    var halted: Set<Symbol> = []
    let hours = Dictionary(grouping: outcome.hours, by: \.symbol)
    for placed in outcome.notices {
      switch placed.notice {
      case .gap(let gap): problems.append("the market lost quotes: \(gap)")
      case .market(.status(let status)):
        if status.code == "T" { halted.remove(status.symbol) } else { halted.insert(status.symbol) }
      case .market: break
      case .replay(let notice): problems.append("nothing is replayed, but told: \(notice)")
      case .health(let change):
        problems.expect(options.config.health.enabled, "health is off, but told: \(change)")
        problems.expect(change.from != change.to, "no change: \(change)")
        let before = states.updateValue(change.to, forKey: change.symbol)
        problems.expect(
          before.map { $0 == change.from } ?? [.live, .closed].contains(change.from), "not from there: \(change)")
        let time = times.updateValue(change.time, forKey: change.symbol) ?? change.time
        problems.expect(time <= change.time, "back in time from \(time): \(change)")
        judge(change, isHalted: halted.contains(change.symbol), hours[change.symbol] ?? [])
      }
    }
  }

  /// Closed it is exactly when the market is, or trading is halted.
  private mutating func judge(_ change: HealthChange, isHalted: Bool, _ hours: [SoakOutcome.Hours]) {
    // At the very moment at which other hours begin to count, either may.
    guard !hours.contains(where: { $0.from == change.time }) else { return }
    guard let calendar = hours.last(where: { $0.from <= change.time })?.calendar else {
      return problems.append("never watched: \(change)")
    }
    let isClosed = isHalted || !calendar.session(at: change.time).isOpen
    problems.expect((change.to == .closed) == isClosed, "the market is \(isClosed ? "closed" : "open"): \(change)")
  }
}
