// What is done to one quote, in the order in which it is decided.
extension FaultInjector {
  /// Whether a silence takes the quote: one of the script, one that is on by chance, or one that begins with it.
  @inline(__always)
  mutating func isSilent(_ quote: Quote, _ state: SymbolFaults, _ on: Circumstances) -> Bool {
    if let slot = on.verdict.silence {
      strike(slot, quote)
    } else if state.windowEnd > quote.received {
      ledger.extend(state.windowRow, to: quote.sequence)
    } else if on.draw.hits(.staleWindow, plans[on.plan]) {
      openWindow(quote, on)
    } else {
      return false
    }
    counts.suppressed += 1
    return true
  }

  private mutating func openWindow(_ quote: Quote, _ on: Circumstances) {
    let length = on.draw.nanos(.staleWindow, in: plans[on.plan].staleWindow)
    let end = quote.received.adding(nanos: length)
    record(.staleWindow, quote, nanos: length, ended: end, of: on.verdict.settings?.window)
    symbols[quote.symbol.index]?.windowEnd = end
    symbols[quote.symbol.index]?.windowRow = ledger.count
    openWindows = max(openWindows, end)
  }

  /// Whether the quote is lost on its way.
  @inline(__always)
  mutating func isLost(_ quote: Quote, _ on: Circumstances) -> Bool {
    if on.draw.hits(.drop, plans[on.plan]) {
      record(.drop, quote, of: on.verdict.settings?.window)
    } else if let slot = on.verdict.loss {
      record(.burstLoss, quote, of: script.slot(slot, of: quote.symbol).window)
    } else {
      return false
    }
    counts.dropped += 1
    return true
  }

  @inline(__always)
  mutating func alter(_ quote: inout Quote, _ on: Circumstances) {
    if on.draw.hits(.corrupt, plans[on.plan]) {
      let corruption = Corruption.allCases[on.draw.choice(.corrupt, of: Corruption.allCases.count)]
      record(.corrupt, quote, corruption: corruption, of: on.verdict.settings?.window)
      corruption.apply(to: &quote)
    }
    if let slot = on.verdict.clockStep { strike(slot, quote) }
    if let slot = on.verdict.clockSkew { strike(slot, quote) }
    if on.verdict.offset != 0 { quote.timestamp = quote.timestamp.adding(nanos: on.verdict.offset) }
    if on.draw.hits(.outOfOrder, plans[on.plan]) {
      let offset = on.draw.nanos(.outOfOrder, in: plans[on.plan].outOfOrder)
      record(.outOfOrder, quote, nanos: offset, of: on.verdict.settings?.window)
      quote.timestamp = quote.timestamp.adding(nanos: -offset)
    }
  }

  /// When the quote leaves: now, or later by a delay, by the queue behind what is late, by a reorder, or by a drift;
  /// and the id of the delay's or reorder's row, if there is one.
  @inline(__always)
  mutating func departure(
    _ quote: Quote, _ on: Circumstances, linkFree: Timestamp
  ) -> (due: Timestamp, row: Int?) {
    let free = max(quote.received, linkFree, on.verdict.leaves)
    var (link, due) = (free, free)
    var row: Int?
    if on.draw.hits(.delay, plans[on.plan]) {
      let nanos = on.draw.nanos(.delay, in: plans[on.plan].delay)
      due = max(quote.received.adding(nanos: nanos), free)
      link = due
      row = record(.delay, quote, nanos: nanos, ended: due, of: on.verdict.settings?.window)
    } else if on.draw.hits(.reorder, plans[on.plan]) {
      let nanos = on.draw.nanos(.reorder, in: plans[on.plan].reorder)
      due = free.adding(nanos: nanos)
      row = record(.reorder, quote, nanos: nanos, ended: due, of: on.verdict.settings?.window)
    }
    if let slot = on.verdict.drift { strike(slot, quote) }
    if link > max(quote.received, linkFree) {
      symbols[quote.symbol.index]?.linkFree = link
      busyLinks = max(busyLinks, link)
    }
    return (due, row)
  }

  // MARK: Rows

  /// Notes a fault by script that lasts.
  private mutating func strike(_ slot: Int, _ quote: Quote) {
    if let kind = script.strike(slot, quote, &ledger) { counts.injected[kind.ordinal] += 1 }
  }

  /// Notes a fault of one quote.
  ///
  /// - Parameters:
  ///   - ended: Nil: at once.
  ///   - window: The window of the timeline that it is of.
  /// - Returns: The row's id.
  @discardableResult
  mutating func record(
    _ kind: FaultKind, _ quote: Quote, nanos: Int64 = 0, ended: Timestamp? = nil, corruption: Corruption? = nil,
    of window: Int?
  ) -> Int {
    counts.injected[kind.ordinal] += 1
    ledger.append(
      FaultLedger.Row(
        id: 0, kind: kind, symbol: quote.symbol, sequence: quote.sequence, lastSequence: quote.sequence,
        time: quote.received, ended: ended ?? quote.received, duration: .nanoseconds(nanos), corruption: corruption,
        window: window.map { script.name(ofWindow: $0) } ?? ""))
    return ledger.count
  }
}
