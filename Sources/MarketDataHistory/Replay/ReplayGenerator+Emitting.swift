public import MarketData

// What comes out: quotes, and bars and notices as events.
extension ReplayGenerator {
  /// So many rows are looked at in one go, wanted or not.
  private static let mostAtOnce = 4096

  /// False: history can be made to wait.
  public var isLive: Bool { false }

  /// Rows that are being read, when few are left.
  public var preparation: (@Sendable () async -> Void)? {
    isFinished || clock == nil && stepDue == nil ? nil : rows.preparation
  }

  /// When the next row of history is due, wanted or not; nil while history stands still, and at its end.
  public var nextDeadline: Timestamp? {
    mutating get {
      if let event = events.first { return event.time }
      guard !isFinished, clock != nil || stepDue != nil else { return nil }
      do throws(HistoryError) {
        return due(try next().time)
      } catch {
        fail(error)
        return events.first?.time
      }
    }
  }

  /// Appends the quotes due by `now`, in the order of history.
  public mutating func advance(to now: Timestamp, into quotes: inout OutputSpan<Quote>) {
    guard !isFinished, clock != nil || stepDue != nil else { return }
    let before = quotes.count
    do throws(HistoryError) {
      var left = Self.mostAtOnce
      while left > 0 {
        left -= try emitRun(to: now, atMost: left, into: &quotes) + 1
        if quotes.isFull { return }
        let (item, time) = try next()
        guard let due = due(time), due <= now else { return }
        // What comes after a pass must not share a step with what came before: its notice stands between.
        if item.isEnd, quotes.count > before { return }
        try emit(item, at: time, due: due, into: &quotes)
        guard !isFinished else { return }
        if stepDue != nil, quotes.count > before { return endStep() }
      }
    } catch { fail(error) }
  }

  /// Takes out bars and notices.
  public mutating func takeEvents() -> [SourceEvent] {
    defer { events = [] }
    return events
  }

  @inline(__always)
  private func due(_ time: Timestamp) -> Timestamp? { stepDue ?? clock?.deadline(of: time) }

  private mutating func endStep() {
    stepDue = nil
    standing = place.time
  }

  @inline(__always)
  private mutating func emit(
    _ item: ReplayItem, at time: Timestamp, due: Timestamp, into quotes: inout OutputSpan<Quote>
  ) throws(HistoryError) {
    if let interval = plan.noticeInterval, !item.isEnd { tellReached(time, interval.nanos, due) }
    switch item {
    case .row:
      reach(time)
      if case .quote(let row) = rows.first, let entry = activeEntry(of: row.symbol) {
        quotes.append(symbols[entry].quote(row, average: row.price, stamp: stamp(row.timestamp, due), due: due))
      }
      rows.removeFirst()
    case .bar(let lane, let stage):
      reach(time)
      emit(stage, of: lane, at: time, due: due, into: &quotes)
    case .end: try endPass(due)
    }
  }

  @inline(__always)
  func stamp(_ time: Timestamp, _ due: Timestamp) -> Timestamp { plan.timestamps == .recorded ? time : due }

  /// Counts one row or tick more of a time, of which bars that are not over may begin earlier.
  mutating func reach(_ time: Timestamp) {
    let lanes = lanes
    place.reach(time, readFrom: lanes.compactMap(\.start).reduce(time) { min($0, $1) })
  }

  private mutating func tellReached(_ time: Timestamp, _ interval: Int64, _ due: Timestamp) {
    let mark = floored(time.nanos, to: interval)
    if mark > place.time.nanos { events.append(SourceEvent(.reached(Timestamp(nanos: mark)), at: due)) }
  }

  // MARK: Bars

  private mutating func emit(
    _ stage: BarLane.Stage, of lane: Int, at time: Timestamp, due: Timestamp, into quotes: inout OutputSpan<Quote>
  ) {
    guard let bar = lanes[lane].next(stage)?.bar else { return }
    guard let entry = activeEntry(of: bar.symbol) else { return passOver(.bar(lane: lane, stage)) }
    if stage == .whole {
      tell(bar, of: symbols[entry].day, due)
    } else {
      var tick = symbols[entry].latest
      (tick.price, tick.size, tick.changes) = (bar.price(at: stage), 0, .mark)
      if stage == .close, bar.volume > 0 { (tick.size, tick.changes) = (lanes[lane].nextVolume, [.mark, .trade]) }
      quotes.append(symbols[entry].quote(tick, average: bar.average, stamp: stamp(time, due), due: due))
    }
    passOver(.bar(lane: lane, stage))
  }

  /// Passes over what comes next.
  mutating func passOver(_ item: ReplayItem) {
    switch item {
    case .row: rows.removeFirst()
    case .bar(let lane, let stage): lanes[lane].take(stage)
    case .end: break
    }
  }

  private mutating func tell(_ bar: HistoryBar, of day: Bar.Day, _ due: Timestamp) {
    guard let kind = bar.length.kind else { return }
    let start = plan.timestamps == .recorded ? bar.start : due.adding(nanos: -bar.length.rawValue)
    let whole = Bar(
      symbol: bar.symbol, start: start, end: start.adding(nanos: bar.length.rawValue), open: bar.open, high: bar.high,
      low: bar.low, close: bar.close, volume: bar.volume, trades: bar.trades ?? 0, vwap: bar.average, day: day)
    events.append(SourceEvent(.bar(whole, kind), at: due))
  }

  // MARK: Ends

  private mutating func endPass(_ due: Timestamp) throws(HistoryError) {
    if let passes = plan.passes, place.pass >= passes {
      finish()
      // After the last quote, which is due now.
      events.append(SourceEvent(.completed(passes: passes), at: due.adding(nanos: 1)))
      return
    }
    try rows.seek(to: start)
    place.begin(at: start, pass: place.pass + 1)
    (standing, stepDue) = (start, nil)  // a step ends with the pass
    if clock != nil { clock = ReplayClock(market: due, recorded: start, speed: speed) }
    if plan.timestamps == .recorded { forgetSessions() }
    events.append(SourceEvent(.looped(pass: place.pass), at: due))
  }

  /// Ends the replay because history cannot be read on.
  private mutating func fail(_ error: HistoryError) {
    let due = due(place.time) ?? Timestamp(nanos: 0)
    finish()
    events.append(SourceEvent(.failed(error.description), at: due.adding(nanos: 1)))
  }

  private mutating func finish() {
    (isFinished, clock, stepDue, standing) = (true, nil, nil, place.time)
  }

  /// Lets the volumes of all symbols begin anew.
  mutating func forgetSessions() {
    for entry in symbols.indices { symbols[entry].forgetSession() }
  }
}

extension HistoryBar.Length {
  /// The kind of bars of this length; hours have none.
  fileprivate var kind: Bar.Kind? {
    switch self {
    case .second: .second
    case .minute: .minute
    case .hour: nil
    case .day: .day
    }
  }
}
