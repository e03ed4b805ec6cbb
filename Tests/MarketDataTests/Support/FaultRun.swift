import MarketDataTesting
import Testing

@testable import MarketData

extension FaultConfig {
  /// Faults of the given kinds only, each as probable.
  static func only(_ kinds: [FaultKind], _ probability: Double) -> FaultConfig {
    var config = FaultConfig()
    config.enabled = true
    for kind in kinds { config.set(kind, probability) }
    return config
  }

  mutating func set(_ kind: FaultKind, _ probability: Double) {
    switch kind {
    case .staleWindow: staleWindowProbability = probability
    case .drop: dropProbability = probability
    case .corrupt: corruptProbability = probability
    case .outOfOrder: outOfOrderProbability = probability
    case .duplicate: duplicateProbability = probability
    case .delay: delayProbability = probability
    case .reorder: reorderProbability = probability
    default: Issue.record("\(kind) does not strike by chance")
    }
  }

  /// The range that a fault's durations come from, in milliseconds.
  func range(of kind: FaultKind) -> ClosedRange<Int>? {
    switch kind {
    case .staleWindow: staleWindowDurationMs
    case .outOfOrder: outOfOrderOffsetMs
    case .delay: delayMsRange
    case .reorder: reorderMsRange
    default: nil
    }
  }
}

/// A market run with faults, beside the same market without.
struct FaultRun {
  var clean: [Quote] = []
  var emitted: [Quote] = []
  var ledger = FaultLedger(capacity: 0)
  var counters = ProcessorCounters()
  var oracle: FaultOracle

  /// Runs so many seconds, lets go what is in flight, and asks the oracle.
  init(_ config: MarketDataConfig, seconds: Int) throws {
    var source = try TestMarket.source(config)
    clean = source.quotes(to: TestMarket.start + .seconds(seconds))
    var simulation = try Simulation(config)
    var emitted: [Quote] = []
    simulation.run(for: .seconds(seconds)) { emitted += $0 }
    self.emitted = emitted + simulation.finish()
    (ledger, counters) = (simulation.ledger, simulation.counters)
    oracle = FaultOracle(ledger: ledger, maxInFlight: config.maxInFlight)
    for quote in clean { oracle.take(quote) }
    oracle.finish()
  }

  /// Rows of one kind, of one symbol or of all.
  func rows(_ kind: FaultKind, of symbol: Symbol? = nil) -> [FaultLedger.Row] {
    ledger.rows.filter { $0.kind == kind && (symbol == nil || $0.symbol == symbol) }
  }

  /// Checks that clean quotes and ledger explain what came out, one by one.
  func expectExplained(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(oracle.contradictions == [], sourceLocation: sourceLocation)
    let difference = zip(emitted, oracle.output).enumerated().first { $0.element.0 != $0.element.1 }
    #expect(emitted.count == oracle.output.count, sourceLocation: sourceLocation)
    if let difference {
      Issue.record("quote \(difference.offset): found, expected: \(difference.element)", sourceLocation: sourceLocation)
    }
    #expect(counters.isBalanced, sourceLocation: sourceLocation)
    #expect(counters.generated == clean.count, sourceLocation: sourceLocation)
    #expect(counters.emitted == emitted.count, sourceLocation: sourceLocation)
    #expect(counters.dropped == oracle.dropped.count, sourceLocation: sourceLocation)
    #expect(counters.suppressed == oracle.suppressed.count, sourceLocation: sourceLocation)
    #expect(counters.inFlight == 0, sourceLocation: sourceLocation)
    for kind in FaultKind.allCases {
      #expect(counters.faults[kind] == rows(kind).count, sourceLocation: sourceLocation)
    }
  }
}
