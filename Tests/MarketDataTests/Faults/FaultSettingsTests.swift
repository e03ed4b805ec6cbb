import MarketDataTesting
import Testing

@testable import MarketData

@Suite("Fault settings and the ledger")
struct FaultSettingsTests {
  @Test("A symbol's own faults replace the service's")
  func override() throws {
    var config = try TestMarket.config(SingleFaultTests.tickers)
    let (calm, wild) = (try Symbol("FAULT.A"), try Symbol("FAULT.B"))
    config.faults = .only([.duplicate], 0.1)
    config.symbols[calm]?.faults = FaultConfig()
    config.symbols[wild]?.faults = .only([.drop], 1)
    let run = try FaultRun(config, seconds: 100)
    run.expectExplained()
    #expect(run.emitted.filter { $0.symbol == calm } == run.clean.filter { $0.symbol == calm })
    #expect(!run.emitted.contains { $0.symbol == wild })
    let plain = try SingleFaultTests.run(.only([.duplicate], 0.1))
    let third = try Symbol("FAULT.C")
    #expect(run.rows(.duplicate).map(\.sequence) == plain.rows(.duplicate, of: third).map(\.sequence))
  }

  @Test("Settings change from one quote to the next, per-symbol ones included")
  func midway() throws {
    let config = try TestMarket.config(SingleFaultTests.tickers)
    var source = try TestMarket.source(config)
    var processor = QuoteProcessor(config: config)
    let wild = try Symbol("FAULT.B")
    var output = Emission()
    func run(to seconds: Int) -> (clean: [Quote], emitted: [Quote]) {
      var quotes = source.quotes(to: TestMarket.start + .seconds(seconds))
      let clean = quotes
      output = Emission()
      processor.process(&quotes, into: &output)
      return (clean, output.quotes)
    }
    let before = run(to: 10)
    #expect(before.emitted == before.clean)
    processor.setFaults(
      .only([.duplicate], 1), perSymbol: [wild: .only([.drop], 1)], at: TestMarket.start + .seconds(10))
    let during = run(to: 20)
    #expect(during.emitted == during.clean.filter { $0.symbol != wild }.flatMap { [$0, $0] })
    processor.setFaults(.only([.drop], 1), at: TestMarket.start + .seconds(20))
    #expect(run(to: 30).emitted.isEmpty)
    processor.setFaults(FaultConfig(), perSymbol: [:], at: TestMarket.start + .seconds(30))
    let after = run(to: 40)
    #expect(after.emitted == after.clean)
    #expect(processor.counters.isBalanced)
  }

  @Test(
    "The ledger numbers its rows from 1, in the order in which faults struck, and is bounded",
    arguments: [1, 7, 100_000])
  func bounded(capacity: Int) throws {
    var config = try TestMarket.config(SingleFaultTests.tickers)
    config.faults = .only([.corrupt, .outOfOrder, .reorder], 0.3)
    let all = try FaultRun(config, seconds: 100)
    config.ledgerCapacity = capacity
    config.maxInFlight = 1
    var simulation = try Simulation(config)
    simulation.run(for: .seconds(100)) { _ in }
    let ledger = simulation.ledger
    #expect(ledger.count == all.ledger.count)
    #expect(ledger.letGo == max(0, ledger.count - capacity))
    #expect(ledger.rows.map(\.id) == Array(ledger.count - min(capacity, ledger.count) + 1..<ledger.count + 1))
    let kept = all.ledger.rows.suffix(capacity)
    #expect(ledger.rows.map(\.sequence) == kept.map(\.sequence))
    #expect(ledger.rows.map(\.kind) == kept.map(\.kind))
  }

  @Test("A forced row that was let go is no harm, one that is kept is marked")
  func markForced() throws {
    var ledger = FaultLedger(capacity: 3)
    let symbol = try Symbol("FAULT.A")
    for sequence: UInt64 in 1...5 {
      ledger.append(
        FaultLedger.Row(
          id: 0, kind: .delay, symbol: symbol, sequence: sequence, lastSequence: sequence, time: TestMarket.start,
          duration: .zero))
    }
    for id in [1, 2, 3, 5] { ledger.markForced(id, at: TestMarket.start) }
    #expect(ledger.rows.map(\.id) == [3, 4, 5])
    #expect(ledger.rows.map(\.forced) == [true, false, true])
    #expect(ledger.letGo == 2)
  }

  @Test("A crossed book is crossed, whatever it was before")
  func lockedBook() throws {
    let price = Price(nanos: 100 * Price.scale)
    for (bid, ask) in [(-1, 1), (0, 0), (1, -1)] as [(Int64, Int64)] {
      var quote = Quote(
        symbol: try Symbol("FAULT.A"), price: price, bid: price + Price(nanos: bid * 10_000_000),
        ask: price + Price(nanos: ask * 10_000_000), timestamp: TestMarket.start)
      let before = quote
      Corruption.crossedBook.apply(to: &quote)
      #expect(quote.bid > quote.ask)
      #expect(quote.price == price)
      if bid != ask { #expect(quote.bid == max(before.bid, before.ask) && quote.ask == min(before.bid, before.ask)) }
    }
  }
}
