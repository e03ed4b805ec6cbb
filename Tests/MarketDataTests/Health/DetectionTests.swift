import Testing

@testable import MarketData

/// What the health of streams finds of faults that last, in markets of every scenario.
@Suite("Detection")
struct DetectionTests {
  static let silencing: [ScriptedFault] = [.mute, .first(0), .swizzle(fraction: 1)]
  static let scenarios = SymbolScenario.builtIn.filter { $0 != .stale && ScenarioDefinition.builtIn[$0] != nil }
  static let symbols = 20

  /// A market in regular hours of a Wednesday, with one fault after half an hour, and what it said.
  struct Run {
    var rows: [FaultLedger.Row] = []
    var changes: [HealthChange] = []
    let expected: Duration

    init(_ scenario: SymbolScenario, _ fault: ScriptedFault, seed: UInt64) throws {
      let definition = try #require(ScenarioDefinition.builtIn[scenario])
      let interval = Duration.seconds(1)
      expected = definition.longestSilence(tickInterval: interval)
      var config = MarketDataConfig(seed: seed)
      for number in 0..<DetectionTests.symbols {
        config.symbols[try Symbol("DETECT\(number)")] = SymbolConfig(scenario: scenario, tickInterval: interval)
      }
      config.faults.enabled = true
      config.timeline = [FaultWindow(fault, from: .seconds(1800), lasting: expected * 20)]
      var market = try Simulation(config, start: try Timestamp("2024-01-17T15:30:00Z"))
      market.run(for: .seconds(1800) + expected * 30) { batch in
        for case .health(let change) in batch.notices { changes.append(change) }
      }
      rows = market.ledger.rows
    }

    /// The first change of a symbol to one of the states since a time.
    func first(_ states: Set<StreamHealth>, of symbol: Symbol, since time: Timestamp) -> HealthChange? {
      changes.first { $0.symbol == symbol && $0.time >= time && states.contains($0.to) }
    }
  }

  @Test(
    "A silence by script is found within three expected intervals, in every scenario", arguments: scenarios, silencing)
  func silent(scenario: SymbolScenario, fault: ScriptedFault) throws {
    let run = try Run(scenario, fault, seed: 7)
    // A halt is a silence of its own.
    let rows = run.rows.filter { row in row.ended.map { $0 - row.time > run.expected * 3 } ?? true }
    #expect(rows.count > (scenario == .halt ? 0 : Self.symbols / 2))
    for row in rows where run.isOpen(row.symbol, at: row.time) {
      let found = run.first([.stale, .mute], of: row.symbol, since: row.time)
      #expect(found.map { $0.time <= row.time + run.expected * 3 } == true, "\(row), \(String(describing: found))")
    }
  }

  @Test("A drift to 82 % is found within three expected intervals, in every scenario", arguments: scenarios)
  func drifting(scenario: SymbolScenario) throws {
    let run = try Run(scenario, .drift(rate: 0.82), seed: 8)
    #expect(run.rows.count >= (scenario == .halt ? 0 : Self.symbols / 2))
    for row in run.rows where run.isOpen(row.symbol, at: row.time) {
      let found = run.first([.late, .stale, .mute], of: row.symbol, since: row.time)
      #expect(found.map { $0.time <= row.time + run.expected * 3 } == true, "\(row), \(String(describing: found))")
    }
  }

  @Test("Without faults nothing is found in a day of any scenario but the hours and halts", arguments: scenarios)
  func quiet(scenario: SymbolScenario) throws {
    var config = MarketDataConfig(seed: 9)
    for number in 0..<Self.symbols { config.symbols[try Symbol("DETECT\(number)")] = SymbolConfig(scenario: scenario) }
    var market = try Simulation(config, start: try Timestamp("2024-01-16T05:00:00Z"))
    var alarms: [HealthChange] = []
    market.run(for: .seconds(86_400)) { batch in
      for case .health(let change) in batch.notices where change.to != .live && change.to != .closed {
        alarms.append(change)
      }
    }
    #expect(alarms.isEmpty, "\(alarms.prefix(3))")
  }
}

extension DetectionTests.Run {
  /// Whether a symbol was not closed, by hours or a halt, in the stretch in which a fault is to be found.
  fileprivate func isOpen(_ symbol: Symbol, at time: Timestamp) -> Bool {
    let state = changes.last { $0.symbol == symbol && $0.time <= time }?.to ?? .live
    let closes = changes.contains {
      $0.symbol == symbol && $0.to == .closed && $0.time > time && $0.time <= time + expected * 3
    }
    return state != .closed && !closes
  }
}
