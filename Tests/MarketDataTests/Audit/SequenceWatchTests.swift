import MarketData
import MarketDataTesting
import Testing

@testable import MarketData

@Suite("A consumer that finds faults by itself")
struct SequenceWatchTests {
  private func quote(_ sequence: UInt64, _ change: (inout Quote) -> Void = { _ in }) throws -> Quote {
    let (price, half) = (Price(nanos: 100 * Price.scale), Price(nanos: Price.scale / 100))
    var quote = Quote(
      symbol: try Symbol("WATCH"), price: price, bid: price - half, ask: price + half, timestamp: TestMarket.start,
      sequence: sequence)
    change(&quote)
    return quote
  }

  private func notes(_ quotes: [Quote], _ watch: SequenceWatch = SequenceWatch()) -> [String] {
    var watch = watch
    return quotes.flatMap { watch.observe($0, at: TestMarket.start) }.map { "\($0.sequence ?? 0) \($0.note)" }
  }

  @Test("Nothing is wrong with numbers in a row, from wherever they begin")
  func well() throws {
    #expect(notes([try quote(7), try quote(8), try quote(9)]) == [])
    #expect(notes([try quote(1), try quote(2)], SequenceWatch(startsAtOne: true)) == [])
  }

  @Test("Missing, repeated and overtaken quotes are told by their numbers")
  func numbers() throws {
    let sequences: [UInt64] = [1, 4, 4, 2, 2, 5]
    #expect(
      notes(try sequences.map { try quote($0) }) == [
        "2 missing", "3 missing", "4 repeated", "2 overtaken", "2 repeated",
      ])
    #expect(notes([try quote(3)], SequenceWatch(startsAtOne: true)) == ["1 missing", "2 missing"])
  }

  @Test("Of a huge hole the last numbers are told; what comes later of the others is taken for a repeat")
  func hugeHole() throws {
    let quotes = [try quote(1), try quote(.max), try quote(UInt64.max - 1), try quote(2)]
    let most = UInt64.max - 2
    #expect(
      notes(quotes, SequenceWatch(mostMissing: 2))
        == ["\(most) missing", "\(most + 1) missing", "\(most + 1) overtaken", "2 repeated"])
  }

  @Test("A timestamp is wrong when it is off by more than the tolerance")
  func timestamps() throws {
    let watch = SequenceWatch(tolerance: .milliseconds(5))
    let offsets = [0, -5, -6, 5, 6]
    let quotes = try offsets.enumerated().map { number, offset in
      try quote(UInt64(number) + 1) { $0.timestamp = $0.received + .milliseconds(offset) }
    }
    #expect(notes(quotes, watch) == ["3 timestamp too old", "5 timestamp too new"])
  }

  @Test("Every way in which a quote is made to lie shows", arguments: Corruption.allCases)
  func lies(_ corruption: Corruption) throws {
    let note = [
      Corruption.crossedBook: "crossed book", .zeroPrice: "price not above zero",
      .negativePrice: "price not above zero", .thousandfoldPrice: "price far above the book",
    ][corruption]
    #expect(notes([try quote(1), try quote(2) { corruption.apply(to: &$0) }, try quote(3)]) == ["2 \(note ?? "")"])
  }

  @Test(
    "It notices every fault that shows in numbers, times and prices, and nothing else",
    arguments: 0..<10 as Range<UInt64>)
  func everything(seed: UInt64) throws {
    var config = try TestMarket.config(["WATCH.A", "WATCH.B"], interval: .milliseconds(100), seed: seed)
    config.faults = .only([.drop, .corrupt, .outOfOrder, .duplicate, .reorder], 0.01)
    config.faults.reorderMsRange = 250...400
    var (market, watch, found) = (try Simulation(config), SequenceWatch(startsAtOne: true), [Detection]())
    for _ in 0..<1200 {
      let end = market.now + .milliseconds(50)
      while let batch = market.step(until: end) { found += watch.observe(batch, at: market.now) }
    }
    // What strikes in the last second may show too late.
    let end = market.now - .seconds(1)
    let report = FaultAudit(market.ledger, within: .seconds(1), reporting: .often) { $0.time < end }.report(found)
    #expect(report.isPerfect, "seed \(seed): \(report)")
    #expect(report.matches.count > 30)
  }
}
