import MarketData
import MarketDataWire
import Testing

@Suite("Polygon's data messages")
struct PolygonEventTests {
  private static func text(_ event: MarketEvent) -> String {
    var encoder = EventEncoder(.polygon)
    return String(decoding: encoder.encode(event), as: UTF8.self)
  }

  private static func quote(size: Int32 = 150, bidSize: Int32 = 399, askSize: Int32 = 200) throws -> Quote {
    Quote(
      symbol: try Symbol("BRK.B"), price: try Price("191.42"), bid: try Price("191.4"), ask: try Price("191.4375"),
      timestamp: Timestamp(nanos: 1_790_000_000_123_999_999), sequence: 50412, size: size, bidSize: bidSize,
      askSize: askSize)
  }

  private static func bar(volume: Int64 = 8123, trades: Int64 = 97) throws -> Bar {
    Bar(
      symbol: try Symbol("AAPL"), start: Timestamp(milliseconds: 1_789_999_980_000),
      end: Timestamp(milliseconds: 1_790_000_040_000), open: try Price("191.38"), high: try Price("191.47"),
      low: try Price("191.33"), close: try Price("191.42"), volume: volume, trades: trades, vwap: try Price("191.4031"),
      day: Bar.Day(open: try Price("190.02"), volume: 1_203_377, vwap: try Price("190.8812")))
  }

  @Test("A trade has its number as text and as number, and whole milliseconds")
  func trade() throws {
    #expect(
      Self.text(.trade(try Self.quote())) == #"""
        {"ev":"T","sym":"BRK.B","x":4,"i":"50412","z":3,"p":191.42,"s":150,"t":1790000000123,"q":50412}
        """#)
  }

  @Test("A book has sizes in round lots")
  func book() throws {
    #expect(
      Self.text(.book(try Self.quote())) == #"""
        {"ev":"Q","sym":"BRK.B","bx":11,"bp":191.40,"bs":3,"ax":12,"ap":191.4375,"as":2,"c":1,"i":[604],\#
        "t":1790000000123,"q":50412,"z":3}
        """#)
  }

  @Test("Sizes are never below one", arguments: [Int32.min, -1, 0, 1, 99] as [Int32])
  func sizes(_ size: Int32) throws {
    let quote = try Self.quote(size: size, bidSize: size, askSize: size)
    #expect(Self.text(.trade(quote)).contains(#","s":\#(max(1, size)),"t""#))
    #expect(Self.text(.book(quote)).contains(#","bs":1,"ax":12,"#))
    #expect(Self.text(.book(quote)).contains(#","as":1,"c":1,"#))
  }

  @Test(
    "Bars of a second and of a minute differ in their name alone", arguments: [("A", Bar.Kind.second), ("AM", .minute)])
  func bars(_ name: String, _ kind: Bar.Kind) throws {
    #expect(
      Self.text(.bar(try Self.bar(), kind)) == #"""
        {"ev":"\#(name)","sym":"AAPL","v":8123,"av":1203377,"op":190.02,"vw":191.4031,"o":191.38,"c":191.42,"h":191.47,\#
        "l":191.33,"a":190.8812,"z":83,"s":1789999980000,"e":1790000040000}
        """#)
  }

  @Test("The average size of a trade is at least one, trades or not", arguments: [(0, 0), (5, 9), (1, 0), (0, 1)])
  func averageSize(_ volume: Int64, _ trades: Int64) throws {
    #expect(Self.text(.bar(try Self.bar(volume: volume, trades: trades), .minute)).contains(#","z":1,"s":"#))
  }

  @Test("A price band names its symbol T and has nanoseconds")
  func priceBand() throws {
    let band = PriceBand(
      symbol: try Symbol("AAPL"), upper: try Price("200.99"), lower: try Price("181.84"),
      timestamp: Timestamp(nanos: 1_790_000_000_125_004_211), sequence: 50420)
    #expect(
      Self.text(.priceBand(band)) == #"""
        {"ev":"LULD","T":"AAPL","h":200.99,"l":181.84,"i":[17],"z":3,"t":1790000000125004211,"q":50420}
        """#)
  }

  @Test("A fair value has nanoseconds")
  func fairValue() throws {
    let value = FairValue(
      symbol: try Symbol("AAPL"), value: try Price("191.42"), timestamp: Timestamp(nanos: 1_790_000_000_125_004_211))
    #expect(Self.text(.fairValue(value)) == #"{"ev":"FMV","sym":"AAPL","fmv":191.42,"t":1790000000125004211}"#)
  }

  @Test("There is no message for what Polygon does not send")
  func nothing() throws {
    let (symbol, time, price) = (try Symbol("AAPL"), Timestamp(nanos: 1), try Price("1"))
    let report = TradeCorrection.Trade(id: 1, price: price, size: 1)
    let events: [MarketEvent] = [
      .bar(try Self.bar(), .updatedMinute), .bar(try Self.bar(), .day), .bar(try Self.bar(), .beat),
      .status(TradingStatus(symbol: symbol, code: "H", message: "Halt", reasonCode: "LUDP", timestamp: time)),
      .correction(TradeCorrection(symbol: symbol, original: report, corrected: report, timestamp: time)),
      .cancel(TradeCancel(symbol: symbol, id: 1, price: price, size: 1, action: .cancel, timestamp: time)),
    ]
    #expect(events.map(Self.text) == Array(repeating: "", count: events.count))
    #expect(events.allSatisfy { !WireFormat.polygon.carries(Channel($0)) })
  }

  @Test("The longest values fit, and read back as JSON", arguments: [Int64.min, Int64.max])
  func extremes(_ value: Int64) throws {
    let (symbol, price) = (try Symbol(String(repeating: "W", count: 32)), Price(nanos: value))
    let time = Timestamp(nanos: value)
    let quote = Quote(
      symbol: symbol, price: price, bid: price, ask: price, timestamp: time, sequence: .max, size: .max, bidSize: .max,
      askSize: .max)
    let bar = Bar(
      symbol: symbol, start: time, end: time, open: price, high: price, low: price, close: price, volume: value,
      trades: 1, vwap: price, day: Bar.Day(open: price, volume: value, vwap: price))
    let band = PriceBand(symbol: symbol, upper: price, lower: price, timestamp: time, sequence: .max)
    let value = FairValue(symbol: symbol, value: price, timestamp: time)
    for event in [.trade(quote), .book(quote), .bar(bar, .minute), .priceBand(band), .fairValue(value)]
      as [MarketEvent]
    {
      let message = try WireValue(json: Array(Self.text(event).utf8))
      #expect((message["sym"] ?? message["T"])?.text == symbol.ticker)
    }
  }

  @Test("An encoder keeps nothing of the message before")
  func reuse() throws {
    var encoder = EventEncoder(.polygon)
    let event = MarketEvent.trade(try Self.quote())
    let first = Array(encoder.encode(event))
    _ = encoder.encode(.bar(try Self.bar(), .minute))
    #expect(Array(encoder.encode(event)) == first)
  }
}
