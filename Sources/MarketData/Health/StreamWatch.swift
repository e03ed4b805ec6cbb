/// What a pipeline tells besides quotes: the health of streams, and what the source says. Decides where each notice
/// stands among the quotes.
struct StreamWatch {
  private var monitor: HealthMonitor
  private let config: MarketDataConfig
  private var found: [HealthChange] = []
  /// The time judged so far.
  private var reached = Timestamp(nanos: .min)
  /// Whether the last step took all that ever comes: then nothing is to be said before something does.
  private var isExhausted = false
  private var standstill = ReplayStandstill()

  /// A notice, and the index of the quote that it stands before.
  struct PlacedNotice {
    var index: Int
    var notice: StreamNotice
  }

  init(_ config: MarketDataConfig) {
    self.config = config
    monitor = HealthMonitor(config.health, fallback: config.stalenessThreshold)
  }

  var nextDeadline: Timestamp? {
    config.health.enabled && !isExhausted && !standstill.isOn ? monitor.nextDeadline : nil
  }
  var changes: [StreamHealth: Int] { monitor.changes }

  func health(of symbol: Symbol) -> StreamHealth? { monitor.health(of: symbol) }
  func watches(_ symbol: Symbol) -> Bool { monitor.health(of: symbol) != nil }

  /// Expects quotes of a symbol as its configuration says, or else its source.
  mutating func watch(_ symbol: Symbol, of source: any DataSource, at now: Timestamp) {
    guard config.health.enabled else { return }
    monitor.shift(by: standstill.pass(to: now))
    monitor.countsFromArrival = source.bearsHistory
    let own = config.symbols[symbol]
    monitor.watch(
      symbol, interval: own?.expectedInterval ?? source.longestSilence(of: symbol),
      calendar: own?.calendar ?? config.health.calendar ?? source.calendar(of: symbol), at: now)
  }

  mutating func unwatch(_ symbol: Symbol) { monitor.unwatch(symbol) }

  mutating func shift(by duration: Duration) {
    monitor.shift(by: duration)
    standstill.shift(by: duration)
  }

  /// Judges quotes on their way out, and what there is to say until `time`.
  ///
  /// - Parameters:
  ///   - events: What the source said, in order of time; each stands before the first quote that leaves then.
  ///   - isDraining: Whether quotes leave before their time, at the time that was reached.
  /// - Returns: Notices with their places, in order; usually none.
  mutating func judge(
    _ output: Emission, events: [SourceEvent], until time: Timestamp, isDraining: Bool = false
  ) -> [PlacedNotice] {
    guard config.health.enabled || !events.isEmpty else { return [] }
    let latest = isDraining ? reached : .distantFuture
    // With nothing more to come at any time, silence means nothing.
    isExhausted = time == .distantFuture
    var placed: [PlacedNotice] = []
    var events = events[...]
    output.quotes.withUnsafeBufferPointer { quotes in
      for index in quotes.indices {
        let now = min(output.time(at: index), latest)
        while let event = events.first, event.time <= now { tell(events.removeFirst(), at: index, &placed) }
        judge(quotes[index], at: now)
        if !found.isEmpty { place(at: index, &placed) }
      }
    }
    let end = output.quotes.count
    for event in events { tell(event, at: end, &placed) }
    if let last = output.quotes.indices.last { reached = max(reached, min(output.time(at: last), latest)) }
    if !isExhausted {
      advance(to: time)
      place(at: end, &placed)
    }
    return placed
  }

  @inline(__always)
  private mutating func judge(_ quote: borrowing Quote, at now: Timestamp) {
    guard config.health.enabled else { return }
    if standstill.isOn { monitor.shift(by: standstill.pass(to: now)) }
    if monitor.isDue(at: now) { monitor.advance(to: now, into: &found) }
    monitor.observe(quote, at: now, into: &found)
  }

  private mutating func advance(to time: Timestamp) {
    reached = max(reached, time)
    if config.health.enabled, !standstill.isOn { monitor.advance(to: reached, into: &found) }
  }

  private mutating func tell(_ event: SourceEvent, at index: Int, _ placed: inout [PlacedNotice]) {
    // What has been judged was told: an event that was due before, in a step that was full, comes after it.
    advance(to: event.time)
    place(at: index, &placed)
    placed.append(PlacedNotice(index: index, notice: event.notice))
    if case .replay(let notice) = event.notice { monitor.shift(by: standstill.follow(notice, at: reached)) }
    guard case .market(.status(let status)) = event.notice, config.health.enabled else { return }
    monitor.setHalted(status.code != "T", status.symbol, at: reached, into: &found)
    place(at: index, &placed)
  }

  private mutating func place(at index: Int, _ placed: inout [PlacedNotice]) {
    placed += found.map { PlacedNotice(index: index, notice: .health($0)) }
    found.removeAll(keepingCapacity: true)
  }
}
