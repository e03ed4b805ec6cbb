/// What a timeline does to one symbol: its part in each open window, and how far it has come in it.
struct SymbolScript {
  private(set) var slots: [Slot] = []
  private var generation = -1

  /// The part of a symbol in a window.
  struct Slot {
    let window: Int
    let deed: ScriptedDeed
    /// The window's begin; of a swizzle, when this symbol stops.
    var begin: Timestamp
    /// The window's end; of a swizzle, when this symbol is released. `distantFuture`: never.
    var end: Timestamp
    /// The ledger's row that is written on; 0: none yet.
    var row = 0
    /// The symbol's quotes in the window so far, for `first`.
    var quotes = 0
    /// Whether the line is bad, for burst loss.
    var isBad = false
  }

  /// What is to be done to a quote. Slots are named by their index.
  struct Verdict {
    var silence: Int?
    /// The slot of the burst that it is lost in.
    var loss: Int?
    var clockStep: Int?
    var clockSkew: Int?
    var drift: Int?
    /// Settings of chance faults that replace others, and the window that they are of.
    var settings: (number: Int, window: Int)?
    /// What is added to its timestamp.
    var offset: Int64 = 0
    /// It leaves no earlier.
    var leaves = Timestamp(nanos: .min)
  }

  /// Takes up windows that have opened and gives up those that have ended.
  mutating func follow(_ plan: borrowing TimelinePlan, _ symbol: Symbol, seed: UInt64) {
    guard generation != plan.generation else { return }
    generation = plan.generation
    var next: [Slot] = []
    for index in plan.open {
      if let slot = slots.first(where: { $0.window == index }) {
        next.append(slot)
      } else if plan.windows[index].symbols?.contains(symbol) ?? true,
        let slot = Self.slot(of: plan.windows[index], index, seed)
      {
        next.append(slot)
      }
    }
    next.sort { ($0.deed.rank, $0.window) < ($1.deed.rank, $1.window) }
    slots = next
  }

  /// Nil when the window passes the symbol over.
  private static func slot(of window: TimelinePlan.Window, _ index: Int, _ seed: UInt64) -> Slot? {
    var slot = Slot(window: index, deed: window.deed, begin: window.begin, end: window.end)
    guard case .swizzle(let threshold) = window.deed else { return slot }
    let draw = FaultDraw(symbolSeed: seed, sequence: window.key)
    guard draw.hits(.swizzle, below: threshold, salt: 0), window.end < .distantFuture else { return nil }
    let length = (window.end - window.begin).nanos
    slot.begin = window.begin.adding(nanos: draw.part(.swizzle, of: length / 2, salt: 1))
    slot.end = slot.begin.adding(nanos: 1 + draw.part(.swizzle, of: (window.end - slot.begin).nanos, salt: 2))
    return slot
  }

  /// Decides on a quote. Every quote of the symbol counts, whatever else happens to it: so no window's decisions
  /// depend on another window.
  mutating func judge(_ quote: Quote, _ draw: FaultDraw, at time: Timestamp) -> Verdict {
    var verdict = Verdict()
    for index in slots.indices where slots[index].begin <= time && time < slots[index].end {
      let elapsed = max(0, quote.received.nanos - slots[index].begin.nanos)
      switch slots[index].deed {
      case .settings(let number): verdict.settings = (number, slots[index].window)
      case .mute, .swizzle: verdict.silence = verdict.silence ?? index
      case .first(let count):
        slots[index].quotes += 1
        if slots[index].quotes > count { verdict.silence = verdict.silence ?? index }
      case .burstLoss(let line): if slots[index].loses(line, draw) { verdict.loss = index }
      case .clockStep(let nanos):
        verdict.clockStep = index
        verdict.offset &+= nanos
      case .clockSkew(let millionths):
        verdict.clockSkew = index
        verdict.offset &+= skewedNanos(after: elapsed, millionths: millionths)
      case .drift(let rate):
        verdict.drift = index
        verdict.leaves = slots[index].begin.adding(nanos: driftedNanos(after: elapsed, rate: rate))
      }
    }
    return verdict
  }

  /// Gives a slot the row that is written on.
  mutating func setRow(_ row: Int, of slot: Int) { slots[slot].row = row }

  /// Moves what is to come of a slot that is not over.
  mutating func shift(_ slot: Int, by nanos: Int64, at now: Timestamp) {
    if slots[slot].begin > now { slots[slot].begin = slots[slot].begin.adding(nanos: nanos) }
    if slots[slot].end < .distantFuture { slots[slot].end = slots[slot].end.adding(nanos: nanos) }
  }
}

extension SymbolScript.Slot {
  /// A line may turn at each quote, then loses it or not.
  mutating func loses(_ line: ScriptedDeed.Line, _ draw: FaultDraw) -> Bool {
    if draw.hits(.burstLoss, below: isBad ? line.badToGood : line.goodToBad, salt: 0) { isBad.toggle() }
    return draw.hits(.burstLoss, below: isBad ? line.lossWhenBad : line.lossWhenGood, salt: 1)
  }

  /// The row of its first quote struck.
  func row(_ quote: Quote, _ name: String) -> FaultLedger.Row {
    let time = deed.countsFromBegin ? begin : quote.received
    let ended = end < .distantFuture ? end : nil
    var row = FaultLedger.Row(
      id: 0, kind: deed.kind ?? .mute, symbol: quote.symbol, sequence: quote.sequence, lastSequence: quote.sequence,
      time: time, ended: ended, duration: ended.map { $0 - time } ?? .zero, window: name)
    switch deed {
    case .clockStep(let nanos): row.duration = .nanoseconds(nanos)
    case .clockSkew(let millionths): row.rate = millionths
    case .drift(let rate): row.rate = rate
    default: break
    }
    return row
  }
}
