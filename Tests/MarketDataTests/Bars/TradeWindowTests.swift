import Testing

@testable import MarketData

@Suite("Sums of trades")
struct TradeWindowTests {
  @Test(
    "The average is rounded half up to 0.0001, and never beyond the prices",
    arguments: [
      ("1.0000*1 1.0001*1", "1.0001"),
      ("1.0000*2 1.0001*1", "1.00"),
      ("1.0000*50001 1.0001*50000", "1.00"),
      ("0.00003*7", "0.00003"),
      ("0.00007*7", "0.00007"),
      ("9223372036.854775807*2147483647", "9223372036.854775807"),
    ])
  func average(trades: String, vwap: String) throws {
    var window = TradeWindow(start: 0)
    for trade in trades.split(separator: " ") {
      let (price, size) = (trade.prefix { $0 != "*" }, trade.drop { $0 != "*" }.dropFirst())
      window.add(.init(time: 0, price: try Price(price).nanos, size: try #require(Int64(size))))
    }
    #expect(Price(nanos: window.vwap) == (try Price(vwap)))
  }

  @Test("Absurd sums stay within their bounds: volume that does not fit is left out of the average too")
  func absurd() {
    var sum = TradeWindow(start: 0)
    sum.add(.init(time: 0, price: .max, size: Int64(Int32.max)))
    for _ in 0..<60 { sum.add(sum) }
    #expect(sum.volume == Int64(Int32.max) << 32)
    #expect(sum.trades == 1 << 60)
    #expect(sum.vwap == .max)
    sum.add(.init(time: 1, price: 1, size: Int64(Int32.max)))
    #expect((sum.low, sum.high, sum.volume) == (1, .max, Int64(Int32.max) << 32 + Int64(Int32.max)))
    #expect(sum.vwap <= sum.high && sum.vwap >= sum.low)
  }

  @Test("Times at the ends of what a timestamp holds make no bars, and do no harm")
  func endsOfTime() throws {
    var builder = BarBuilder(kinds: Set(Bar.Kind.allCases), grace: .seconds(1000))
    var bars: [(Bar, Bar.Kind)] = []
    for nanos in [Int64.min, .max] {
      builder.take(
        Quote(
          symbol: try Symbol("A"), price: .init(nanos: 1), bid: .zero, ask: .zero, timestamp: Timestamp(nanos: nanos)),
        into: &bars)
      builder.advance(to: Timestamp(nanos: nanos), into: &bars)
    }
    #expect(builder.nextDeadline == nil)
    #expect(bars.isEmpty)
  }
}
