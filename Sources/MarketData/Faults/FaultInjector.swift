/// Decides what is done to each quote, and holds back those that come late.
///
/// A value: time is what it is told. The decisions follow one another in the order of `FaultKind`; a silence or a
/// drop ends the quote.
struct FaultInjector {
  private(set) var ledger: FaultLedger
  private(set) var counts = FaultCounts()
  private(set) var line: DelayLine

  private let seed: UInt64
  /// The plan of all symbols that have none of their own, then those of symbols that have.
  private var plans: [FaultPlan] = []
  private var ownPlans: [Symbol: Int] = [:]
  private var symbols: [SymbolFaults?] = []
  /// Whether any fault of any symbol can strike.
  private var isActive = false

  /// What the injector remembers of a symbol.
  private struct SymbolFaults {
    let seed: UInt64
    var plan: Int
    var windowEnd = Timestamp(nanos: .min)
    /// When the last delayed quote leaves; later ones queue behind it.
    var linkFree = Timestamp(nanos: .min)
  }

  init(config: MarketDataConfig) {
    seed = config.seed
    ledger = FaultLedger(capacity: config.ledgerCapacity)
    line = DelayLine(capacity: config.maxInFlight)
    setFaults(config.faults, perSymbol: config.symbols.compactMapValues(\.faults), timeline: config.wholeTimeline)
  }

  /// Lets the timeline begin, unless it has: its windows count from here.
  mutating func begin(at time: Timestamp) {}

  /// Moves what is to come of the timeline: by how long the market stood still.
  mutating func shift(by duration: Duration) {}

  /// Replaces all settings. Silences that have begun by chance, and quotes in flight, go on as they were drawn.
  ///
  /// - Parameter timeline: Begins with the next `begin`, in place of the present one; nil: that one goes on.
  mutating func setFaults(_ faults: FaultConfig, perSymbol: [Symbol: FaultConfig]?, timeline: FaultTimeline?) {
    guard let perSymbol else {
      plans[0] = FaultPlan(faults)
      isActive = plans.contains(where: \.isActive)
      return
    }
    plans = [FaultPlan(faults)]
    ownPlans = [:]
    for (symbol, own) in perSymbol {
      ownPlans[symbol] = plans.count
      plans.append(FaultPlan(own))
    }
    isActive = plans.contains(where: \.isActive)
    for index in symbols.indices { symbols[index]?.plan = ownPlans[Symbol(handle: UInt32(index))] ?? 0 }
  }

  /// The end of the last silence to end.
  private var openWindows = Timestamp(nanos: .min)

  /// Whether quotes from `time` on pass untouched: no fault can strike, nothing is in flight, no silence is on.
  func isIdle(at time: Timestamp) -> Bool { !isActive && line.count == 0 && openWindows <= time }

  /// Passes a quote on to `output`, or does to it what has been drawn.
  @inline(__always)
  mutating func process(_ quote: Quote, into output: inout Emission) {
    let now = quote.received
    let index = quote.symbol.index
    prepare(quote.symbol)
    guard let state = symbols[index] else { return }
    if state.windowEnd > now {
      counts.suppressed += 1
      return
    }
    let draw = FaultDraw(symbolSeed: state.seed, sequence: quote.sequence)
    let plan = state.plan
    if draw.hits(.staleWindow, plans[plan]) { return openWindow(quote, draw, plan) }
    if draw.hits(.drop, plans[plan]) {
      record(.drop, quote)
      counts.dropped += 1
      return
    }
    var quote = quote
    alter(&quote, draw, plan)
    let copies = draw.hits(.duplicate, plans[plan]) ? 2 : 1
    if copies == 2 {
      record(.duplicate, quote)
      counts.duplicated += 1
    }
    let (due, row) = departure(quote, draw, plan, linkFree: state.linkFree)
    if due > now {
      hold(DelayLine.Held(due: due, quote: quote, copies: copies, row: row), at: now, into: &output)
    } else {
      output.append(quote, copies: copies, at: now)
    }
  }

  /// Lets go what is due by `now`.
  @inline(__always)
  mutating func release(through now: Timestamp, into output: inout Emission) {
    guard line.count > 0 else { return }
    while let due = line.nextDue, due <= now, let held = line.popEarliest() {
      output.append(held.quote, copies: held.copies, at: due)
    }
  }

