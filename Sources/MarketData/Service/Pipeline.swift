/// The path from a source to quotes ready to be handed out, in steps, on a time that it is told.
///
/// `MarketDataService` drives it in real time and `Simulation` in virtual time: what is tested in one runs in the
/// other.
public struct Pipeline: Sendable {
  /// The most quotes that one step takes from the source, and that one batch of a stream holds.
  public static let batchLimit = 256

  var source: any DataSource
  var processor: QuoteProcessor
  /// The position of the next quote to be emitted.
  private(set) var nextPosition: UInt64 = 1
  private var incoming: [Quote] = []

  /// A pipeline from a source through a processor with the configuration's faults.
  public init(source: some DataSource, config: MarketDataConfig) {
    self.source = source
    processor = QuoteProcessor(config: config)
  }

  /// When something happens next, or nil when nothing will by itself.
  public var nextDeadline: Timestamp? {
    mutating get {
      guard let release = processor.nextDeadline else { return source.nextDeadline }
      return min(release, source.nextDeadline ?? release)
    }
  }

  /// What was counted so far.
  public var counters: ProcessorCounters { processor.counters }
  /// The faults injected so far.
  public var ledger: FaultLedger { processor.ledger }

  /// Takes up to a batch of quotes that are due by `now` from the source, and what is due in flight.
  ///
  /// - Parameter receivedAt: When quotes enter the service; nil in virtual time, where each enters when it is due.
  /// - Returns: What is to be handed out, perhaps nothing.
  public mutating func step(to now: Timestamp, receivedAt: Timestamp?) -> QuoteBatch {
    incoming.append(addingCapacity: Self.batchLimit - incoming.count) { source.advance(to: now, into: &$0) }
    if let receivedAt {
      for index in incoming.indices { incoming[index].received = receivedAt }
    }
    // A full batch may have left some quotes behind: what is in flight must not overtake them.
    let isFull = incoming.count > Self.batchLimit - ScenarioParameters.mostTradesPerTick
    let reached = isFull ? min(now, incoming.last?.received ?? now) : now
    return emit(releasing: reached)
  }

  /// Whether as many quotes were pushed as one step takes.
  var isFull: Bool { incoming.count >= Self.batchLimit }

  /// Puts one quote in as if the source had made it now; the next step takes it first.
  ///
  /// - Returns: Whether the symbol runs. If not, nothing has changed.
  mutating func push(_ quote: Quote, at now: Timestamp) -> Bool {
    guard let sequence = source.nextSequence(for: quote.symbol) else { return false }
    var quote = quote
    quote.sequence = sequence
    quote.received = now
    incoming.append(quote)
    return true
  }

  /// Lets go all that is in flight, in due order.
  public mutating func drain() -> QuoteBatch {
    defer { processor.forgetQueues() }
    return emit(releasing: .distantFuture)
  }

  /// Stops a symbol; what is in flight of it, and what was pushed and waits, is withdrawn.
  mutating func deactivate(_ symbol: Symbol) {
    source.deactivate(symbol)
    let before = incoming.count
    incoming.removeAll { $0.symbol == symbol }
    processor.withdraw(symbol, waiting: before - incoming.count)
  }

  /// Replaces all fault settings, or none when any is wrong.
  mutating func setFaults(_ faults: FaultConfig, perSymbol: [Symbol: FaultConfig]?) throws(ConfigError) {
    var changed = MarketDataConfig()
    changed.faults = faults
    changed.symbols = (perSymbol ?? [:]).mapValues { SymbolConfig(faults: $0) }
    let problems = changed.validate()
    guard problems.isEmpty else { throw ConfigError(problems) }
    processor.setFaults(faults, perSymbol: perSymbol)
  }

  private mutating func emit(releasing time: Timestamp) -> QuoteBatch {
    var output: [Quote] = []
    processor.process(&incoming, into: &output)
    processor.release(through: time, into: &output)
    defer { nextPosition += UInt64(output.count) }
    return QuoteBatch(output[...], firstPosition: nextPosition)
  }
}
