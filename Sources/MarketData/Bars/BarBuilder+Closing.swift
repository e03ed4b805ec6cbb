// How windows close: by time, or by a trade of a later one.
extension BarBuilder {
  /// Says what time it is, and closes what is due. Without effect when it was later already.
  ///
  /// - Parameter bars: Gets the bars, in order.
  public mutating func advance(to now: Timestamp, into bars: inout [(Bar, Bar.Kind)]) {
    self.now = max(self.now, min(now.nanos, Self.span.upperBound))
    guard let deadline = nextDeadline?.nanos, deadline <= self.now else { return }
    rankNewSymbols()
    closeSeconds()
    beatAll()
    updateMinutes()
    closeMinutes()
    queue.drain(into: &bars)
  }

  private mutating func closeSeconds() {
    guard openSeconds.earliest <= now else { return }
    for entry in openSeconds.takeAll() {
      let due = symbols[entry].second.start + Self.second + grace
      if due <= now { closeSecond(of: entry) } else { openSeconds.add(entry, due: due) }
    }
  }

  private mutating func closeMinutes() {
    guard openMinutes.earliest <= now else { return }
    for entry in openMinutes.takeAll() {
      let due = symbols[entry].minute.start + Self.minute + grace
      if due <= now { closeMinute(of: entry) } else { openMinutes.add(entry, due: due) }
    }
  }

  private mutating func updateMinutes() {
    guard changedMinutes.earliest <= now else { return }
    for entry in changedMinutes.takeAll() where symbols[entry].closedMinuteHasChanged {
      let due = symbols[entry].closedMinute.start + Self.minute + Self.updateDelay
      if due <= now { updateMinute(of: entry) } else { changedMinutes.add(entry, due: due) }
    }
  }

  /// Closes what comes before a second that a trade begins.
  mutating func reachSecond(_ start: Int64, of entry: Int) {
    if symbols[entry].second.isOpen {
      closeSecond(of: entry)  // stays in the list, for the second that begins
    } else {
      openSeconds.add(entry, due: start + Self.second + grace)
    }
    beat(entry, through: start)
  }

  /// Closes what comes before a minute that a trade belongs to, and begins it.
  mutating func reachMinute(_ start: Int64, of entry: Int) {
    guard !symbols[entry].minute.isOpen || symbols[entry].minute.start < start else { return }
    if symbols[entry].minute.isOpen {
      closeMinute(of: entry)  // stays in the list, for the minute that begins
    } else {
      openMinutes.add(entry, due: start + Self.minute + grace)
    }
    symbols[entry].minute = TradeWindow(start: start)
  }

  private mutating func closeSecond(of entry: Int) {
    symbols[entry].closeSecond()
    let end = symbols[entry].second.start + Self.second
    emit(.second, of: entry, due: end + grace) { $0.bar(of: $0.second, end: end) }
  }

  private mutating func closeMinute(of entry: Int) {
    if symbols[entry].closedMinuteHasChanged { updateMinute(of: entry) }  // before a later one takes its place
    symbols[entry].closeMinute()
    let end = symbols[entry].minute.start + Self.minute
    emit(.minute, of: entry, due: end + grace) { $0.bar(of: $0.minute, end: end) }
    emit(.day, of: entry, due: end + grace) { $0.dayBar(end: end) }
  }

  private mutating func updateMinute(of entry: Int) {
    symbols[entry].closedMinuteHasChanged = false
    let end = symbols[entry].closedMinute.start + Self.minute
    emit(.updatedMinute, of: entry, due: end + Self.updateDelay) { $0.bar(of: $0.closedMinute, end: end) }
  }

  /// Queues a bar, if its kind is wanted.
  mutating func emit(_ kind: Bar.Kind, of entry: Int, due: Int64, _ bar: (borrowing SymbolBars) -> Bar) {
    guard kinds.contains(kind) else { return }
    queue.add(bar(symbols[entry]), kind, due: due, rank: entry < ranks.count ? ranks[entry] : 0)
  }

  /// Finds the places of tickers that are new, which a single symbol's bars do not need.
  private mutating func rankNewSymbols() {
    guard ranks.count < symbols.count else { return }
    let tickers = symbols.map(\.symbol.ticker)
    ranks = [UInt32](repeating: 0, count: tickers.count)
    for (rank, entry) in tickers.indices.sorted(by: { tickers[$0] < tickers[$1] }).enumerated() {
      ranks[entry] = UInt32(rank)
    }
  }
}