  /// Takes out what is in flight of a symbol, and forgets the queue behind it.
  mutating func withdraw(_ symbol: Symbol, waiting: Int) {
    counts.withdrawn += line.withdraw(symbol) + waiting
    if symbol.index < symbols.count { symbols[symbol.index]?.linkFree = Timestamp(nanos: .min) }
  }

  /// Lets no quote queue behind those that were delayed so far: they have left before they were due.
  mutating func forgetQueues() {
    for index in symbols.indices { symbols[index]?.linkFree = Timestamp(nanos: .min) }
  }

  // MARK: Decisions

  @inline(__always)
  private mutating func prepare(_ symbol: Symbol) {
    while symbols.count <= symbol.index { symbols.append(nil) }
    if symbols[symbol.index] == nil {
      symbols[symbol.index] = SymbolFaults(
        seed: derivedSeed(seed, ticker: symbol.ticker, purpose: 5), plan: ownPlans[symbol] ?? 0)
    }
  }

  private mutating func openWindow(_ quote: Quote, _ draw: FaultDraw, _ plan: Int) {
    let length = draw.nanos(.staleWindow, in: plans[plan].staleWindow)
    let end = quote.received.adding(nanos: length)
    symbols[quote.symbol.index]?.windowEnd = end
    openWindows = max(openWindows, end)
    record(.staleWindow, quote, nanos: length)
    counts.suppressed += 1
  }

  @inline(__always)
  private mutating func alter(_ quote: inout Quote, _ draw: FaultDraw, _ plan: Int) {
    if draw.hits(.corrupt, plans[plan]) {
      let corruption = Corruption.allCases[draw.choice(.corrupt, of: Corruption.allCases.count)]
      record(.corrupt, quote, corruption: corruption)
      corruption.apply(to: &quote)
    }
    if draw.hits(.outOfOrder, plans[plan]) {
      let offset = draw.nanos(.outOfOrder, in: plans[plan].outOfOrder)
      record(.outOfOrder, quote, nanos: offset)
      quote.timestamp = quote.timestamp.adding(nanos: -offset)
    }
  }

  /// When the quote leaves: now, or later by a delay, by the queue behind a delay, or by a reorder; and the id of the
  /// row that says so, if there is one.
  @inline(__always)
  private mutating func departure(
    _ quote: Quote, _ draw: FaultDraw, _ plan: Int, linkFree: Timestamp
  ) -> (due: Timestamp, row: Int?) {
    let now = quote.received
    if draw.hits(.delay, plans[plan]) {
      let nanos = draw.nanos(.delay, in: plans[plan].delay)
      record(.delay, quote, nanos: nanos)
      let due = max(now.adding(nanos: nanos), linkFree)
      symbols[quote.symbol.index]?.linkFree = due
      return (due, ledger.count)
    }
    let free = max(now, linkFree)
    guard draw.hits(.reorder, plans[plan]) else { return (free, nil) }
    let nanos = draw.nanos(.reorder, in: plans[plan].reorder)
    record(.reorder, quote, nanos: nanos)
    return (free.adding(nanos: nanos), ledger.count)
  }

  private mutating func hold(_ held: DelayLine.Held, at now: Timestamp, into output: inout Emission) {
    line.insert(held)
    while line.count > line.capacity, let forced = line.popEarliest() {
      counts.forced += forced.copies
      if let row = forced.row { ledger.markForced(row) }
      output.append(forced.quote, copies: forced.copies, at: now)
    }
  }

  private mutating func record(_ kind: FaultKind, _ quote: Quote, nanos: Int64 = 0, corruption: Corruption? = nil) {
    counts.injected[kind.ordinal] += 1
    ledger.append(
      FaultLedger.Row(
        id: 0, kind: kind, symbol: quote.symbol, sequence: quote.sequence, lastSequence: quote.sequence,
        time: quote.received, duration: .nanoseconds(nanos), corruption: corruption))
  }
}

/// What the faults have done so far.
struct FaultCounts: Hashable {
  /// By `FaultKind.ordinal`.
  var injected = [Int](repeating: 0, count: FaultKind.allCases.count)
  var dropped = 0
  var suppressed = 0
  var duplicated = 0
  var withdrawn = 0
  /// Quotes that left early because too many were in flight.
  var forced = 0
}
