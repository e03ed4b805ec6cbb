import Testing

@testable import MarketData

/// A processor with chosen faults and handmade quotes, whose times are milliseconds from 0.
private struct Bench {
  let symbol: Symbol
  let other: Symbol
  var processor: QuoteProcessor
  private var sequences: [Symbol: UInt64] = [:]

  init(_ faults: FaultConfig = FaultConfig(), maxInFlight: Int = 1000) throws {
    (symbol, other) = (try Symbol("BENCH.A"), try Symbol("BENCH.B"))
    var config = MarketDataConfig()
    (config.faults, config.maxInFlight) = (faults, maxInFlight)
    processor = QuoteProcessor(config: config)
  }

  static func delay(_ milliseconds: Int) -> FaultConfig {
    var faults = FaultConfig.only([.delay], 1)
    faults.delayMsRange = milliseconds...milliseconds
    return faults
  }

  static func reorder(_ milliseconds: Int) -> FaultConfig {
    var faults = FaultConfig.only([.reorder], 1)
    faults.reorderMsRange = milliseconds...milliseconds
    return faults
  }

  /// One more quote of a symbol.
  ///
  /// - Returns: What came out because of it, as symbol and sequence: `A1`.
  mutating func quote(_ symbol: Symbol, at milliseconds: Int64, _ faults: FaultConfig? = nil) -> [String] {
    if let faults { processor.setFaults(faults, at: Timestamp(milliseconds: milliseconds)) }
    sequences[symbol, default: 0] += 1
    let price = Price(nanos: 100 * Price.scale)
    let quote = Quote(
      symbol: symbol, price: price, bid: price - Price(nanos: 1), ask: price + Price(nanos: 1),
      timestamp: Timestamp(milliseconds: milliseconds), sequence: sequences[symbol] ?? 0)
    var (quotes, output) = ([quote], Emission())
    processor.process(&quotes, into: &output)
    return output.quotes.map(Self.name)
  }

  mutating func release(through milliseconds: Int64) -> [String] {
    var output = Emission()
    processor.release(through: Timestamp(milliseconds: milliseconds), into: &output)
    return output.quotes.map(Self.name)
  }

  static func name(_ quote: Quote) -> String { "\(quote.symbol.ticker.suffix(1))\(quote.sequence)" }
}

@Suite("Quotes in flight")
struct InFlightTests {
  let off = FaultConfig()

  @Test("A delayed quote leaves when it is due; later ones of its symbol queue behind it, others do not")
  func delay() throws {
    var bench = try Bench()
    #expect(bench.quote(bench.symbol, at: 0, Bench.delay(100)) == [])
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
    var bench = try Bench()
    #expect(bench.quote(bench.symbol, at: 0, Bench.delay(100)) == [])
    #expect(bench.quote(bench.symbol, at: 10, Bench.delay(50)) == [])
    #expect(bench.quote(bench.symbol, at: 20, Bench.delay(200)) == [])
    #expect(bench.release(through: 100) == ["A1", "A2"])
    #expect(bench.release(through: 219) == [])
    #expect(bench.release(through: 220) == ["A3"])
  }

  @Test("Ties leave in the order of entry, whichever the symbol")
  func ties() throws {
    var bench = try Bench()
    #expect(bench.quote(bench.other, at: 0, Bench.delay(100)) == [])
    #expect(bench.quote(bench.symbol, at: 0) == [])
    #expect(bench.quote(bench.symbol, at: 50, Bench.reorder(50)) == [])
    #expect(bench.quote(bench.other, at: 60, Bench.delay(40)) == [])
    #expect(bench.release(through: 100) == ["B1", "A1", "B2"])
    // Behind the delay, the reorder counts from its end.
    #expect(bench.release(through: 150) == ["A2"])
  }

  @Test("A reordered quote is overtaken by later ones of its symbol")
  func reorder() throws {
    var bench = try Bench()
    #expect(bench.quote(bench.symbol, at: 0, Bench.reorder(100)) == [])
    #expect(bench.quote(bench.symbol, at: 10, off) == ["A2"])
    #expect(bench.quote(bench.symbol, at: 20) == ["A3"])
    #expect(bench.quote(bench.symbol, at: 100) == ["A1", "A4"])
  }

  @Test("A duplicate follows the first at once, also out of flight")
  func duplicates() throws {
    var bench = try Bench()
    var faults = Bench.delay(100)
    faults.duplicateProbability = 1
    #expect(bench.quote(bench.symbol, at: 0, .only([.duplicate], 1)) == ["A1", "A1"])
    #expect(bench.quote(bench.symbol, at: 1, faults) == [])
    #expect(bench.quote(bench.symbol, at: 2, off) == [])
    #expect(bench.processor.counters.inFlight == 3)
    #expect(bench.release(through: 101) == ["A2", "A2", "A3"])
  }

  @Test("Past the limit the earliest due leaves early, and its row says forced")
  func forced() throws {
    var bench = try Bench(maxInFlight: 2)
    #expect(bench.quote(bench.symbol, at: 0, Bench.reorder(300)) == [])
    #expect(bench.quote(bench.symbol, at: 1, Bench.reorder(100)) == [])
    #expect(bench.quote(bench.symbol, at: 2, Bench.reorder(200)) == ["A2"])
    #expect(bench.quote(bench.symbol, at: 3, Bench.reorder(10)) == ["A4"])
    #expect(bench.processor.ledger.rows.map(\.forced) == [false, true, false, true])
    #expect(bench.processor.counters.forced == 2)
    #expect(bench.processor.counters.inFlight == 2)
    #expect(bench.release(through: 300) == ["A3", "A1"])
  }

  @Test("A forced pair leaves together")
  func forcedPair() throws {
    var bench = try Bench(maxInFlight: 2)
    var faults = Bench.reorder(100)
    #expect(bench.quote(bench.symbol, at: 0, faults) == [])
    faults.duplicateProbability = 1
    #expect(bench.quote(bench.symbol, at: 1, faults) == ["A1"])
    #expect(bench.quote(bench.symbol, at: 2, faults) == ["A2", "A2"])
    #expect(bench.processor.counters.isBalanced)
  }

  @Test("What is withdrawn never comes, and nothing queues behind it any more")
  func withdraw() throws {
    var bench = try Bench()
    #expect(bench.quote(bench.symbol, at: 0, Bench.delay(100)) == [])
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
    config.faults = Bench.delay(10_000)
    var pipeline = Pipeline(source: try TestMarket.source(config), config: config)
    #expect(pipeline.step(to: TestMarket.start + .seconds(1), receivedAt: nil).isEmpty)
    #expect(pipeline.drain().map(\.sequence) == Array(1...10))
    // Practically never, but not off.
    config.faults.delayProbability = 1e-15
    pipeline.processor.setFaults(config.faults, at: TestMarket.start + .seconds(1))
    #expect(pipeline.step(to: TestMarket.start + .seconds(2), receivedAt: nil).map(\.sequence) == Array(11...20))
  }
}
