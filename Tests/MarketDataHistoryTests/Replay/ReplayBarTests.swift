import MarketData
import Testing

@testable import MarketDataHistory

@Suite("Replays of bars")
struct ReplayBarTests {
  /// What bars made again must have in common with those that were.
  struct Essence: Hashable, Comparable {
    var start: Timestamp
    var symbol: Symbol
    var prices: [Price]
    var volume: Int64

    init(_ bar: Bar) {
      (start, symbol, prices, volume) = (bar.start, bar.symbol, [bar.open, bar.high, bar.low, bar.close], bar.volume)
    }
    init(_ bar: HistoryBar) {
      (start, symbol, prices, volume) = (bar.start, bar.symbol, [bar.open, bar.high, bar.low, bar.close], bar.volume)
    }
    static func < (a: Essence, b: Essence) -> Bool { (a.start, a.symbol) < (b.start, b.symbol) }
  }

  private func wanted(_ rows: [HistoryRow]) -> [Essence] {
    rows.compactMap { if case .bar(let bar) = $0 { Essence(bar) } else { nil } }.sorted()
  }

  @Test("Bars made of the ticks again are the same", arguments: [HistoryBar.Length.second, .minute], 0..<20)
  func again(_ length: HistoryBar.Length, seed: UInt64) throws {
    let rows = try TestHistory.bars(seed: seed, length)
    var replay = try TestHistory.replay(rows)
    var builder = BarBuilder(kinds: [length == .second ? .second : .minute])
    var bars: [(Bar, Bar.Kind)] = []
    for quote in replay.run().quotes {
      builder.advance(to: quote.received, into: &bars)
      builder.take(quote, into: &bars)
    }
    builder.advance(to: TestHistory.start + .seconds(86_400), into: &bars)
    #expect(bars.map { Essence($0.0) }.sorted() == wanted(rows), "seed \(seed)")
  }

  @Test("Bars come as bars too, each at the end of its window", arguments: 0..<10)
  func whole(seed: UInt64) throws {
    let rows = try TestHistory.bars(seed: seed)
    var replay = try TestHistory.replay(rows)
    var bars: [Essence] = []
    while let next = replay.nextDeadline {
      var quotes: [Quote] = []
      quotes.append(addingCapacity: 5) { replay.advance(to: next, into: &$0) }
      for event in replay.takeEvents() {
        guard case .market(.bar(let bar, .minute)) = event.notice else { continue }
        #expect(event.time == bar.end, "seed \(seed)")
        #expect(bar.trades == 3)
        bars.append(Essence(bar))
      }
    }
    #expect(bars == wanted(rows), "seed \(seed)")
  }

  @Test("One bar: marks without size, then the close with the volume")
  func one() throws {
    let symbol = try Symbol("AAPL")
    let bar = HistoryBar(
      symbol: symbol, start: TestHistory.start, length: .minute, open: try price("10"), high: try price("12"),
      low: try price("9"), close: try price("11"), volume: 700)
    var replay = try TestHistory.replay([.bar(bar)])
    let quotes = replay.run().quotes
    let wanted = ["10.00 0 0", "9.00 0 0", "12.00 0 0", "11.00 700 700"]
    #expect(quotes.map { "\($0.price) \($0.size) \($0.volume)" } == wanted)
    #expect(quotes.map(\.changes) == [.mark, .mark, .mark, [.mark, .trade]])
    #expect(quotes.map { $0.timestamp } == [0, 15, 30, 45].map { TestHistory.start + .seconds($0) })
  }

  @Test("More volume than a tick can hold comes in several")
  func largeVolume() throws {
    let volume = Int64(Int32.max) * 2 + 5
    let bar = HistoryBar(
      symbol: try Symbol("AAPL"), start: TestHistory.start, length: .day, open: try price("10"), high: try price("10"),
      low: try price("10"), close: try price("10"), volume: volume)
    var replay = try TestHistory.replay([.bar(bar)])
    let quotes = replay.run(room: 1).quotes
    #expect(quotes.map(\.size) == [0, .max, .max, 5])
    #expect(quotes.last?.volume == volume)
  }
}
