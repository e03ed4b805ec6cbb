/// A market that is made up: every symbol walks by its scenario, from the seed.
///
/// All symbols share one timing wheel. What a symbol does depends on the seed, its own configuration and its ticker,
/// and on nothing else: other symbols may come and go.
///
/// A scenario that changes in the course of time has one plan at a time, made anew when a stretch of it begins. A
/// symbol whose next tick lies beyond the present stretch is looked after before that tick, off the hot path.
public struct MockDataSource: DataSource {
  let config: MarketDataConfig
  var wheel = TimingWheel()
  var symbols: [MockSymbol] = []
  var schedules: [MockSchedule] = []
  /// The scenarios in use, and where to find each.
  var parts: [ScenarioPart] = []
  var partNumbers: [SymbolScenario: UInt16] = [:]
  /// The part for names that no scenario has: there are none in a configuration that was validated.
  var standstill: Int?
  /// What symbols tick by; each part has one or two.
  var plans: [ScenarioPlan] = []
  /// What was told of symbols whose scenario tells more than quotes, by entry.
  var stories: [Int: SymbolStory] = [:]
  /// What is to be told, and when something will be.
  var events: [SourceEvent] = []
  var nextTurn = Int64.max
  /// The entry of each symbol in `symbols` and `schedules`, by `Symbol.index`; -1 for none.
  var entries: [Int32] = []
  /// Entries that were activated since the wheel last turned, and their first deadlines.
  var woken: [(entry: Int, deadline: Int64)] = []
  /// Zero of the scale that deadlines are on, and how far the market has come on it.
  var origin: Timestamp
  var reached: Int64 = 0
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

  /// When the next quote is due, or the next event; perhaps nothing after all, when the market closes before.
  public var nextDeadline: Timestamp? {
    mutating get {
      settle()
      let next = min(wheel.nextDeadline ?? .max, nextTurn)
      let time = origin.adding(nanos: next)
      return next == .max || time > Self.endOfTime ? nil : time
    }
  }

  /// Appends the quotes due by `now`, in order of (deadline, ticker).
  public mutating func advance(to now: Timestamp, into quotes: inout OutputSpan<Quote>) {
    settle()
    let (due, overflow) = min(now, Self.endOfTime).nanos.subtractingReportingOverflow(origin.nanos)
    let limit = overflow ? Int64.max : due
    let eventsBefore = events.count
    // A tick is never split over two calls: there must be room for all its trades.
    while quotes.freeCapacity >= ScenarioParameters.mostTradesPerTick {
      if let next = quote(through: min(limit, nextTurn - 1), into: &quotes) {
        wheel.insert(next.entry, at: enter(next.entry, at: next.deadline))
      } else if quotes.freeCapacity >= ScenarioParameters.mostTradesPerTick {
        guard nextTurn <= limit else {
          reached = max(reached, limit)
          return
        }
        // What is told is bounded too.
        guard events.count - eventsBefore < Pipeline.eventLimit else { return }
        turn()
      }
    }
  }

  /// The hot path: quotes until nothing more is due, or there is no room.
  ///
  /// - Returns: A symbol that must take the next step in its scenario before it ticks; it has left the wheel.
  private mutating func quote(
    through limit: Int64, into quotes: inout OutputSpan<Quote>
  ) -> (entry: Int, deadline: Int64)? {
    let origin = origin.nanos
    var touched: UInt64 = 0
    defer { self.touched = touched }
    return symbols.withUnsafeMutableBufferPointer { symbols in
      plans.withUnsafeBufferPointer { plans in
        wheel.withView { wheel in
          while quotes.freeCapacity >= ScenarioParameters.mostTradesPerTick,
            var next = wheel.pop(through: limit, onLoad: { touched &+= touch(symbols, $0) })
          {
            let (entry, elapsed) = (Int(truncatingIfNeeded: next.entry), next.deadline)
            let scenario = Int(symbols[entry].scenario)
            if elapsed >= plans[scenario].validUntil { return (entry, elapsed) }
            let time = Timestamp(nanos: origin &+ elapsed)
            if plans[scenario].isBanded, let limits = stories[entry]?.limits {
              next.deadline = symbols[entry].tick(
                plans[scenario], within: limits, at: time, elapsed: elapsed, into: &quotes)
            } else {
              next.deadline = symbols[entry].tick(plans[scenario], at: time, elapsed: elapsed, into: &quotes)
            }
            if plans[scenario].isIrregular {
              next.deadline = schedules[entry].nextDeadline(plans[scenario].rhythm, after: elapsed)
            }
            if next.deadline >= plans[scenario].validUntil { symbols[entry].scenario = plans[scenario].successor }
            reached = elapsed
            wheel.insert(next)
          }
          return nil
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
      schedules[entry].forget()  // its stretch of quotes begins now
      woken.append((entry, sum(elapsed, schedules[entry].phase)))
      begin(entry, at: elapsed)
    }
  }

  /// Lets a symbol stand still.
  public mutating func deactivate(_ symbol: Symbol) {
    settle()
    guard let entry = entry(of: symbol), schedules[entry].isActive else { return }
    schedules[entry].isActive = false
    wheel.remove(entry)
  }

  /// Moves all deadlines.
  public mutating func shift(by duration: Duration) {
    origin = origin + duration
    reconsiderDays()
  }

  /// Changes how a symbol's price moves, from its next quote on. A symbol that waits for an opening or for the end of
  /// a halt quotes within its tick interval.
  public mutating func setScenario(
    _ scenario: SymbolScenario, for symbol: Symbol, at now: Timestamp
  ) throws(DataSourceError) {
    guard let entry = entry(of: symbol) else { throw .unknownSymbol(symbol.ticker) }
    guard let part = part(of: scenario) else { throw .unknownScenario(scenario.rawValue) }
    symbols[entry].scenario = parts[part].entrance
    schedules[entry].forget()
    schedules[entry].seen = nil
    guard schedules[entry].isActive else { return }
    let elapsed = max(reached, (now - origin).nanos)
    if schedules[entry].isWaiting {
      settle()
      wheel.remove(entry)
      woken.append((entry, sum(elapsed, schedules[entry].phase)))
      schedules[entry].isWaiting = false
    }
    begin(entry, at: elapsed)
  }

  /// The longest ordinary silence of the symbol's scenario.
  public func longestSilence(of symbol: Symbol) -> Duration? {
    guard let entry = entry(of: symbol) else { return nil }
    return definition(of: entry).longestSilence(tickInterval: .nanoseconds(schedules[entry].interval))
  }

  /// The hours of the symbol's scenario.
  public func calendar(of symbol: Symbol) -> MarketCalendar {
    entry(of: symbol).map { definition(of: $0).calendar } ?? .always
  }

  /// Takes out halts, resumptions and bands, in order of (time, ticker).
  ///
  /// There are few: bands are renewed only when the price has moved. If nobody takes them, 100,000 are kept, and the
  /// oldest are let go.
  public mutating func takeEvents() -> [SourceEvent] {
    guard !events.isEmpty else { return [] }
    defer { events = [] }
    return events.sorted { ($0.time, $0.event.symbol) < ($1.time, $1.event.symbol) }
  }

  /// Counts one more quote of a symbol that runs.
  public mutating func nextSequence(for symbol: Symbol) -> UInt64? {
    guard let entry = entry(of: symbol), schedules[entry].isActive else { return nil }
    return symbols[entry].nextSequence()
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
