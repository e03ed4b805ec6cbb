import DequeModule

/// The path from a source to quotes ready to be handed out, in steps, on a time that it is told.
///
/// `MarketDataService` drives it in real time and `Simulation` in virtual time: what is tested in one runs in the
/// other.
public struct Pipeline: Sendable {
  /// The most quotes that one step takes from the source, and that one batch of a stream holds.
  public static let batchLimit = 256
  /// About how many events of the source one step takes.
  public static let eventLimit = 1024

  var source: any DataSource
  var processor: QuoteProcessor
  /// The position of the next quote to be emitted.
  package private(set) var nextPosition: UInt64 = 1
  private var incoming: [Quote] = []
  /// Batches that notices have cut off from the one before; they come with the next steps.
  private var pending = Deque<QuoteBatch>()
  var health: StreamWatch

  /// A pipeline from a source through a processor with the configuration's faults.
  public init(source: some DataSource, config: MarketDataConfig) {
    self.source = source
    processor = QuoteProcessor(config: config)
    health = StreamWatch(config)
  }

  /// When something happens next, or nil when nothing will by itself.
  public var nextDeadline: Timestamp? {
    mutating get {
      if !pending.isEmpty { return Timestamp(nanos: .min) }
      return earlier(earlier(processor.nextDeadline, health.nextDeadline), source.nextDeadline)
    }
  }

  /// What was counted so far.
  public var counters: ProcessorCounters { processor.counters }
  /// The faults injected so far.
  public var ledger: FaultLedger { processor.ledger }

  /// Takes up to a batch of quotes that are due by `now` from the source, and what is due in flight.
  ///
  /// - Parameter receivedAt: When quotes enter the service; nil in virtual time, where each enters when it is due.
  /// - Returns: What is to be handed out, perhaps nothing, perhaps notices only.
  public mutating func step(to now: Timestamp, receivedAt: Timestamp?) -> QuoteBatch {
    if let batch = takePending() { return batch }
    incoming.append(addingCapacity: Self.batchLimit - incoming.count) { source.advance(to: now, into: &$0) }
    if let receivedAt {
      for index in incoming.indices { incoming[index].received = receivedAt }
    }
    let events = source.takeEvents()
    return emit(events, releasing: reached(now, events))
  }

  /// A batch of the last step that notices have cut off, if there is one.
  mutating func takePending() -> QuoteBatch? { pending.popFirst() }

  /// How far the source has come for certain: a full step may have left something behind, which what is in flight must
  /// not overtake.
  private mutating func reached(_ now: Timestamp, _ events: [SourceEvent]) -> Timestamp {
    if incoming.count > Self.batchLimit - ScenarioParameters.mostTradesPerTick {
      return min(now, incoming.last?.received ?? now)
    }
    if events.count >= Self.eventLimit { return min(now, events.last?.time ?? now) }
    // A replay stops short of where it may go, at the end of a pass.
    return min(now, source.nextDeadline ?? now)
  }

  /// Whether as many quotes were pushed as one step takes.
  var isFull: Bool { incoming.count >= Self.batchLimit }

  /// Puts one quote in as if the source had made it now; the next step takes it first.
  ///
  /// - Returns: Whether the symbol runs. If not, nothing has changed.
  package mutating func push(_ quote: Quote, at now: Timestamp) -> Bool {
    guard let sequence = source.nextSequence(for: quote.symbol) else { return false }
    var quote = quote
    quote.sequence = sequence
    quote.received = now
    incoming.append(quote)
    return true
  }

  /// Lets go all that is in flight, in due order, and all notices. To be called until it returns nothing.
  public mutating func drain() -> QuoteBatch {
    if let batch = takePending() { return batch }
    defer { processor.forgetQueues() }
    return emit(source.takeEvents(), releasing: .distantFuture, isDraining: true)
  }

