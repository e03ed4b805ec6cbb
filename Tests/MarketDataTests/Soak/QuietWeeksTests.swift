import MarketData
import MarketDataTesting
import Testing

/// `scripts/soak --quiet-weeks 10` goes on where these end.
@Suite("Weeks in which nothing goes wrong")
struct QuietWeeksTests {
  /// Midnight in New York before the week of Thanksgiving: a holiday, and a half-day after it.
  private static let thanksgiving = "2024-11-25T05:00:00Z"

  private func week(_ scenario: SymbolScenario, _ symbols: [Symbol], muted: Symbol? = nil) throws -> QuietReport {
    var weeks = try QuietWeeks(
      scenario, symbols, weeks: 1, seed: 1, muted: muted, start: try Timestamp(Self.thanksgiving))
    while !weeks.isOver { weeks.runDay() }
    return weeks.report
  }

  @Test(
    "The service raises no alarm, and tells of each opening and each close",
    arguments: [(SymbolScenario.normalDay, 2), (.lowLiquidity, 8)])
  func quiet(scenario: SymbolScenario, count: Int) throws {
    let report = try week(scenario, try (0..<count).map { try Symbol("QUIET\($0)") })
    #expect(report.problems == [])
    #expect(report.days == 4)
    #expect(report.changes == [.live: 4 * count, .closed: 4 * count])
    #expect(report.quotes > 50_000)
  }

  @Test("A symbol that is muted for an hour is counted, and named")
  func muted() throws {
    let (one, other) = (try Symbol("QUIET.MUTE"), try Symbol("QUIET.WELL"))
    var report = try week(.lowLiquidity, [one], muted: one)
    report.add(try week(.lowLiquidity, [other]))
    #expect(report.alarmCount == 3)
    #expect(report.symbols == 2)
    #expect(report.firstAlarms.map(\.to) == [.stale, .mute, .gapped])
    #expect(report.firstAlarms.allSatisfy { $0.symbol == one })
    let noon = try Timestamp("2024-11-25T17:00:00Z")
    #expect(report.firstAlarms[0].time > noon && report.firstAlarms[0].time <= noon + .seconds(60))
    #expect(report.problems.last == "told live 9 times, not 8")
    #expect(report.problems.dropLast().last == "alarms: 1 stale, 1 mute, 1 gapped")
    #expect(report.description.hasSuffix(", 9 times live, 8 times closed, 3 false alarms"))
  }
}
