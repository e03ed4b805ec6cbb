import MarketData
import MarketDataTesting
import Testing

@testable import MarketData

@Suite("The audit over random faults and alarms")
struct AuditPropertyTests {
  private func draw(_ random: inout SplitMix64, naming: Bool) throws -> ([FaultLedger.Row], [Detection]) {
    let kinds: [FaultKind] = [.drop, .mute, .duplicate]
    func ticker() -> String { ["AUDIT.A", "AUDIT.B"][Int.random(in: 0...1, using: &random)] }
    func kind() -> FaultKind { kinds[Int.random(in: 0..<3, using: &random)] }
    let rows = try (0..<Int.random(in: 0...8, using: &random)).map { id in
      let first = UInt64.random(in: 1...5, using: &random)
      return try AuditCase.row(
        id + 1, Int.random(in: 0...300, using: &random), ticker(), kind: kind(),
        sequences: first...first + UInt64.random(in: 0...2, using: &random),
        lasting: random.next() % 4 == 0 ? nil : Int.random(in: 0...200, using: &random))
    }
    let alarms = try (0..<Int.random(in: 0...8, using: &random)).map { _ in
      try AuditCase.alarm(
        Int.random(in: 0...500, using: &random), ticker(),
        sequence: naming && random.next() % 3 == 0 ? UInt64.random(in: 1...7, using: &random) : nil,
        kinds: naming && random.next() % 2 == 0 ? [kind(), kind()] : nil)
    }
    return (rows, alarms)
  }

  /// The most pairs that there can be, by trying all of them.
  private func mostPairs(_ audit: FaultAudit, _ rows: ArraySlice<FaultLedger.Row>, _ alarms: [Detection]) -> Int {
    guard let row = rows.first else { return 0 }
    let rest = rows.dropFirst()
    return alarms.indices.filter { audit.fits(alarms[$0], row) }.reduce(mostPairs(audit, rest, alarms)) { most, index in
      var others = alarms
      others.remove(at: index)
      return max(most, 1 + mostPairs(audit, rest, others))
    }
  }

  @Test("Alarms that name nothing are paired as often as can be", arguments: 0..<200 as Range<UInt64>)
  func mostPairs(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let (rows, alarms) = try draw(&random, naming: false)
    let audit = FaultAudit(rows.prefix(6).map(\.self), within: .milliseconds(60))
    #expect(audit.report(alarms).matches.count == mostPairs(audit, audit.expected[...], alarms), "seed \(seed)")
  }

  @Test(
    "Every fault and every alarm is told once, pairs fit, and nothing that could be paired is left",
    arguments: 0..<500 as Range<UInt64>)
  func complete(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let (rows, alarms) = try draw(&random, naming: true)
    for reporting in FaultAudit.Reporting.allCases {
      let audit = FaultAudit(rows, within: .milliseconds(60), kinds: [.drop, .mute], reporting: reporting)
      let report = audit.report(alarms)
      let told = report.matches.map(\.detection) + report.falseAlarms + report.repeats + report.besides
      #expect(told.map(\.time).sorted() == alarms.map(\.time).sorted(), "seed \(seed)")
      #expect((report.matches.map(\.row) + report.missed).map(\.id).sorted() == audit.expected.map(\.id).sorted())
      #expect(report.matches.allSatisfy { audit.fits($0.detection, $0.row) }, "seed \(seed)")
      for alarm in report.falseAlarms + report.repeats + report.besides {
        #expect(!report.missed.contains { audit.fits(alarm, $0) }, "seed \(seed)")
      }
      #expect(audit.report(report.matches.map(\.detection)).falseAlarms.isEmpty, "seed \(seed)")
    }
  }
}
