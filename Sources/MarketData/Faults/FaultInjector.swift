/// Decides what is done to each quote, and holds back those that come late.
///
/// A value: time is what it is told. The decisions follow one another so: the silences of the script (mute, swizzle,
/// first), the one by chance, drop, burst loss, each of which ends the quote; corrupt, the clock of the script, out of
/// order; duplicate; delay or else reorder; drift.
struct FaultInjector {
  var ledger: FaultLedger
  var counts = FaultCounts()
  private(set) var line: DelayLine

  private let seed: UInt64
  /// The plan of all symbols that have none of their own, then those of symbols that have, then those of windows.
  private(set) var plans: [FaultPlan] = []
  private var ownPlans: [Symbol: Int] = [:]
  /// The first plan of a window.
  private var windowPlans = 1
  var symbols: [SymbolFaults?] = []
  /// Whether any fault of any symbol can strike by chance, windows apart.
  private var isActive = false
  var script = FaultScript()
  /// The end of the last silence by chance to end.
  var openWindows = Timestamp(nanos: .min)
  /// When the last of all queues behind what is late is over.
  var busyLinks = Timestamp(nanos: .min)

  /// What the injector remembers of a symbol.
  struct SymbolFaults {
    let seed: UInt64
    var plan: Int
    /// When the silence by chance ends, and its row.
    var windowEnd = Timestamp(nanos: .min)
    var windowRow = 0
    /// When the last delayed quote leaves; later ones queue behind it.
    var linkFree = Timestamp(nanos: .min)
  }

  /// What bears on one quote.
  struct Circumstances {
    let draw: FaultDraw
    let verdict: FaultScript.Verdict
    let plan: Int
  }

  init(config: MarketDataConfig) {
    seed = config.seed
    ledger = FaultLedger(capacity: config.ledgerCapacity)
    line = DelayLine(capacity: config.maxInFlight)
    setFaults(
      config.faults, perSymbol: config.symbols.compactMapValues(\.faults), timeline: config.wholeTimeline,
      at: Timestamp(nanos: .min))
  }

  /// Lets the timeline begin, unless it has: its windows count from here.
  mutating func begin(at time: Timestamp) { script.begin(at: time) }

  /// Moves what is open or to come of the timeline: by how long the market stood still.
  mutating func shift(by duration: Duration) { script.shift(by: duration, &ledger) }

  /// Notes how far the time has come: windows that ended before stay as they were when the rest is shifted.
  mutating func reach(_ now: Timestamp) { if now < .distantFuture { script.advance(to: now) } }

  /// Replaces all settings. Silences that have begun by chance, and quotes in flight, go on as they were drawn.
  ///
  /// `faults.enabled` is the master switch of the timeline; a symbol whose own faults are off is exempt from chance
  /// only.
  ///
  /// - Parameter timeline: Begins with the next `begin`, in place of the present one; nil: that one goes on.
  mutating func setFaults(
    _ faults: FaultConfig, perSymbol: [Symbol: FaultConfig]?, timeline: FaultTimeline?, at now: Timestamp
  ) {
    var own = Array(plans[min(1, plans.count)..<min(windowPlans, plans.count)])
    var ofWindows = Array(plans[min(windowPlans, plans.count)...])
    if let perSymbol {
      own = []
      ownPlans = [:]
      for (symbol, config) in perSymbol {
        own.append(FaultPlan(config))
        ownPlans[symbol] = own.count
      }
    }
    if let timeline {
      ofWindows = timeline.plans
      script.replace(with: timeline, at: now, &ledger)
    }
    script.setEnabled(faults.enabled, at: now, &ledger)
    plans = [FaultPlan(faults)] + own + ofWindows
    windowPlans = 1 + own.count
    isActive = plans[..<windowPlans].contains(where: \.isActive)
    for index in symbols.indices { symbols[index]?.plan = ownPlans[Symbol(handle: UInt32(index))] ?? 0 }
  }

  /// Whether quotes from `first` to `last` pass untouched: no fault can strike, nothing is in flight, no silence is
  /// on, and there is nothing to queue behind.
  func isIdle(from first: Timestamp, through last: Timestamp) -> Bool {
    !isActive && line.count == 0 && max(openWindows, busyLinks) <= first && last < script.wakes
  }

  /// Passes a quote on to `output`, or does to it what has been drawn.
  @inline(__always)
  mutating func process(_ quote: Quote, into output: inout Emission) {
    let now = quote.received
    prepare(quote.symbol)
    guard let state = symbols[quote.symbol.index] else { return }
    let draw = FaultDraw(symbolSeed: state.seed, sequence: quote.sequence)
    let verdict = now < script.wakes ? FaultScript.Verdict() : script.judge(quote, draw, seed: state.seed)
    let plan = verdict.settings.map { windowPlans + $0.number } ?? state.plan
    let circumstances = Circumstances(draw: draw, verdict: verdict, plan: plan)
    if isSilent(quote, state, circumstances) || isLost(quote, circumstances) { return }
    var quote = quote
    alter(&quote, circumstances)
    let copies = draw.hits(.duplicate, plans[plan]) ? 2 : 1
    if copies == 2 {
      record(.duplicate, quote, of: verdict.settings?.window)
      counts.duplicated += 1
    }
    let (due, row) = departure(quote, circumstances, linkFree: state.linkFree)
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
    busyLinks = Timestamp(nanos: .min)
  }

  @inline(__always)
  private mutating func prepare(_ symbol: Symbol) {
    while symbols.count <= symbol.index { symbols.append(nil) }
    if symbols[symbol.index] == nil {
      symbols[symbol.index] = SymbolFaults(
        seed: derivedSeed(seed, ticker: symbol.ticker, purpose: 5), plan: ownPlans[symbol] ?? 0)
    }
  }

  private mutating func hold(_ held: DelayLine.Held, at now: Timestamp, into output: inout Emission) {
    line.insert(held)
    while line.count > line.capacity, let forced = line.popEarliest() {
      counts.forced += forced.copies
      if let row = forced.row { ledger.markForced(row, at: now) }
      output.append(forced.quote, copies: forced.copies, at: now)
    }
  }
}
