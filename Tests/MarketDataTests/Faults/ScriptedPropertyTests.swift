import MarketDataTesting
import Testing

@testable import MarketData

@Suite("Scripted faults drawn at random")
struct ScriptedPropertyTests {
  static func config(seed: UInt64) throws -> MarketDataConfig {
    var random = SplitMix64(seed: seed)
    let tickers = (0...random.next() % 4).map { "SCRIPT.\($0)" }
    var config = try TestMarket.config(tickers, interval: .milliseconds(50), seed: random.next())
    for kind in FaultKind.byChance { config.faults.set(kind, [0, 0, 0.02, 0.2][Int(random.next() % 4)]) }
    config.faults.enabled = true
    config.maxInFlight = [2, 20, 100_000][Int(random.next() % 3)]
    config.timeline = .random(&random, of: config.symbols.keys.sorted(), seconds: 30)
    return config
  }

  @Test("Clean quotes and ledger explain all that comes out of timelines and chance together", arguments: 0..<50)
  func explained(seed: UInt64) throws {
    for number: UInt64 in 0..<2 {
      try FaultRun(Self.config(seed: seed * 2 + number), seconds: 40).expectExplained()
    }
  }

  @Test("A ledger that is not quite right explains nothing: each row, changed or left out, is missed", arguments: 0..<8)
  func tampered(way: Int) throws {
    var config = try Self.config(seed: 1)
    config.timeline.windows =
      TimelineIndependenceTests.windows + [FaultWindow(.mute, from: .seconds(9), lasting: .seconds(2))]
    let run = try FaultRun(config, seconds: 60)
    run.expectExplained()
    for index in run.ledger.rows.indices where LastingRows.kinds.contains(run.ledger.rows[index].kind) {
      var rows = run.ledger.rows
      switch way {
      case 0: rows.remove(at: index)
      case 1: rows[index].lastSequence += 1
      case 2: rows[index].quotes -= 1
      case 3: rows[index].sequence += 1
      case 4: rows[index].time = rows[index].time + .milliseconds(50)
      case 5: rows[index].ended = rows[index].time
      case 6: rows[index].duration += .milliseconds(1)
      default: rows[index].kind = LastingRows.silences.contains(rows[index].kind) ? .clockStep : .mute
      }
      var ledger = FaultLedger(capacity: rows.count)
      for row in rows { ledger.append(row) }
      var oracle = FaultOracle(ledger: ledger, maxInFlight: config.maxInFlight)
      for quote in run.clean { oracle.take(quote) }
      oracle.finish()
      #expect(oracle.contradictions != [] || oracle.output != run.emitted, "\(run.ledger.rows[index])")
    }
  }

  @Test("The timelines that are drawn strike in every way, often")
  func variety() throws {
    var rows: [FaultKind: Int] = [:]
    for seed: UInt64 in 0..<100 {
      var simulation = try Simulation(Self.config(seed: seed))
      simulation.run(for: .seconds(40)) { _ in }
      rows.merge(simulation.counters.faults, uniquingKeysWith: +)
    }
    for kind in FaultKind.allCases { #expect(rows[kind, default: 0] >= 30, "\(kind)") }
  }

  @Test("However the time is cut into steps, the same quotes and rows come out", arguments: 0..<20)
  func chunks(seed: UInt64) throws {
    let config = try Self.config(seed: seed)
    var (whole, pieces) = (try Simulation(config), try Simulation(config))
    var (expected, quotes) = ([Quote](), [Quote]())
    whole.run(for: .seconds(20)) { expected += $0 }
    for _ in 0..<400 { pieces.run(for: .milliseconds(50)) { quotes += $0 } }
    #expect(quotes == expected)
    #expect(pieces.ledger.rows == whole.ledger.rows)
  }
}
