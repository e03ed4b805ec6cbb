import MarketDataTesting
import Testing

@testable import MarketData

@Suite("Each fault alone")
struct SingleFaultTests {
  static let tickers = ["FAULT.A", "FAULT.B", "FAULT.C"]

  static func run(_ faults: FaultConfig, seconds: Int = 100, seed: UInt64 = 42) throws -> FaultRun {
    var config = try TestMarket.config(tickers, seed: seed)
    config.faults = faults
    return try FaultRun(config, seconds: seconds)
  }

  @Test("At probability 0, or disabled, the output is that of no faults", arguments: FaultKind.byChance)
  func never(_ kind: FaultKind) throws {
    var disabled = FaultConfig.only(FaultKind.byChance, 1)
    disabled.enabled = false
    for faults in [FaultConfig.only([kind], 0), disabled] {
      let run = try Self.run(faults)
      #expect(run.emitted == run.clean)
      #expect(run.ledger.rows.isEmpty)
      #expect(run.counters.isBalanced)
    }
  }

  @Test(
    "At probability 0.1 one quote in ten is struck, and the ledger explains all that comes out",
    arguments: FaultKind.byChance)
  func sometimes(_ kind: FaultKind) throws {
    let faults = FaultConfig.only([kind], 0.1)
    let run = try Self.run(faults, seconds: 1000)
    run.expectExplained()
    // A silence swallows quotes that could have been struck.
    let throwsOfDice = kind == .staleWindow ? run.emitted.count + run.rows(kind).count : run.clean.count
    let expected = Double(throwsOfDice) * 0.1
    #expect(abs(Double(run.rows(kind).count) - expected) < 5 * (expected * 0.9).squareRoot())
    #expect(run.ledger.count == run.rows(kind).count)
  }

  @Test("At probability 1 every quote is struck", arguments: FaultKind.byChance)
  func always(_ kind: FaultKind) throws {
    let run = try Self.run(.only([kind], 1))
    run.expectExplained()
    let struck = kind == .staleWindow ? run.rows(kind).count : run.clean.count
    #expect(run.ledger.count == struck)
    switch kind {
    case .staleWindow, .drop: #expect(run.emitted.isEmpty)
    case .duplicate: #expect(run.emitted.count == 2 * run.clean.count)
    default: #expect(run.emitted.count == run.clean.count)
    }
  }

  @Test(
    "Durations are whole milliseconds, evenly from their range",
    arguments: [
      FaultKind.staleWindow, .outOfOrder, .delay, .reorder,
    ])
  func durations(_ kind: FaultKind) throws {
    var faults = FaultConfig.only([kind], 1)
    (faults.staleWindowDurationMs, faults.outOfOrderOffsetMs) = (150...159, 150...159)
    (faults.delayMsRange, faults.reorderMsRange) = (150...159, 150...159)
    let rows = try Self.run(faults, seconds: 1000).rows(kind)
    var counts: [Duration: Int] = [:]
    for row in rows { counts[row.duration, default: 0] += 1 }
    #expect(Set(counts.keys) == Set((150...159).map { .milliseconds($0) }))
    let expected = Double(rows.count) / 10
    for count in counts.values { #expect(abs(Double(count) - expected) < 5 * (expected * 0.9).squareRoot()) }
  }

  @Test(
    "Durations are drawn over the whole of the default ranges",
    arguments: [
      (FaultKind.staleWindow, 1000...5000), (.outOfOrder, 100...1000), (.delay, 50...500), (.reorder, 50...500),
    ])
  func defaults(_ kind: FaultKind, range: ClosedRange<Int>) throws {
    #expect(FaultConfig().range(of: kind) == range)
    let drawn = try Self.run(.only([kind], 1), seconds: 500).rows(kind).map { Int($0.duration.inMilliseconds) }
    #expect(drawn.allSatisfy(range.contains))
    let tenth = (range.upperBound - range.lowerBound) / 10
    #expect(try #require(drawn.min()) < range.lowerBound + tenth)
    #expect(try #require(drawn.max()) > range.upperBound - tenth)
  }

  @Test("Corrupt quotes lie in four ways, equally often, and in one way each")
  func corrupt() throws {
    let run = try Self.run(.only([.corrupt], 1), seconds: 1000)
    var counts: [Corruption?: Int] = [:]
    for (row, (clean, found)) in zip(run.ledger.rows, zip(run.clean, run.emitted)) {
      counts[row.corruption, default: 0] += 1
      let isCrossed = found.bid == clean.ask && found.ask == clean.bid && found.bid > found.ask
      let factor = found.price.nanos / clean.price.nanos
      switch row.corruption {
      case .crossedBook: #expect(isCrossed && factor == 1)
      case .zeroPrice: #expect(!isCrossed && factor == 0)
      case .negativePrice: #expect(!isCrossed && factor == -1)
      case .thousandfoldPrice: #expect(!isCrossed && factor == 1000)
      case nil: Issue.record("no kind of corruption: \(row)")
      }
    }
    #expect(Set(counts.keys) == Set(Corruption.allCases))
    let expected = Double(run.clean.count) / 4
    for count in counts.values { #expect(abs(Double(count) - expected) < 5 * (expected * 0.75).squareRoot()) }
  }
}
