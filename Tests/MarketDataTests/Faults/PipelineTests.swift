import Testing

@testable import MarketData

@Suite("Pipeline")
struct PipelineTests {
  let start = TestMarket.start
  let symbol: Symbol
  var pipeline: Pipeline

  init() throws {
    symbol = try Symbol("PIPE")
    let config = try TestMarket.config(["PIPE"])
    pipeline = Pipeline(source: try TestMarket.source(config), config: config)
  }

  private func quote(_ symbol: Symbol, price: Int64) -> Quote {
    let price = Price(nanos: price)
    return Quote(symbol: symbol, price: price, bid: price, ask: price, timestamp: start - .seconds(5))
  }

  @Test("A pushed quote comes first in the next step, with a sequence and a time of its own")
  mutating func pushed() {
    let before = pipeline.step(to: start + .seconds(1), receivedAt: nil)
    let isTaken = pipeline.push(quote(symbol, price: 7), at: start + .seconds(1))
    #expect(isTaken)
    let after = pipeline.step(to: start + .seconds(2), receivedAt: nil)
    #expect(before.count == 10 && after.count == 11)
    #expect((Array(before) + after).map(\.sequence) == Array(1...21))
    #expect(after.first?.price == Price(nanos: 7))
    #expect(after.first?.received == start + .seconds(1))
    #expect(after.first?.timestamp == start - .seconds(5))
    #expect(pipeline.counters.generated == 21)
  }

  @Test("A quote pushed for a symbol that does not run is not taken")
  mutating func notRunning() throws {
    let other = try Symbol("PIPE.OTHER")
    let isOtherTaken = pipeline.push(quote(other, price: 7), at: start)
    pipeline.deactivate(symbol)
    let isTaken = pipeline.push(quote(symbol, price: 7), at: start)
    #expect(!isOtherTaken && !isTaken)
    #expect(pipeline.step(to: start + .seconds(1), receivedAt: nil).isEmpty)
    #expect(pipeline.counters == QuoteProcessor(config: MarketDataConfig()).counters)
  }

  @Test("A price that is not above 0 is refused and counted, not repaired", arguments: [0, -1, .min] as [Int64])
  mutating func refused(price: Int64) {
    _ = pipeline.push(quote(symbol, price: price), at: start)
    _ = pipeline.push(quote(symbol, price: 1), at: start)
    let batch = pipeline.step(to: start, receivedAt: nil)
    #expect(batch.map(\.sequence) == [2])
    #expect(pipeline.counters.refused == 1)
    #expect(pipeline.counters.generated == 1)
    #expect(pipeline.counters.isBalanced)
  }

  @Test("A step takes at most a batch, and what is in flight does not overtake what stays behind")
  func batches() throws {
    let tickers = (0..<300).map { "PIPE.\($0)" }
    var config = try TestMarket.config(tickers, interval: .milliseconds(10))
    config.faults = .only([.reorder], 0.5)
    (config.faults.reorderMsRange) = 0...30
    var (large, small) = (
      Pipeline(source: try TestMarket.source(config), config: config),
      Pipeline(source: try TestMarket.source(config), config: config)
    )
    var (fromLarge, fromSmall) = ([Quote](), [Quote]())
    repeat {
      fromLarge += large.step(to: start + .milliseconds(200), receivedAt: nil)
    } while large.nextDeadline.map { $0 <= start + .milliseconds(200) } ?? false
    for microseconds in stride(from: 0, through: 200_000, by: 100) {
      fromSmall += small.step(to: start + .microseconds(microseconds), receivedAt: nil)
    }
    #expect(large.counters.generated > 5000)
    #expect(fromLarge == fromSmall)
  }

  @Test("In real time quotes are received when the step takes them, late as they may be")
  mutating func received() {
    let now = start + .seconds(3)
    let batch = pipeline.step(to: now, receivedAt: now)
    #expect(batch.count == 30)
    #expect(batch.allSatisfy { $0.received == now && $0.timestamp <= now })
  }

  @Test("Without symbols nothing is due, ever")
  func nothing() {
    let config = MarketDataConfig()
    var pipeline = Pipeline(source: MockDataSource(config: config, origin: start), config: config)
    #expect(pipeline.nextDeadline == nil)
    #expect(pipeline.step(to: .distantFuture, receivedAt: nil).isEmpty)
    #expect(pipeline.drain().isEmpty)
  }
}
