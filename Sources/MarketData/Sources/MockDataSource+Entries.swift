// The symbols of a mock market, and the scenarios that they have.
extension MockDataSource {
  func entry(of symbol: Symbol) -> Int? {
    guard symbol.index < entries.count, entries[symbol.index] >= 0 else { return nil }
    return Int(entries[symbol.index])
  }

  mutating func add(_ symbol: Symbol) -> Int {
    while entries.count <= symbol.index { entries.append(-1) }
    entries[symbol.index] = Int32(symbols.count)
    let own = config.symbols[symbol] ?? SymbolConfig()
    let interval = max(own.tickInterval ?? config.defaultTickInterval, .nanoseconds(1))
    let part = part(of: own.scenario ?? config.defaultScenario) ?? unknownPart()
    symbols.append(
      MockSymbol(
        symbol: symbol, scenario: parts[part].entrance, basePrice: own.basePrice ?? config.defaultBasePrice,
        interval: interval, seed: config.seed))
    schedules.append(MockSchedule(ticker: symbol.ticker, interval: interval, seed: config.seed, origin: origin))
    return symbols.count - 1
  }

  /// Lets the wheel know of symbols that were activated: once for all of them, however they came.
  mutating func settle() {
    guard !woken.isEmpty else { return }
    if symbols.count > wheel.count { rank() }
    for (entry, deadline) in woken { wheel.insert(entry, at: max(wheel.floor, deadline)) }
    woken.removeAll()
  }

  /// Ties between deadlines go by the ticker's text.
  private mutating func rank() {
    let tickers = symbols.map(\.symbol.ticker)
    var ranks = [UInt32](repeating: 0, count: symbols.count)
    for (rank, entry) in tickers.indices.sorted(by: { tickers[$0] < tickers[$1] }).enumerated() {
      ranks[entry] = UInt32(rank)
    }
    wheel.setRanks(ranks)
  }

  /// The part for a scenario; nil when there is no such scenario.
  mutating func part(of scenario: SymbolScenario) -> Int? {
    if let known = partNumbers[scenario] { return Int(known) }
    guard let definition = config.definition(of: scenario) else { return nil }
    let part = addPart(definition)
    partNumbers[scenario] = UInt16(part)
    return part
  }

  /// A market that stands still.
  private mutating func unknownPart() -> Int {
    let part = standstill ?? addPart(ScenarioDefinition("", ScenarioParameters()))
    standstill = part
    return part
  }

  /// A part has a plan that symbols enter by, which never holds, and one that is current; a scenario that never
  /// changes needs but the latter.
  private mutating func addPart(_ definition: ScenarioDefinition) -> Int {
    let timeline = ScenarioTimeline(definition)
    var plan = ScenarioPlan(definition.parameters)
    (plan.part, plan.successor) = (UInt16(parts.count), UInt16(plans.count))
    parts.append(
      ScenarioPart(timeline, entrance: plan.successor, current: timeline.isStill ? plan.successor : plan.successor + 1))
    plans += timeline.isStill ? [plan] : [plan, plan]
    return parts.count - 1
  }
}

/// A scenario in use.
struct ScenarioPart {
  var timeline: ScenarioTimeline
  /// The indices of its plans: the one that symbols enter by, and the one that holds at present.
  let entrance: UInt16
  let current: UInt16
  /// Whether it tells more than quotes.
  let tells: Bool
  /// The stretch that the current plan is made for.
  var planned: ScenarioStretch?

  init(_ timeline: ScenarioTimeline, entrance: UInt16, current: UInt16) {
    (self.timeline, self.entrance, self.current) = (timeline, entrance, current)
    tells =
      timeline.definition.phases.contains(where: \.isHalted)
      || timeline.definition.allParameters.contains { $0.bands != nil }
  }
}
