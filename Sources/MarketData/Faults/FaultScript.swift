/// A timeline at work on all symbols, and the rows that it writes on.
///
/// Where it sleeps, it costs one comparison per quote, or per batch when nothing else can strike.
struct FaultScript {
  private var plan = TimelinePlan([])
  private var symbols: [SymbolScript] = []
  private var isEnabled = false
  /// From when on quotes must be judged.
  private(set) var wakes = Timestamp.distantFuture

  typealias Verdict = SymbolScript.Verdict

  /// What a window is called.
  func name(ofWindow window: Int) -> String { plan.windows[window].name }

  /// The slot of a symbol that a verdict speaks of.
  func slot(_ slot: Int, of symbol: Symbol) -> SymbolScript.Slot { symbols[symbol.index].slots[slot] }

  // MARK: Time

  mutating func begin(at time: Timestamp) {
    plan.begin(at: time)
    setWakes()
  }

  mutating func advance(to now: Timestamp) {
    let before = plan.generation
    plan.advance(to: now)
    if plan.generation != before { setWakes() }
  }

  /// Moves what is to come, and the ends of what is open, rows included. Its begin stays: what it has done counts from
  /// there, and a clock that is wrong goes on while a market stands still.
  mutating func shift(by duration: Duration, _ ledger: inout FaultLedger) {
    let now = plan.time
    forEachGoingOn(at: now) { slot, symbol in
      symbol.shift(slot, by: duration.nanos, at: now)
      let end = symbol.slots[slot].end
      if end < .distantFuture { ledger.update(symbol.slots[slot].row) { $0.setEnd(end) } }
    }
    plan.shift(by: duration.nanos)
    setWakes()
  }

  private mutating func setWakes() {
    wakes = !isEnabled ? .distantFuture : plan.open.isEmpty ? plan.boundary : Timestamp(nanos: .min)
  }

  // MARK: Settings

  /// Replaces the timeline by one that is yet to begin.
  mutating func replace(with timeline: FaultTimeline, at now: Timestamp, _ ledger: inout FaultLedger) {
    advance(to: now)
    endRows(at: now, &ledger)
    plan = TimelinePlan(timeline)
    symbols = []
    setWakes()
  }

  /// Lets the timeline strike, or no longer.
  mutating func setEnabled(_ isEnabled: Bool, at now: Timestamp, _ ledger: inout FaultLedger) {
    advance(to: now)
    if !isEnabled { endRows(at: now, &ledger) }
    self.isEnabled = isEnabled
    setWakes()
  }

  /// Ends the rows of what goes on; what goes on after all gets new ones.
  private mutating func endRows(at now: Timestamp, _ ledger: inout FaultLedger) {
    forEachGoingOn(at: now) { slot, symbol in
      ledger.update(symbol.slots[slot].row) { $0.setEnd(now) }
      symbol.setRow(0, of: slot)
    }
  }

  private mutating func forEachGoingOn(at time: Timestamp, _ body: (Int, inout SymbolScript) -> Void) {
    for index in symbols.indices {
      for slot in symbols[index].slots.indices {
        let (window, end) = (symbols[index].slots[slot].window, symbols[index].slots[slot].end)
        if end > time, !plan.isOver(window) { body(slot, &symbols[index]) }
      }
    }
  }

  // MARK: Quotes

  /// Decides on a quote.
  mutating func judge(_ quote: Quote, _ draw: FaultDraw, seed: UInt64) -> Verdict {
    advance(to: quote.received)
    while symbols.count <= quote.symbol.index { symbols.append(SymbolScript()) }
    symbols[quote.symbol.index].follow(plan, quote.symbol, seed: seed)
    return symbols[quote.symbol.index].judge(quote, draw, at: max(plan.time, quote.received))
  }

  /// Notes in the slot's row that a quote was struck.
  ///
  /// - Returns: The kind, if that made a row.
  mutating func strike(_ slot: Int, _ quote: Quote, _ ledger: inout FaultLedger) -> FaultKind? {
    let state = symbols[quote.symbol.index].slots[slot]
    guard state.row == 0 else {
      ledger.extend(state.row, to: quote.sequence)
      return nil
    }
    ledger.append(state.row(quote, name(ofWindow: state.window)))
    symbols[quote.symbol.index].setRow(ledger.count, of: slot)
    return state.deed.kind
  }
}
