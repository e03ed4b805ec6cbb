public import MarketData

// Which symbols are replayed, and what the replay is told.
extension ReplayGenerator {
  /// Begins, or goes on, to replay symbols; with the first one history begins to run.
  ///
  /// - Throws: `DataSourceError.unknownSymbol` when there are no rows of one of them; then nothing has changed.
  public mutating func activate(_ more: [Symbol], at now: Timestamp) throws(DataSourceError) {
    if let known = rows.symbols, let unknown = more.first(where: { !known.contains($0) }) {
      throw .unknownSymbol(unknown.ticker)
    }
    for symbol in more {
      let entry = entry(of: symbol) ?? add(symbol)
      guard !symbols[entry].isActive else { continue }
      symbols[entry].isActive = true
      activeCount += 1
    }
    if clock == nil { run(at: now) }
  }

  /// Passes over a symbol's rows from now on; with the last one history stands still.
  public mutating func deactivate(_ symbol: Symbol) {
    guard let entry = activeEntry(of: symbol) else { return }
    symbols[entry].isActive = false
    activeCount -= 1
    if activeCount == 0 { (clock, stepDue, standing) = (nil, nil, place.time) }
  }

  /// Moves all that is to come.
  public mutating func shift(by duration: Duration) {
    if let market = clock?.market { clock?.market = market + duration }
    if let due = stepDue { stepDue = due + duration }
  }

  /// Throws: history has no scenarios.
  public mutating func setScenario(
    _ scenario: SymbolScenario, for symbol: Symbol, at now: Timestamp
  ) throws(DataSourceError) {
    throw .noScenarios(source: "replay")
  }

  /// Counts one more quote of a symbol that is replayed.
  public mutating func nextSequence(for symbol: Symbol) -> UInt64? {
    guard let entry = activeEntry(of: symbol) else { return nil }
    return symbols[entry].nextSequence()
  }

  /// Pauses, goes on, steps, goes elsewhere, or runs at another speed. Rows are neither lost nor repeated by any of
  /// these, but for those that a seek passes over or goes back to.
  public mutating func replay(_ command: ReplayCommand, at now: Timestamp) throws(ReplayError) {
    switch command {
    case .pause: pause(at: now)
    case .resume: resume(at: now)
    case .step:
      pause(at: now)
      if !isFinished, activeCount > 0 { stepDue = now }
    case .seek(let time): try seek(to: time, at: now)
    case .speed(let factor):
      guard ReplayPlan.speeds.contains(factor) else { throw .speed(factor) }
      let isRunning = clock != nil
      stand(at: now)
      speed = factor
      if isRunning { run(at: now) }
    }
  }

  private mutating func pause(at now: Timestamp) {
    guard !isPaused else { return }
    stand(at: now)
    isPaused = true
    events.append(SourceEvent(.paused(at: standing), at: now))
  }

  private mutating func resume(at now: Timestamp) {
    guard isPaused else { return }
    (isPaused, stepDue) = (false, nil)
    events.append(SourceEvent(.resumed(at: standing), at: now))
    run(at: now)
  }

  private mutating func seek(to time: Timestamp, at now: Timestamp) throws(ReplayError) {
    let ranges = rows.ranges.compactMap { $0.limited(to: plan.range) }
    guard ranges.contains(where: { $0.contains(time) }) else {
      throw .outsideHistory(time, ranges: ranges.map(\.description))
    }
    do { try rows.seek(to: time) } catch { throw .unreadable(error.description) }
    lanes = []
    place.begin(at: time, pass: place.pass)
    (standing, clock, stepDue, isFinished) = (time, nil, nil, false)
    if plan.timestamps == .recorded { forgetSessions() }
    events.append(SourceEvent(.seeked(to: time), at: now))
    run(at: now)
  }

  /// Lets history stand still where it is now, but not beyond what has not been emitted yet.
  private mutating func stand(at now: Timestamp) {
    guard let clock else { return }
    let upcoming = (try? next().time) ?? place.time
    standing = max(place.time, min(clock.recorded(at: now), upcoming))
    self.clock = nil
  }

  /// Lets history run from where it stands, if it may.
  private mutating func run(at now: Timestamp) {
    guard !isPaused, !isFinished, activeCount > 0 else { return }
    clock = ReplayClock(market: now, recorded: standing, speed: speed)
  }

  // MARK: Entries

  private func entry(of symbol: Symbol) -> Int? {
    guard symbol.index < entries.count, entries[symbol.index] >= 0 else { return nil }
    return Int(entries[symbol.index])
  }

  @inline(__always)
  func activeEntry(of symbol: Symbol) -> Int? {
    guard symbol.index < entries.count, case let entry = Int(entries[symbol.index]), entry >= 0,
      symbols[entry].isActive
    else { return nil }
    return entry
  }

  mutating func add(_ symbol: Symbol) -> Int {
    while entries.count <= symbol.index { entries.append(-1) }
    entries[symbol.index] = Int32(symbols.count)
    symbols.append(ReplaySymbol(symbol))
    return symbols.count - 1
  }
}

extension HistoryRange {
  /// What of it lies in a range; nil for nothing.
  fileprivate func limited(to range: Range<Timestamp>?) -> HistoryRange? {
    guard let range else { return self }
    let limited = HistoryRange(
      first: max(first, range.lowerBound), last: min(last, range.upperBound.adding(nanos: -1)))
    return limited.first <= limited.last ? limited : nil
  }
}
