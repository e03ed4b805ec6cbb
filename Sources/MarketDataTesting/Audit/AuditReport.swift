public import MarketData

/// What a consumer noticed of the faults that were done to it. Printed, it is a table for people.
public struct AuditReport: Hashable, Sendable {
  /// How long after a fault's time it had to be noticed.
  public var within: Duration
  /// Faults that nobody can judge, for the ledger has let them go.
  public var letGo = 0
  /// The faults that were noticed in time, in order, each with what noticed it.
  public var matches: [Match] = []
  /// The faults that were not.
  public var missed: [FaultLedger.Row] = []
  /// What was noticed, and was not there.
  public var falseAlarms: [Detection] = []
  /// What was said again of faults that were noticed; only where that is allowed.
  public var repeats: [Detection] = []
  /// What told of faults that need not be noticed.
  public var besides: [Detection] = []

  /// A fault and what noticed it.
  public struct Match: Hashable, Sendable {
    /// The fault.
    public var row: FaultLedger.Row
    /// What noticed it.
    public var detection: Detection
    /// How long after the fault's time.
    public var delay: Duration { detection.time - row.time }

    /// A pair.
    public init(row: FaultLedger.Row, detection: Detection) { (self.row, self.detection) = (row, detection) }
  }

  /// A report of nothing yet.
  public init(within: Duration, letGo: Int = 0) { (self.within, self.letGo) = (within, letGo) }

  /// Whether every fault was noticed in time, and nothing else.
  public var isPerfect: Bool { missed.isEmpty && falseAlarms.isEmpty && letGo == 0 }
  /// How many faults were to be noticed.
  public var faults: Int { matches.count + missed.count }

  /// The delay that so many of all detections did not exceed (nearest rank); nil when nothing was noticed.
  ///
  /// - Parameters:
  ///   - percent: 0 to 100; 0 is the shortest delay, 100 the longest.
  ///   - kind: Of faults of this kind only.
  public func delay(percentile percent: Double, of kind: FaultKind? = nil) -> Duration? {
    let delays = matches.lazy.filter { kind == nil || $0.row.kind == kind }.map(\.delay).sorted()
    let rank = Int((Double(delays.count) * max(0, min(100, percent)) / 100).rounded(.up))
    return delays.isEmpty ? nil : delays[max(0, rank - 1)]
  }
}
