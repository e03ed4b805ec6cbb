public import MarketData

/// Holds what a consumer noticed against what was done to it.
///
/// ```swift
/// let audit = FaultAudit(market.ledger, within: .milliseconds(300))
/// let report = audit.report(signals.filter { $0.action == .flat }.map { Detection($0) })
/// #expect(report.isPerfect, "\(report)")
/// ```
///
/// A detection fits a fault of its symbol when it comes at its time or up to `within` later, and when the quote and the
/// kinds that it names, if it names any, are those of the fault. They are paired one to one, by rules that leave
/// nothing to chance: first the detections that name a quote, then those that name kinds, then the others; within each
/// of these in order of time, each with the oldest fault that it fits and that is not taken. So of detections that name
/// neither as many are paired as can be.
public struct FaultAudit: Sendable {
  /// The faults that the consumer has to notice, in order of time.
  public let expected: [FaultLedger.Row]
  /// The faults that it may notice, but need not.
  public let others: [FaultLedger.Row]
  /// How long after a fault's time it must be noticed.
  public let within: Duration
  /// How often a fault may be reported.
  public let reporting: Reporting
  /// Faults that the ledger has let go, so that nobody can tell whether they were noticed.
  public let letGo: Int

  /// How often a consumer may report one fault.
  public enum Reporting: String, Hashable, Sendable, CaseIterable {
    /// Once: what it says again of the same fault is a false alarm.
    case once
    /// As often as it likes while the fault lasts, and until `within` after its end.
    case often
  }

  /// An audit of some faults.
  ///
  /// - Parameters:
  ///   - kinds: Only faults of these kinds must be noticed; nil: all. What tells of another is no false alarm.
  ///   - isExpected: Says further which faults must be noticed: those that last long enough, for instance.
  public init(
    _ rows: [FaultLedger.Row], within: Duration, kinds: Set<FaultKind>? = nil, reporting: Reporting = .once,
    isExpected: (FaultLedger.Row) -> Bool = { _ in true }
  ) {
    let rows = rows.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    expected = rows.filter { kinds?.contains($0.kind) ?? true && isExpected($0) }
    let known = Set(expected)
    others = rows.filter { !known.contains($0) }
    (self.within, self.reporting, letGo) = (within, reporting, 0)
  }

  /// An audit of the faults in a ledger. A report on a ledger that had to let rows go is never perfect.
  public init(
    _ ledger: FaultLedger, within: Duration, kinds: Set<FaultKind>? = nil, reporting: Reporting = .once,
    isExpected: (FaultLedger.Row) -> Bool = { _ in true }
  ) {
    let audit = FaultAudit(ledger.rows, within: within, kinds: kinds, reporting: reporting, isExpected: isExpected)
    (expected, others) = (audit.expected, audit.others)
    (self.within, self.reporting, letGo) = (within, reporting, ledger.letGo)
  }

  /// Answers which faults were noticed, which were missed, and which alarms were false.
  ///
  /// - Parameter detections: In any order.
  public func report(_ detections: [Detection]) -> AuditReport {
    var pairing = Pairing(self)
    // Sorting is stable: equal times stay in the order given.
    let inOrder = detections.sorted { $0.time < $1.time }
    for rank in Detection.ranks { inOrder.filter { $0.rank == rank }.forEach { pairing.pair($0) } }
    var report = AuditReport(within: within, letGo: letGo)
    report.matches = pairing.matches.sorted { ($0.row.time, $0.row.id) < ($1.row.time, $1.row.id) }
    report.missed = pairing.missed
    for detection in pairing.unpaired.sorted(by: { $0.time < $1.time }) {
      if reporting == .often, report.matches.contains(where: { stillFits(detection, $0.row) }) {
        report.repeats.append(detection)
      } else if others.contains(where: { stillFits(detection, $0) }) {
        report.besides.append(detection)
      } else {
        report.falseAlarms.append(detection)
      }
    }
    return report
  }

  /// Whether a detection may tell of a fault, in time.
  public func fits(_ detection: Detection, _ row: FaultLedger.Row) -> Bool {
    detection.time <= row.time + within && concerns(detection, row)
  }

  /// Whether it may tell of it again, or late.
  private func stillFits(_ detection: Detection, _ row: FaultLedger.Row) -> Bool {
    detection.time <= max(row.time, row.ended ?? .distantFuture) + within && concerns(detection, row)
  }

  private func concerns(_ detection: Detection, _ row: FaultLedger.Row) -> Bool {
    detection.symbol == row.symbol && detection.time >= row.time
      && detection.sequence.map { row.sequence <= $0 && $0 <= row.lastSequence } ?? true
      && detection.kinds?.contains(row.kind) ?? true
  }
}

extension Detection {
  fileprivate static let ranks = 0...2
  /// What names more comes first.
  fileprivate var rank: Int { sequence != nil ? 0 : kinds != nil ? 1 : 2 }
}

/// Pairs detections, given in order, with the faults of their symbols.
private struct Pairing {
  let audit: FaultAudit
  private(set) var matches: [AuditReport.Match] = []
  private(set) var unpaired: [Detection] = []
  /// The places in `audit.expected` of each symbol's faults, in order of time.
  private let places: [Symbol: [Int]]
  private var isTaken: [Bool]

  init(_ audit: FaultAudit) {
    self.audit = audit
    places = Dictionary(grouping: audit.expected.indices) { audit.expected[$0].symbol }
    isTaken = audit.expected.map { _ in false }
  }

  var missed: [FaultLedger.Row] { zip(audit.expected, isTaken).filter { !$1 }.map(\.0) }

  mutating func pair(_ detection: Detection) {
    let places = places[detection.symbol] ?? []
    var next = firstPlace(in: places, within: detection)
    while next < places.count, audit.expected[places[next]].time <= detection.time {
      let row = audit.expected[places[next]]
      if !isTaken[places[next]], audit.fits(detection, row) {
        isTaken[places[next]] = true
        matches.append(AuditReport.Match(row: row, detection: detection))
        return
      }
      next += 1
    }
    unpaired.append(detection)
  }

  /// The first fault that is not too old for a detection, by halving.
  private func firstPlace(in places: [Int], within detection: Detection) -> Int {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if audit.expected[places[middle]].time + audit.within < detection.time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
