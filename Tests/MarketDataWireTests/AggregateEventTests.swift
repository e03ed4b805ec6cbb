import MarketData
import MarketDataWire
import Testing

@Suite("Messages of stock aggregates")
struct AggregateEventTests {
  private static func bar(_ symbol: String, prices: Price? = nil, count: Int64? = nil) throws -> Bar {
    Bar(
      symbol: try Symbol(symbol), start: Timestamp(nanos: count ?? 1_790_000_000_000_000_000),
      end: Timestamp(nanos: count ?? 1_790_000_001_000_000_000), open: try prices ?? Price("191.38"),
      high: try prices ?? Price("191.47"), low: try prices ?? Price("191.33"), close: try prices ?? Price("191.42"),
      volume: count ?? 8123, trades: count ?? 97, vwap: try prices ?? Price("191.4031"),
      day: Bar.Day(open: .zero, volume: 0, vwap: .zero))
  }

  @Test("A beat is one object, with the start of its second in milliseconds")
  func beat() throws {
    var encoder = EventEncoder(.stockAggregate)
    #expect(
      String(decoding: encoder.encode(.bar(try Self.bar("AAPL"), .beat)), as: UTF8.self) == #"""
        {"type":"stock_aggregate","ticker":"AAPL","data":{"open":191.38,"high":191.47,"low":191.33,"close":191.42,\#
        "volume":8123,"vwap":191.4031,"transactions":97,"timestamp":1790000000000}}
        """#)
  }

  @Test("The longest values fit, and read back as JSON", arguments: [Int64.min, Int64.max])
  func extremes(_ value: Int64) throws {
    var encoder = EventEncoder(.stockAggregate)
    let ticker = String(repeating: "W", count: 32)
    let bar = try Self.bar(ticker, prices: Price(nanos: value), count: value)
    let message = try WireValue(json: Array(encoder.encode(.bar(bar, .beat))))
    #expect(message["ticker"]?.text == ticker)
    #expect(message["data"]?["transactions"] == .integer(value))
  }

  @Test("There is no other message", arguments: Bar.Kind.allCases.filter { $0 != .beat })
  func nothing(_ kind: Bar.Kind) throws {
    var encoder = EventEncoder(.stockAggregate)
    #expect(encoder.encode(.bar(try Self.bar("AAPL"), kind)).isEmpty)
    let quote = Quote(
      symbol: try Symbol("AAPL"), price: try Price("1"), bid: .zero, ask: .zero, timestamp: Timestamp(nanos: 0))
    #expect(encoder.encode(.trade(quote)).isEmpty && encoder.encode(.book(quote)).isEmpty)
  }
}
