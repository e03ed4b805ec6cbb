import MarketDataTesting
import Testing

@testable import MarketData

private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

@Suite("Losses, clocks, drifts and settings by script")
struct ScriptedFaultTests {
  let tens = stride(from: Int64(0), through: 100, by: 10)

  private func row(_ kind: FaultKind, _ symbol: Symbol, _ sequence: UInt64, time: Int64) -> FaultLedger.Row {
    FaultLedger.Row(
      id: 1, kind: kind, symbol: symbol, sequence: sequence, lastSequence: sequence, time: at(time), ended: at(time),
      duration: .zero)
  }

  // MARK: Burst loss

  @Test("A line that turns at every quote loses every other one, a row each, and begins anew in each window")
  func burst() throws {
    let loss = ScriptedFault.burstLoss(BurstLoss(goodToBad: 1, badToGood: 1))
    var bench = try FaultBench([
      FaultWindow(loss, from: .milliseconds(10), lasting: .milliseconds(30), name: "burst"),
      FaultWindow(loss, from: .milliseconds(60), lasting: .milliseconds(20)),
    ])
    #expect(bench.quotes(at: tens) == [1, 3, 5, 6, 8, 9, 10, 11])
    var expected = [2: 10, 4: 30, 7: 60].map { row(.burstLoss, bench.symbol, $0, time: $1) }
    expected.sort { $0.sequence < $1.sequence }
    for index in expected.indices { expected[index].id = index + 1 }
    (expected[0].window, expected[1].window) = ("burst", "burst")
    #expect(bench.processor.ledger.rows == expected)
    #expect(bench.processor.counters.dropped == 3)
    #expect(bench.processor.counters.isBalanced)
  }

  @Test("Bursts are as long and as frequent as they should be, and a line that is good or bad loses as it should")
  func burstStatistics() throws {
    var config = try TestMarket.config(["BURST"], interval: .milliseconds(20))
    config.faults.enabled = true
    config.timeline = [FaultWindow(.burstLoss(BurstLoss(goodToBad: 0.02, badToGood: 0.2)))]
    let run = try FaultRun(config, seconds: 1000)
    run.expectExplained()
    let lost = run.rows(.burstLoss).map(\.sequence)
    let bursts = zip(lost, lost.dropFirst()).filter { $1 != $0 + 1 }.count + 1
    // 1 / 0.2 quotes each; one begins in 1 / 0.02 good quotes.
    #expect(abs(Double(lost.count) / Double(bursts) - 5) < 0.5)
    #expect(abs(Double(run.clean.count - lost.count) / Double(bursts) - 50) < 5)
    let mixed = BurstLoss(goodToBad: 0.5, badToGood: 0.5, lossWhenGood: 0.1, lossWhenBad: 0.3)
    config.timeline = [FaultWindow(.burstLoss(mixed))]
    #expect(abs(Double(try FaultRun(config, seconds: 1000).rows(.burstLoss).count) / 50_000 - 0.2) < 0.01)
  }

  // MARK: Clocks

  @Test("A clock that is set is off by as much from then on, one that is skewed by more and more; both add up")
  func clocks() throws {
    var bench = try FaultBench([
      FaultWindow(.clockStep(.milliseconds(-7)), from: .milliseconds(20), lasting: .milliseconds(40)),
      FaultWindow(.clockSkew(partsPerMillion: 500_000), from: .milliseconds(35)),
    ])
    let found = tens.flatMap { bench.put(bench.symbol, at: $0) }
    #expect(found.map(\.received) == tens.map(at))
    let offsets = found.map { ($0.timestamp - $0.received).inMilliseconds }
    #expect(offsets == [0, 0, -7, -7, -4.5, 0.5, 12.5, 17.5, 22.5, 27.5, 32.5])
    var step = row(.clockStep, bench.symbol, 3, time: 20)
    (step.lastSequence, step.quotes, step.ended, step.duration) = (6, 4, at(60), .milliseconds(-7))
    var skew = row(.clockSkew, bench.symbol, 5, time: 35)
    (skew.id, skew.lastSequence, skew.quotes, skew.ended, skew.rate) = (2, 11, 7, nil, 500_000)
    #expect(bench.processor.ledger.rows == [step, skew])
  }

  // MARK: Drift

