/// Everything between a source and distribution: refusal of nonsense, faults, and the counts of both.
///
/// A value that is told the time. What goes in is `generated`; what comes out is in emission order.
public struct QuoteProcessor: Sendable {
  private var injector: FaultInjector
  private var generated = 0
  private var emitted = 0
  private var refused = 0

  /// A processor with the faults of a configuration.
  public init(config: MarketDataConfig) { injector = FaultInjector(config: config) }

  /// Replaces all fault settings, from the next quote on; `perSymbol` nil leaves those of single symbols as they are,
  /// `timeline` nil the timeline. What ends by it in the ledger ends at `now`.
  mutating func setFaults(
    _ faults: FaultConfig, perSymbol: [Symbol: FaultConfig]? = nil, timeline: FaultTimeline? = nil, at now: Timestamp
  ) {
    injector.setFaults(faults, perSymbol: perSymbol, timeline: timeline, at: now)
  }

  /// Lets the timeline of faults begin, unless it has.
  mutating func begin(at time: Timestamp) { injector.begin(at: time) }

  /// Moves what is to come of the timeline.
  mutating func shift(by duration: Duration) { injector.shift(by: duration) }

  /// When the next quote in flight is due, or nil.
  public var nextDeadline: Timestamp? { injector.line.nextDue }

  /// The faults injected so far.
  public var ledger: FaultLedger { injector.ledger }

  /// What was counted so far. Exact between calls.
  public var counters: ProcessorCounters {
    let counts = injector.counts
    let faults = FaultKind.allCases.map { ($0, counts.injected[$0.ordinal]) }
    return ProcessorCounters(
      generated: generated, duplicated: counts.duplicated, emitted: emitted, dropped: counts.dropped,
      suppressed: counts.suppressed, withdrawn: counts.withdrawn, inFlight: injector.line.count, refused: refused,
      forced: counts.forced, faults: Dictionary(uniqueKeysWithValues: faults))
  }

  /// Takes quotes from a source in the order of arrival, and appends those to emit.
  ///
  /// - Parameters:
  ///   - quotes: From the source, with `received` set. Left empty.
  ///   - output: Must be empty; quotes in flight that are due before a quote come out before it.
  mutating func process(_ quotes: inout [Quote], into output: inout Emission) {
    guard let last = quotes.last else { return }
    refuseNonsense(&quotes)
    generated += quotes.count
    #if NO_FAULT_STAGE  // to measure what the stage costs: scripts/bench faults-off
      swap(&quotes, &output.quotes)
    #else
      if injector.isIdle(from: quotes.first?.received ?? last.received, through: last.received) {
        swap(&quotes, &output.quotes)
      } else {
        for quote in quotes {
          injector.release(through: quote.received, into: &output)
          injector.process(quote, into: &output)
        }
      }
    #endif
    quotes.removeAll(keepingCapacity: true)
    emitted += output.quotes.count
  }

  /// Appends what is in flight and due by `now`, in due order.
  mutating func release(through now: Timestamp, into output: inout Emission) {
    #if !NO_FAULT_STAGE
      let before = output.quotes.count
      injector.reach(now)
      injector.release(through: now, into: &output)
      emitted += output.quotes.count - before
    #endif
  }

  /// After all has been let go early: later quotes do not queue behind what has left.
  mutating func forgetQueues() { injector.forgetQueues() }

  /// Takes out what is in flight of a symbol, and counts it as withdrawn.
  ///
  /// - Parameter waiting: Quotes of it that came from the source and never got here; they count too.
  public mutating func withdraw(_ symbol: Symbol, waiting: Int = 0) {
    generated += waiting
    injector.withdraw(symbol, waiting: waiting)
  }

  /// A source is not repaired: a quote without a positive price is refused and counted.
  @inline(__always)
  private mutating func refuseNonsense(_ quotes: inout [Quote]) {
    guard quotes.contains(where: { $0.price <= .zero }) else { return }
    let before = quotes.count
    quotes.removeAll { $0.price <= .zero }
    refused += before - quotes.count
  }
}

/// What a processor counted. At all times
/// `generated + duplicated = emitted + dropped + suppressed + withdrawn + inFlight`.
public struct ProcessorCounters: Hashable, Sendable {
  /// Quotes from the source, pushed ones included.
  public var generated = 0
  /// Quotes that the fault `duplicate` added.
  public var duplicated = 0
  /// Quotes handed on to distribution.
  public var emitted = 0
  /// Quotes that the faults `drop` and `burst_loss` took.
  public var dropped = 0
  /// Quotes that silences took: `stale_window`, `mute`, `swizzle`, `first`.
  public var suppressed = 0
  /// Quotes, in flight or pushed, of symbols that were unsubscribed.
  public var withdrawn = 0
  /// Quotes that `delay`, `reorder` and `drift` hold back at present.
  public var inFlight = 0
  /// Quotes without a positive price, refused; not among `generated`.
  public var refused = 0
  /// Quotes that left early because too many were in flight, duplicates counted.
  public var forced = 0
  /// Rows of the ledger, by kind.
  public var faults: [FaultKind: Int] = [:]

  /// Whether the account holds.
  public var isBalanced: Bool { generated + duplicated == emitted + dropped + suppressed + withdrawn + inFlight }
}