  /// Begins, or goes on, to quote symbols, and to expect quotes of them.
  ///
  /// - Throws: `DataSourceError` when the source does not have one of them; then nothing has changed.
  package mutating func activate(_ symbols: [Symbol], at now: Timestamp) throws(DataSourceError) {
    try source.activate(symbols, at: now)
    processor.begin(at: now)
    for symbol in symbols { health.watch(symbol, of: source, at: now) }
  }

  /// Changes how a symbol's price moves, and what is expected of it.
  ///
  /// - Throws: `DataSourceError` when there is no such symbol or scenario.
  package mutating func setScenario(
    _ scenario: SymbolScenario, for symbol: Symbol, at now: Timestamp
  ) throws(DataSourceError) {
    try source.setScenario(scenario, for: symbol, at: now)
    if health.watches(symbol) { health.watch(symbol, of: source, at: now) }
  }

  /// Tells a replay of history what to do.
  ///
  /// - Throws: `ReplayError` when it cannot; then nothing has changed.
  mutating func replay(_ command: ReplayCommand, at now: Timestamp) throws(ReplayError) {
    try source.replay(command, at: now)
  }

  /// Moves all that is to come: by how long the market stood still.
  package mutating func shift(by duration: Duration) {
    guard duration > .zero else { return }
    source.shift(by: duration)
    processor.shift(by: duration)
    health.shift(by: duration)
  }

  /// Stops a symbol; what is in flight of it, and what was pushed and waits, is withdrawn.
  package mutating func deactivate(_ symbol: Symbol) {
    source.deactivate(symbol)
    health.unwatch(symbol)
    let before = incoming.count
    incoming.removeAll { $0.symbol == symbol }
    processor.withdraw(symbol, waiting: before - incoming.count)
  }

  /// Replaces all fault settings, or none when any is wrong. A timeline begins now.
  package mutating func setFaults(
    _ faults: FaultConfig, perSymbol: [Symbol: FaultConfig]?, timeline: FaultTimeline?, at now: Timestamp
  ) throws(ConfigError) {
    var changed = MarketDataConfig()
    changed.faults = faults
    changed.timeline = timeline ?? FaultTimeline()
    changed.symbols = (perSymbol ?? [:]).mapValues { SymbolConfig(faults: $0) }
    let problems = changed.validate()
    guard problems.isEmpty else { throw ConfigError(problems) }
    processor.setFaults(faults, perSymbol: perSymbol, timeline: timeline, at: now)
    if timeline != nil { processor.begin(at: now) }
  }

  private mutating func emit(
    _ events: [SourceEvent], releasing time: Timestamp, isDraining: Bool = false
  ) -> QuoteBatch {
    var output = Emission()
    processor.process(&incoming, into: &output)
    processor.release(through: time, into: &output)
    let notices = health.judge(output, events: events, until: time, isDraining: isDraining)
    if notices.isEmpty { return batch(output.quotes[...], []) }
    cut(output.quotes, at: notices)
    return takePending() ?? batch([], [])
  }

  /// Makes batches of quotes that notices stand between: each begins with those that stand before its first quote.
  private mutating func cut(_ quotes: [Quote], at notices: [StreamWatch.PlacedNotice]) {
    var start = 0
    var waiting: [StreamNotice] = []
    for (index, notice) in notices.map({ ($0.index, $0.notice) }) {
      if index > start {
        pending.append(batch(quotes[start..<index], waiting))
        (start, waiting) = (index, [])
      }
      waiting.append(notice)
    }
    pending.append(batch(quotes[start...], waiting))
  }

  private mutating func batch(_ quotes: ArraySlice<Quote>, _ notices: [StreamNotice]) -> QuoteBatch {
    defer { nextPosition += UInt64(quotes.count) }
    return QuoteBatch(quotes, firstPosition: nextPosition, notices: notices)
  }
}

/// The earlier of two times, either of which may be none.
private func earlier(_ a: Timestamp?, _ b: Timestamp?) -> Timestamp? {
  guard let a, let b else { return a ?? b }
  return min(a, b)
}
