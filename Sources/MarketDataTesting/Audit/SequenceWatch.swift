public import MarketData

/// A consumer that finds by itself what is wrong with the quotes that come: holes, repeats, inversions, wrong
/// timestamps and prices that cannot be. To check code against, or to start from.
///
/// It says each thing once. What has not come is only noticed when a later quote has: silence is not its part (see
/// `HealthMonitor`).
public struct SequenceWatch: Sendable {
  /// How far a timestamp may be off from when its quote was received.
  public let tolerance: Duration
  /// The most missing quotes of one hole that are told one by one, and remembered in case they come late.
  public let mostMissing: UInt64
  private let startsAtOne: Bool
  private var symbols: [Symbol: State] = [:]

  fileprivate struct State {
    var highest: UInt64
    /// Those missing so far, which may come late.
    var missing: Set<UInt64> = []
  }

  /// A watch that has seen nothing yet.
  ///
  /// - Parameter startsAtOne: Whether the first quote of every symbol is to be number 1; else it may be any.
  public init(tolerance: Duration = .zero, mostMissing: UInt64 = 1000, startsAtOne: Bool = false) {
    (self.tolerance, self.mostMissing, self.startsAtOne) = (tolerance, mostMissing, startsAtOne)
  }

  /// What a quote that comes now shows to be wrong, with it or with those before it.
  public mutating func observe(_ quote: Quote, at now: Timestamp) -> [Detection] {
    var state = symbols[quote.symbol] ?? State(highest: startsAtOne ? 0 : quote.sequence - min(1, quote.sequence))
    defer { symbols[quote.symbol] = state }
    var found: [Detection] = []
    func find(_ note: String, _ kinds: Set<FaultKind>, _ sequence: UInt64) {
      found.append(Detection(quote.symbol, at: now, sequence: sequence, kinds: kinds, note: note))
    }
    if quote.sequence > state.highest {
      let missing = max(state.highest + 1, quote.sequence - min(quote.sequence, mostMissing))..<quote.sequence
      for sequence in missing { find("missing", FaultKind.losses, sequence) }
      state.remember(missing, atMost: mostMissing)
      state.highest = quote.sequence
    } else if state.missing.remove(quote.sequence) != nil {
      find("overtaken", [.reorder], quote.sequence)
    } else {
      find("repeated", [.duplicate], quote.sequence)
      return found
    }
    let offset = quote.timestamp - quote.received
    if offset < .zero - tolerance { find("timestamp too old", FaultKind.clocks, quote.sequence) }
    if offset > tolerance { find("timestamp too new", FaultKind.clocks, quote.sequence) }
    if let lie = quote.lie { find(lie, [.corrupt], quote.sequence) }
    return found
  }

  /// What a batch that comes now shows to be wrong.
  public mutating func observe(_ batch: QuoteBatch, at now: Timestamp) -> [Detection] {
    batch.flatMap { observe($0, at: now) }
  }
}

extension SequenceWatch.State {
  fileprivate mutating func remember(_ sequences: some Collection<UInt64>, atMost limit: UInt64) {
    missing.formUnion(sequences)
    guard missing.count > limit else { return }
    missing = Set(missing.sorted().suffix(Int(limit)))
  }
}

extension Quote {
  /// What its price and its book cannot be; nil when they can.
  fileprivate var lie: String? {
    if price <= .zero { return "price not above zero" }
    if bid > ask { return "crossed book" }
    if price > ask.times(10) { return "price far above the book" }
    return nil
  }
}
