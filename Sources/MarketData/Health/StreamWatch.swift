/// What a pipeline tells besides quotes: the health of streams, and what the source says. Decides where each notice
/// stands among the quotes.
struct StreamWatch {
  private var monitor: HealthMonitor
  private let config: MarketDataConfig
  private var found: [HealthChange] = []

  /// A notice, and the index of the quote that it stands before.
  struct PlacedNotice {
    var index: Int
    var notice: StreamNotice
  }

  init(_ config: MarketDataConfig) {
    self.config = config
    monitor = HealthMonitor(config.health, fallback: config.stalenessThreshold)
  }

  var nextDeadline: Timestamp? { config.health.enabled ? monitor.nextDeadline : nil }
  var changes: [StreamHealth: Int] { monitor.changes }

  func health(of symbol: Symbol) -> StreamHealth? { monitor.health(of: symbol) }
  func watches(_ symbol: Symbol) -> Bool { monitor.health(of: symbol) != nil }

  /// Expects quotes of a symbol as its configuration says, or else its source.
  mutating func watch(_ symbol: Symbol, of source: any DataSource, at now: Timestamp) {
    guard config.health.enabled else { return }
    let own = config.symbols[symbol]
    monitor.watch(
      symbol, interval: own?.expectedInterval ?? source.longestSilence(of: symbol),
      calendar: own?.calendar ?? config.health.calendar ?? source.calendar(of: symbol), at: now)
  }

  mutating func unwatch(_ symbol: Symbol) { monitor.unwatch(symbol) }
  mutating func shift(by duration: Duration) { monitor.shift(by: duration) }

  /// Judges quotes on their way out, and what there is to say until `time`.
  ///
  /// - Parameter events: What the source said, in order of time; each stands before the first quote that leaves then.
  /// - Returns: Notices with their places, in order; usually none.
  mutating func judge(_ output: Emission, events: [SourceEvent], until time: Timestamp) -> [PlacedNotice] {
    guard config.health.enabled || !events.isEmpty else { return [] }
    var placed: [PlacedNotice] = []
    var events = events[...]
    for index in output.quotes.indices {
      let now = output.time(at: index)
      while let event = events.first, event.time <= now {
        tell(events.removeFirst(), of: event.time, at: index, &placed)
      }
      guard config.health.enabled else { continue }
      if let deadline = monitor.nextDeadline, deadline < now {
        monitor.advance(to: now - .nanoseconds(1), into: &found)
      }
      monitor.observe(output.quotes[index], at: now, into: &found)
      if !found.isEmpty { place(at: index, &placed) }
    }
    let end = output.quotes.count
    for event in events { tell(event, of: event.time, at: end, &placed) }
    // With nothing more to come at any time, silence means nothing.
    if config.health.enabled, time < .distantFuture {
      monitor.advance(to: time, into: &found)
      place(at: end, &placed)
    }
    return placed
  }

  private mutating func tell(_ event: SourceEvent, of time: Timestamp, at index: Int, _ placed: inout [PlacedNotice]) {
    placed.append(PlacedNotice(index: index, notice: event.notice))
    guard case .market(.status(let status)) = event.notice, config.health.enabled else { return }
    monitor.setHalted(status.code != "T", status.symbol, at: time, into: &found)
    place(at: index, &placed)
  }

  private mutating func place(at index: Int, _ placed: inout [PlacedNotice]) {
    placed += found.map { PlacedNotice(index: index, notice: .health($0)) }
    found.removeAll(keepingCapacity: true)
  }
}
