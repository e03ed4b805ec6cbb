/// A market that is made up: every symbol walks by its scenario, from the seed.
///
/// All symbols share one timing wheel. What a symbol does depends on the seed, its own configuration and its ticker,
/// and on nothing else: other symbols may come and go.
public struct MockDataSource: DataSource {
  private let config: MarketDataConfig
  private var wheel = TimingWheel()
  private var symbols: [MockSymbol] = []
  private var schedules: [MockSchedule] = []
  private var scenarios: [ScenarioParameters] = []
  private var plans: [ScenarioPlan] = []
  /// The entry of each symbol in `symbols` and `schedules`, by `Symbol.index`; -1 for none.
  private var entries: [Int32] = []
  /// Entries that were activated since the wheel last turned, and their first deadlines.
  private var woken: [(entry: Int, deadline: Int64)] = []
  /// Zero of the scale that deadlines are on.
  private var origin: Timestamp
  /// Written so that the compiler does not leave out the reading that brings symbols into the cache.
  private var touched: UInt64 = 0

  /// A source of the symbols that `config` names, and by its defaults of any other; none is active yet.
  ///
  /// - Parameter origin: Time zero: nothing happens before it.
  public init(config: MarketDataConfig, origin: Timestamp) {
    (self.config, self.origin) = (config, origin)
  }

  /// Two days before time overflows; no quote is due later.
  private static let endOfTime = Timestamp(nanos: .max - 2 * 86_400_000_000_000)

  /// False: a made-up market can be made to wait.
  public var isLive: Bool { false }

  /// When the next quote is due.
  public var nextDeadline: Timestamp? {
    mutating get {
      settle()
      return wheel.nextDeadline.map { origin.adding(nanos: $0) }.flatMap { $0 > Self.endOfTime ? nil : $0 }
    }
  }

  /// Appends the quotes due by `now`, in order of (deadline, ticker).
  public mutating func advance(to now: Timestamp, into quotes: inout OutputSpan<Quote>) {
    settle()
    let (due, overflow) = min(now, Self.endOfTime).nanos.subtractingReportingOverflow(origin.nanos)
    let limit = overflow ? Int64.max : due
    let origin = origin.nanos
    var touched: UInt64 = 0
    defer { self.touched = touched }
    symbols.withUnsafeMutableBufferPointer { symbols in
      plans.withUnsafeBufferPointer { plans in
        wheel.withView { wheel in
          var (day, dayEnd): (UInt16, Int64) = (0, .min)
          // A tick is never split over two calls: there must be room for all its trades.
          while quotes.freeCapacity >= ScenarioParameters.mostTradesPerTick,
            var next = wheel.pop(through: limit, onLoad: { touched &+= touch(symbols, $0) })
          {
            let (entry, elapsed) = (Int(truncatingIfNeeded: next.entry), next.deadline)
            let time = Timestamp(nanos: origin &+ elapsed)
            if time.nanos >= dayEnd { (day, dayEnd) = utcDay(of: time) }
            let scenario = Int(symbols[entry].scenario)
            next.deadline = symbols[entry].tick(
              plans[scenario], at: time, day: day, elapsed: elapsed, into: &quotes)
            if let pauses = plans[scenario].pauses {
              next.deadline = schedules[entry].nextDeadline(pauses, after: elapsed)
            }
            wheel.insert(next)
          }
        }
      }
    }
  }

  /// Begins, or goes on, to quote symbols; a made-up market has any symbol.
  public mutating func activate(_ newSymbols: [Symbol], at now: Timestamp) throws(DataSourceError) {
    let elapsed = max(wheel.floor, (now - origin).nanos)
    for symbol in newSymbols {
      let entry = entry(of: symbol) ?? add(symbol)
      guard !schedules[entry].isActive else { continue }
      schedules[entry].isActive = true
      schedules[entry].forgetSilence()  // its stretch of quotes begins now
      woken.append((entry, elapsed + schedules[entry].phase))
    }
  }