  @Test("A drift lets quotes leave at its rate, in order; what piled up leaves as late, and later ones behind it")
  func drift() throws {
    var bench = try FaultBench([FaultWindow(.drift(rate: 0.5), from: .milliseconds(10), lasting: .milliseconds(40))])
    var left: [Int64: [String]] = [:]
    for time in stride(from: Int64(0), through: 120, by: 5) {
      let due = bench.release(through: time)
      let own = time % 10 == 0 ? bench.quote(bench.symbol, at: time) : []
      if !(due + own).isEmpty { left[time] = due + own }
    }
    #expect(
      left == [
        0: ["A1"], 10: ["A2"], 30: ["A3"], 50: ["A4"], 70: ["A5", "A6", "A7", "A8"], 80: ["A9"], 90: ["A10"],
        100: ["A11"], 110: ["A12"], 120: ["A13"],
      ])
    var expected = row(.drift, bench.symbol, 2, time: 10)
    (expected.lastSequence, expected.quotes, expected.ended) = (5, 4, at(50))
    (expected.duration, expected.rate) = (.milliseconds(40), 0.5)
    #expect(bench.processor.ledger.rows == [expected])
    #expect(bench.processor.counters.isBalanced)
  }

  @Test("At 82 % of production the lag is 18 parts of 82 of the time since the begin")
  func lag() throws {
    var config = try TestMarket.config(["DRIFT"], interval: .milliseconds(100))
    config.faults.enabled = true
    config.timeline = [FaultWindow(.drift(rate: 0.82))]
    var simulation = try Simulation(config)
    var last: (quote: Quote, at: Timestamp)?
    while let batch = simulation.step(until: TestMarket.start + .seconds(100)) {
      if let quote = batch.last { last = (quote, simulation.now) }
    }
    let produced = try #require(last).quote.received - TestMarket.start
    // What leaves at 100 s was made at 82 s; the next one would be a tick later.
    #expect(produced <= .seconds(82) && produced > .milliseconds(81_900))
  }

  // MARK: Settings

  @Test("In a window with settings chance goes by them, whatever holds otherwise; its rows bear its name")
  func settings() throws {
    var config = try TestMarket.config(["SET.A", "SET.B"])
    let (a, b) = (try Symbol("SET.A"), try Symbol("SET.B"))
    config.faults = .only([.duplicate], 1)
    config.symbols[b]?.faults = FaultConfig()
    config.timeline = [
      FaultWindow(.faults(.only([.drop], 1)), from: .seconds(2), lasting: .seconds(2), name: "storm"),
      FaultWindow(.faults(FaultConfig()), from: .seconds(6), lasting: .seconds(2), symbols: [a]),
    ]
    let run = try FaultRun(config, seconds: 10)
    run.expectExplained()
    let seconds = { (row: FaultLedger.Row) in Int((row.time - TestMarket.start).inSeconds.rounded(.down)) }
    #expect(Set(run.rows(.drop, of: a).map(seconds)) == [2, 3])
    #expect(Set(run.rows(.drop, of: b).map(seconds)) == [2, 3])
    #expect(run.rows(.drop).allSatisfy { $0.window == "storm" })
    // A quote at the very end of the run is in the tenth second.
    #expect(Set(run.rows(.duplicate, of: a).map(seconds)).subtracting([10]) == [0, 1, 4, 5, 8, 9])
    #expect(run.rows(.duplicate, of: b).isEmpty)
    #expect(run.rows(.duplicate).allSatisfy { $0.window == "" })
  }

  @Test("Settings strike the same quotes in a window as they would all the time")
  func sameDraws() throws {
    var config = try TestMarket.config(["SET.A", "SET.B"])
    config.faults = .only([.drop, .corrupt], 0.2)
    let always = try FaultRun(config, seconds: 60)
    config.timeline = [FaultWindow(.faults(config.faults), from: .seconds(20), lasting: .seconds(20))]
    config.faults = .only([], 0)
    let run = try FaultRun(config, seconds: 60)
    let (begin, end) = (TestMarket.start + .seconds(20), TestMarket.start + .seconds(40))
    let expected = always.ledger.rows.filter { $0.time >= begin && $0.time < end }
    #expect(run.ledger.rows.map(\.sequence) == expected.map(\.sequence))
    #expect(run.ledger.rows.map(\.kind) == expected.map(\.kind))
    #expect(!expected.isEmpty)
  }

  // MARK: Order

  @Test("Drop comes before burst loss, corrupt before the clock, the clock before out of order, drift last")
  func order() throws {
    let always = ScriptedFault.burstLoss(BurstLoss(goodToBad: 1, badToGood: 0))
    let clocks = [
      FaultWindow(.drift(rate: 0.5)), FaultWindow(.clockStep(.seconds(1))), FaultWindow(.clockSkew(partsPerMillion: 1)),
    ]
    var dropped = try FaultBench(FaultTimeline([FaultWindow(always)] + clocks), .only([.drop, .corrupt], 1))
    _ = dropped.quotes(at: [0])
    #expect(dropped.processor.ledger.rows.map(\.kind) == [.drop])
    var lost = try FaultBench(FaultTimeline([FaultWindow(always)] + clocks), .only([.corrupt, .delay], 1))
    _ = lost.quotes(at: [0])
    #expect(lost.processor.ledger.rows.map(\.kind) == [.burstLoss])
    var all = try FaultBench(FaultTimeline(clocks), .only([.corrupt, .outOfOrder, .duplicate, .delay, .reorder], 1))
    _ = all.quotes(at: [0])
    #expect(
      all.processor.ledger.rows.map(\.kind) == [
        .corrupt, .clockStep, .clockSkew, .outOfOrder, .duplicate, .delay, .drift,
      ])
  }
}
