import Testing

@testable import MarketData

@Suite("Quotes in flight")
struct InFlightTests {
  let off = FaultConfig()

  @Test("A delayed quote leaves when it is due; later ones of its symbol queue behind it, others do not")
  func delay() throws {
    var bench = try FaultBench()
    #expect(bench.quote(bench.symbol, at: 0, FaultBench.delay(100)) == [])
    #expect(bench.quote(bench.symbol, at: 10, off) == [])
    #expect(bench.quote(bench.other, at: 20) == ["B1"])
    #expect(bench.quote(bench.symbol, at: 30) == [])
    #expect(bench.processor.nextDeadline == Timestamp(milliseconds: 100))
    #expect(bench.release(through: 99) == [])
    #expect(bench.release(through: 100) == ["A1", "A2", "A3"])
    #expect(bench.processor.nextDeadline == nil)
    #expect(bench.quote(bench.symbol, at: 101) == ["A4"])
  }

  @Test("A delayed quote leaves at max(now + N, release of the previous delayed one)")
  func delayBehindDelay() throws {
    var bench = try FaultBench()
    #expect(bench.quote(bench.symbol, at: 0, FaultBench.delay(100)) == [])
    #expect(bench.quote(bench.symbol, at: 10, FaultBench.delay(50)) == [])
    #expect(bench.quote(bench.symbol, at: 20, FaultBench.delay(200)) == [])
    #expect(bench.release(through: 100) == ["A1", "A2"])
    #expect(bench.release(through: 219) == [])
    #expect(bench.release(through: 220) == ["A3"])
  }

  @Test("Ties leave in the order of entry, whichever the symbol")
  func ties() throws {
    var bench = try FaultBench()
    #expect(bench.quote(bench.other, at: 0, FaultBench.delay(100)) == [])
    #expect(bench.quote(bench.symbol, at: 0) == [])
    #expect(bench.quote(bench.symbol, at: 50, FaultBench.reorder(50)) == [])
    #expect(bench.quote(bench.other, at: 60, FaultBench.delay(40)) == [])
    #expect(bench.release(through: 100) == ["B1", "A1", "B2"])
    // Behind the delay, the reorder counts from its end.
    #expect(bench.release(through: 150) == ["A2"])
  }

  @Test("A reordered quote is overtaken by later ones of its symbol")
  func reorder() throws {
    var bench = try FaultBench()
    #expect(bench.quote(bench.symbol, at: 0, FaultBench.reorder(100)) == [])
    #expect(bench.quote(bench.symbol, at: 10, off) == ["A2"])
    #expect(bench.quote(bench.symbol, at: 20) == ["A3"])
    #expect(bench.quote(bench.symbol, at: 100) == ["A1", "A4"])
  }

  @Test("A duplicate follows the first at once, also out of flight")
  func duplicates() throws {
    var bench = try FaultBench()
    var faults = FaultBench.delay(100)
    faults.duplicateProbability = 1
    #expect(bench.quote(bench.symbol, at: 0, .only([.duplicate], 1)) == ["A1", "A1"])
    #expect(bench.quote(bench.symbol, at: 1, faults) == [])
    #expect(bench.quote(bench.symbol, at: 2, off) == [])
    #expect(bench.processor.counters.inFlight == 3)
    #expect(bench.release(through: 101) == ["A2", "A2", "A3"])
  }

  @Test("Past the limit the earliest due leaves early, and its row says forced")
  func forced() throws {
    var bench = try FaultBench(maxInFlight: 2)
    #expect(bench.quote(bench.symbol, at: 0, FaultBench.reorder(300)) == [])
    #expect(bench.quote(bench.symbol, at: 1, FaultBench.reorder(100)) == [])
    #expect(bench.quote(bench.symbol, at: 2, FaultBench.reorder(200)) == ["A2"])
    #expect(bench.quote(bench.symbol, at: 3, FaultBench.reorder(10)) == ["A4"])
    #expect(bench.processor.ledger.rows.map(\.forced) == [false, true, false, true])
    #expect(bench.processor.counters.forced == 2)
    #expect(bench.processor.counters.inFlight == 2)
    #expect(bench.release(through: 300) == ["A3", "A1"])
  }

  @Test("A forced pair leaves together")
  func forcedPair() throws {
    var bench = try FaultBench(maxInFlight: 2)
    var faults = FaultBench.reorder(100)
    #expect(bench.quote(bench.symbol, at: 0, faults) == [])
    faults.duplicateProbability = 1
    #expect(bench.quote(bench.symbol, at: 1, faults) == ["A1"])
    #expect(bench.quote(bench.symbol, at: 2, faults) == ["A2", "A2"])
    #expect(bench.processor.counters.isBalanced)
  }

  @Test("What is withdrawn never comes, and nothing queues behind it any more")
  func withdraw() throws {
    var bench = try FaultBench()
    #expect(bench.quote(bench.symbol, at: 0, FaultBench.delay(100)) == [])
    #expect(bench.quote(bench.other, at: 5) == [])
    #expect(bench.quote(bench.symbol, at: 10, off) == [])
    bench.processor.withdraw(bench.symbol)
    #expect(bench.processor.counters.withdrawn == 2)
    #expect(bench.quote(bench.symbol, at: 20) == ["A3"])
    #expect(bench.release(through: 1000) == ["B1"])
    #expect(bench.processor.counters.isBalanced)
  }

  @Test("After everything was let go, as at a stop, nothing queues behind it any more")
  func drained() throws {
    var config = try TestMarket.config(["DRAIN"])
    config.faults = FaultBench.delay(10_000)
    var pipeline = Pipeline(source: try TestMarket.source(config), config: config)
    #expect(pipeline.step(to: TestMarket.start + .seconds(1), receivedAt: nil).isEmpty)
    #expect(pipeline.drain().map(\.sequence) == Array(1...10))
    // Practically never, but not off.
    config.faults.delayProbability = 1e-15
    pipeline.processor.setFaults(config.faults, at: TestMarket.start + .seconds(1))
    #expect(pipeline.step(to: TestMarket.start + .seconds(2), receivedAt: nil).map(\.sequence) == Array(11...20))
  }
}
