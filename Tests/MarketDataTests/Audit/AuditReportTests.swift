import MarketData
import MarketDataTesting
import Testing

@testable import MarketData

@Suite("The audit's report")
struct AuditReportTests {
  private func report() throws -> AuditReport {
    var mute = try AuditCase.row(2, 1000, kind: .mute, sequences: 11...20, lasting: 1000)
    mute.window = "lunch"
    let rows = [try AuditCase.row(1, 0), mute, try AuditCase.row(3, 5000, sequences: 51...51)]
    return FaultAudit(rows, within: .milliseconds(300)).report([
      try AuditCase.alarm(150, sequence: 1, kinds: [.drop, .burstLoss], note: "missing \"1\""),
      try AuditCase.alarm(1450, note: "flat"), try AuditCase.alarm(5000),
    ])
  }

  @Test("For people: a verdict, a table of kinds, and what is wrong")
  func text() throws {
    #expect(
      "\(try report())" == """
        noticed 2 of 3 within 300 ms, 1 missed, 1 false alarms
          fault  noticed  missed   p50     p99     max
          drop         2       0  0 ms  150 ms  150 ms
          mute         0       1     –       –       –
        missed:
          #2 mute of AUDIT.A at 2024-01-16T14:30:01Z, quotes 11 to 20, 1000 ms, window "lunch"; first alarm after 450 ms
        false alarms:
          AUDIT.A at 2024-01-16T14:30:01.450Z, flat
        """)
  }

  @Test("For programs: one JSON object")
  func json() throws {
    let report = try report()
    let (one, two, three) = (report.matches[0].row.json, report.missed[0].json, report.matches[1].row.json)
    let expected = """
      {"perfect":false,"within_ns":300000000,"faults":3,"noticed":2,"let_go":0,"matches":[{"delay_ns":150000000,\
      "row":\(one),"detection":{"symbol":"AUDIT.A","time":"2024-01-16T14:30:00.150000000Z","sequence":1,\
      "kinds":["burst_loss","drop"],"note":"missing \\"1\\""}},{"delay_ns":0,"row":\(three),\
      "detection":{"symbol":"AUDIT.A","time":"2024-01-16T14:30:05.000000000Z"}}],"missed":[\(two)],\
      "false_alarms":[{"symbol":"AUDIT.A","time":"2024-01-16T14:30:01.450000000Z","note":"flat"}],"repeats":[],\
      "besides":[]}
      """
    #expect(report.json == expected)
  }

  @Test("Long lists are cut, and say so")
  func longLists() throws {
    let alarms = try (0..<25).map { try AuditCase.alarm($0) }
    let lines = FaultAudit([FaultLedger.Row](), within: .zero).report(alarms).description.split(separator: "\n")
    #expect(lines.count == 1 + 1 + 20 + 1)
    #expect(lines.first == "noticed 0 of 0 within 0 ms, 0 missed, 25 false alarms")
    #expect(lines.last == "  and 5 more")
  }

  @Test(
    "Percentiles go by the nearest rank",
    arguments: [(0, 1), (1, 1), (10, 1), (11, 2), (50, 5), (90, 9), (91, 10), (100, 10), (1000, 10), (-5, 1)])
  func percentiles(percent: Double, milliseconds: Int) throws {
    var report = AuditReport(within: .seconds(1))
    #expect(report.delay(percentile: percent) == nil)
    report.matches = try (1...10).reversed().map {
      AuditReport.Match(row: try AuditCase.row($0, 0), detection: try AuditCase.alarm($0))
    }
    #expect(report.delay(percentile: percent) == .milliseconds(milliseconds))
    #expect(report.delay(percentile: percent, of: .mute) == nil)
  }
}