  /// Lets the wheel know of symbols that were activated: once for all of them, however they came.
  private mutating func settle() {
    guard !woken.isEmpty else { return }
    if symbols.count > wheel.count { rank() }
    for (entry, deadline) in woken { wheel.insert(entry, at: max(wheel.floor, deadline)) }
    woken.removeAll()
  }

  /// Lets a symbol stand still.
  public mutating func deactivate(_ symbol: Symbol) {
    settle()
    guard let entry = entry(of: symbol), schedules[entry].isActive else { return }
    schedules[entry].isActive = false
    wheel.remove(entry)
  }

  /// Moves all deadlines.
  public mutating func shift(by duration: Duration) { origin = origin + duration }

  /// Changes how a symbol's price moves, from its next quote on.
  public mutating func setScenario(_ scenario: SymbolScenario, for symbol: Symbol) throws(DataSourceError) {
    guard let entry = entry(of: symbol) else { throw .unknownSymbol(symbol.ticker) }
    guard let definition = config.definition(of: scenario) else { throw .unknownScenario(scenario.rawValue) }
    symbols[entry].scenario = index(of: definition.parameters)
    schedules[entry].forgetSilence()
  }

  /// Counts one more quote of a symbol that runs.
  public mutating func nextSequence(for symbol: Symbol) -> UInt64? {
    guard let entry = entry(of: symbol), schedules[entry].isActive else { return nil }
    return symbols[entry].nextSequence()
  }

  // MARK: Entries

  private func entry(of symbol: Symbol) -> Int? {
    guard symbol.index < entries.count, entries[symbol.index] >= 0 else { return nil }
    return Int(entries[symbol.index])
  }

  private mutating func add(_ symbol: Symbol) -> Int {
    while entries.count <= symbol.index { entries.append(-1) }
    entries[symbol.index] = Int32(symbols.count)
    let own = config.symbols[symbol] ?? SymbolConfig()
    let interval = max(own.tickInterval ?? config.defaultTickInterval, .nanoseconds(1))
    symbols.append(
      MockSymbol(
        symbol: symbol, scenario: index(of: definition(of: own).parameters),
        basePrice: own.basePrice ?? config.defaultBasePrice, interval: interval, seed: config.seed))
    schedules.append(MockSchedule(ticker: symbol.ticker, interval: interval, seed: config.seed))
    return symbols.count - 1
  }

  /// What the symbol's scenario is. Who skips validation gets a market that stands still for a name that is none.
  private func definition(of own: SymbolConfig) -> ScenarioDefinition {
    config.definition(of: own.scenario ?? config.defaultScenario) ?? ScenarioDefinition("", ScenarioParameters())
  }

  private mutating func index(of parameters: ScenarioParameters) -> UInt16 {
    if let index = scenarios.firstIndex(of: parameters) { return UInt16(index) }
    scenarios.append(parameters)
    plans.append(ScenarioPlan(parameters))
    return UInt16(scenarios.count - 1)
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
}

/// Reads from every symbol that comes next. With very many symbols each tick would wait for memory; read in a row, the
/// processor fetches a dozen at a time.
@inline(never)
private func touch(_ symbols: UnsafeMutableBufferPointer<MockSymbol>, _ wheel: borrowing TimingWheelView) -> UInt64 {
  var sum: UInt64 = 0
  guard wheel.loadedCount > 32 else { return sum }
  for index in 0..<wheel.loadedCount { sum &+= symbols[wheel.loadedEntry(index)].sequence }
  return sum
}

/// The number of a UTC day, and when it ends.
private func utcDay(of time: Timestamp) -> (day: UInt16, end: Int64) {
  let length: Int64 = 86_400_000_000_000
  let day = (time.nanos - (time.nanos % length + length) % length) / length  // rounded down, before 1970 too
  return (UInt16(truncatingIfNeeded: day), (day + 1) * length)
}
