import MarketData
import MarketDataTesting
import Testing

@testable import MarketData

/// Faults and detections of one or two symbols, in whole milliseconds after the start.
enum AuditCase {
  static let start = TestMarket.start
  static func time(_ ms: Int) -> Timestamp { start + .milliseconds(ms) }

  static func row(
    _ id: Int, _ ms: Int, _ ticker: String = "AUDIT.A", kind: FaultKind = .drop, sequences: ClosedRange<UInt64> = 1...1,
    lasting: Int? = 0
  ) throws -> FaultLedger.Row {
    FaultLedger.Row(
      id: id, kind: kind, symbol: try Symbol(ticker), sequence: sequences.lowerBound,
      lastSequence: sequences.upperBound, time: time(ms), ended: lasting.map { time(ms + $0) },
      duration: .milliseconds(lasting ?? 0))
  }

  static func alarm(
    _ ms: Int, _ ticker: String = "AUDIT.A", sequence: UInt64? = nil, kinds: Set<FaultKind>? = nil, note: String = ""
  ) throws -> Detection {
    Detection(try Symbol(ticker), at: time(ms), sequence: sequence, kinds: kinds, note: note)
  }
}

@Suite("The audit")
struct FaultAuditTests {
  /// Times of faults, of alarms; what is paired (fault, alarm), by their places; within 100 ms.
  static let tables: [(faults: [Int], alarms: [Int], pairs: [[Int]])] = [
    ([], [], []),
    ([0], [], []),
    ([], [0], []),
    ([0], [0], [[0, 0]]),
    ([0], [100], [[0, 0]]),
    ([0], [101], []),
    ([1], [0], []),
    ([0], [10, 20], [[0, 0]]),
    ([0, 10], [20], [[0, 0]]),
    ([0, 50], [100, 120], [[0, 0], [1, 1]]),
    ([0, 50], [120, 100], [[0, 1], [1, 0]]),
    ([0, 50], [50, 60, 160], [[0, 0], [1, 1]]),
    ([0, 200], [50, 150, 250], [[0, 0], [1, 2]]),
    ([0, 0, 0], [0, 0], [[0, 0], [1, 1]]),
  ]

  @Test("Each alarm goes to the oldest fault that is not too old and not taken", arguments: tables)
  func table(faults: [Int], alarms: [Int], pairs: [[Int]]) throws {
    let rows = try faults.enumerated().map { try AuditCase.row($0 + 1, $1) }
    let detections = try alarms.enumerated().map { try AuditCase.alarm($1, note: "\($0)") }
    let report = FaultAudit(rows, within: .milliseconds(100)).report(detections.shuffled())
    let found = report.matches.map { [$0.row.id - 1, Int($0.detection.note) ?? -1] }
    // Which of two equal alarms is taken is the order given, and that was shuffled.
    #expect(found.map { [$0[0], alarms[$0[1]]] } == pairs.map { [$0[0], alarms[$0[1]]] })
    #expect(report.matches.map(\.delay) == pairs.map { .milliseconds(alarms[$0[1]] - faults[$0[0]]) })
    #expect(
      Set(report.missed.map(\.id))
        == Set(1...faults.count + 1).subtracting(pairs.map { $0[0] + 1 } + [faults.count + 1]))
    #expect(report.falseAlarms.count == alarms.count - pairs.count)
    #expect(report.isPerfect == (pairs.count == faults.count && pairs.count == alarms.count))
  }

  @Test("An alarm goes to no fault of another symbol, quote or kind")
  func concern() throws {
    let row = try AuditCase.row(1, 0, kind: .mute, sequences: 5...9)
    let audit = FaultAudit([row], within: .milliseconds(100))
    for alarm in [
      try AuditCase.alarm(10, "AUDIT.B"), try AuditCase.alarm(10, sequence: 4), try AuditCase.alarm(10, sequence: 10),
      try AuditCase.alarm(10, kinds: [.drop]), try AuditCase.alarm(10, sequence: 5, kinds: []),
    ] {
      let report = audit.report([alarm])
      #expect(report.missed == [row] && report.falseAlarms == [alarm] && report.matches.isEmpty)
    }
    for alarm in [
      try AuditCase.alarm(10, sequence: 5), try AuditCase.alarm(10, sequence: 9, kinds: [.mute, .drop]),
      try AuditCase.alarm(10, kinds: [.mute]),
    ] { #expect(audit.report([alarm]).isPerfect) }
  }

  @Test("An alarm that names its quote goes before one that names kinds, and that before one that names nothing")
  func ranks() throws {
    let rows = [try AuditCase.row(1, 0, sequences: 1...1), try AuditCase.row(2, 0, kind: .mute, sequences: 2...2)]
    let alarms = [
      try AuditCase.alarm(10, note: "any"), try AuditCase.alarm(20, kinds: [.mute, .drop], note: "kind"),
      try AuditCase.alarm(30, sequence: 1, note: "quote"),
    ]
    let report = FaultAudit(rows, within: .milliseconds(100)).report(alarms)
    #expect(report.matches.map(\.detection.note) == ["quote", "kind"])
    #expect(report.falseAlarms.map(\.note) == ["any"])
  }

  @Test(
    "Said again it is a false alarm, or allowed while the fault lasts and a while longer",
    arguments: FaultAudit.Reporting.allCases)
  func reporting(_ reporting: FaultAudit.Reporting) throws {
    let row = try AuditCase.row(1, 0, kind: .mute, lasting: 500)
    let alarms = try [50, 60, 600, 601].map { try AuditCase.alarm($0) }
    let report = FaultAudit([row], within: .milliseconds(100), reporting: reporting).report(alarms)
    #expect(report.matches.map(\.detection) == [alarms[0]])
    #expect(report.repeats == (reporting == .often ? Array(alarms[1...2]) : []))
    #expect(report.falseAlarms == (reporting == .often ? [alarms[3]] : Array(alarms[1...])))
  }

  @Test("Faults that need not be noticed are not missed, and what tells of them is no false alarm")
  func others() throws {
    let rows = [
      try AuditCase.row(1, 0, kind: .mute), try AuditCase.row(2, 500), try AuditCase.row(3, 900, kind: .mute),
    ]
    let alarms = [try AuditCase.alarm(510), try AuditCase.alarm(700), try AuditCase.alarm(950)]
    let audit = FaultAudit(rows, within: .milliseconds(100), kinds: [.mute]) { $0.id != 3 }
    let report = audit.report(alarms)
    #expect(report.missed == [rows[0]])
    #expect(report.besides == [alarms[0], alarms[2]])
    #expect(report.falseAlarms == [alarms[1]])
  }

  @Test("A ledger that let rows go is never audited as perfect")
  func letGo() throws {
    var ledger = FaultLedger(capacity: 1)
    for id in 1...3 { ledger.append(try AuditCase.row(id, id * 1000)) }
    let report = FaultAudit(ledger, within: .milliseconds(100)).report([try AuditCase.alarm(3000)])
    #expect(report.matches.count == 1 && report.missed.isEmpty && report.falseAlarms.isEmpty)
    #expect(!report.isPerfect)
    #expect(
      "\(report)".hasPrefix("noticed 1 of 1 within 100 ms, 0 missed, 0 false alarms, 2 rows let go by the ledger"))
  }

  @Test("What health says becomes a detection, unless all is well", arguments: StreamHealth.allCases)
  func health(_ state: StreamHealth) throws {
    let symbol = try Symbol("AUDIT.A")
    let change = HealthChange(symbol, from: .live, to: state, time: AuditCase.start, evidence: .quote)
    let detection = Detection(change)
    #expect((detection == nil) == (state == .live || state == .closed))
    #expect(detection?.symbol ?? symbol == symbol && detection?.time ?? change.time == change.time)
    let mayBeMute = [.mute, .stale, .gapped].contains(state)
    #expect((detection?.kinds?.contains(.mute) ?? false) == mayBeMute)
  }
}
