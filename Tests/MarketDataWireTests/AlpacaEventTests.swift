import MarketData
import Testing

@testable import MarketDataWire

@Suite("Alpaca's data messages")
struct AlpacaEventTests {
  private func json(_ event: MarketEvent) -> String {
    var encoder = EventEncoder(.alpacaJSON)
    return String(decoding: encoder.encode(event), as: UTF8.self)
  }

  private func messagePack(_ event: MarketEvent) -> String {
    var encoder = EventEncoder(.alpacaMessagePack)
    return hexadecimal(encoder.encode(event))
  }

  /// Texts of letters, digits and `@` after their header byte, other bytes as two hexadecimal digits.
  private func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// `AlpacaEvents.time` under `t`: (123004211 << 34) | 1789997600.
  private static let time = "a174d7ff" + "1d5394cc6ab13220"

  @Test("A trade")
  func trade() throws {
    let event = MarketEvent.trade(try AlpacaEvents.quote())
    #expect(
      json(event) == #"""
        {"T":"t","S":"AAPL","i":4711,"x":"V","p":191.42,"s":150,"c":["@"],"z":"C","t":"2026-09-21T13:33:20.123004211Z"}
        """#)
    #expect(
      messagePack(event) == """
        89a154a174a153a44141504ca169cd1267a178a156a170cb4067ed70a3d70a3da173cc96a16391a140a17aa143\(Self.time)
        """)
  }

  @Test("A quote, its sizes in round lots")
  func quote() throws {
    let event = MarketEvent.book(try AlpacaEvents.quote())
    #expect(
      json(event) == #"""
        {"T":"q","S":"AAPL","bx":"V","bp":191.41,"bs":3,"ax":"V","ap":191.43,"as":1,"c":["R"],"z":"C",\#
        "t":"2026-09-21T13:33:20.123004211Z"}
        """#)
    #expect(
      messagePack(event) == """
        8ba154a171a153a44141504ca26278a156a26270cb4067ed1eb851eb85a2627303\
        a26178a156a26170cb4067edc28f5c28f6a2617301a16391a152a17aa143\(Self.time)
        """)
  }

  @Test(
    "A bar is a minute, a minute again, or a day, and is timed by its start",
    arguments: [(.minute, "b"), (.updatedMinute, "u"), (.day, "d")] as [(Bar.Kind, Character)])
  func bar(_ kind: Bar.Kind, _ type: Character) throws {
    let event = MarketEvent.bar(try AlpacaEvents.bar(), kind)
    #expect(
      json(event) == #"""
        {"T":"\#(type)","S":"AAPL","o":191.38,"h":191.47,"l":191.33,"c":191.42,"v":8123,"n":97,"vw":191.4031,\#
        "t":"2026-09-21T13:33:00.000000000Z"}
        """#)
    let tag = String(type.asciiValue ?? 0, radix: 16)
    #expect(
      messagePack(event) == """
        8aa154a1\(tag)a153a44141504ca16fcb4067ec28f5c28f5ca168cb4067ef0a3d70a3d7a16ccb4067ea8f5c28f5c3\
        a163cb4067ed70a3d70a3da176cd1fbba16e61a27677cb4067ece631f8a090a174d7ff000000006ab1320c
        """)
  }

  @Test("A halt: what people read is escaped in JSON, and may be empty")
  func status() throws {
    let event = MarketEvent.status(try AlpacaEvents.status())
    #expect(
      json(event) == #"""
        {"T":"s","S":"AAPL","sc":"H","sm":"Trading \"Halt\"","rc":"LUDP","rm":"","z":"C",\#
        "t":"2026-09-21T13:33:20.123004211Z"}
        """#)
    #expect(
      messagePack(event) == """
        88a154a173a153a44141504ca27363a148a2736dae54726164696e67202248616c7422\
        a27263a44c554450a2726da0a17aa143\(Self.time)
        """)
  }

  @Test("A band")
  func band() throws {
    let event = MarketEvent.priceBand(try AlpacaEvents.band())
    #expect(
      json(event) == #"""
        {"T":"l","S":"AAPL","u":200.99,"d":181.84,"i":"B","z":"C","t":"2026-09-21T13:33:20.123004211Z"}
        """#)
    #expect(
      messagePack(event) == """
        87a154a16ca153a44141504ca175cb40691fae147ae148a164cb4066bae147ae147ba169a142a17aa143\(Self.time)
        """)
  }

  @Test("A correction")
  func correction() throws {
    let event = MarketEvent.correction(try AlpacaEvents.correction())
    #expect(
      json(event) == #"""
        {"T":"c","S":"AAPL","x":"V","oi":7,"op":191.42,"os":150,"oc":["@"],"ci":8,"cp":191.40,"cs":15,\#
        "cc":["@","I"],"z":"C","t":"2026-09-21T13:33:20.123004211Z"}
        """#)
    #expect(
      messagePack(event) == """
        8da154a163a153a44141504ca178a156a26f6907a26f70cb4067ed70a3d70a3da26f73cc96a26f6391a140\
        a2636908a26370cb4067eccccccccccda263730fa2636392a140a149a17aa143\(Self.time)
        """)
  }

  @Test("A trade taken back", arguments: [(.cancel, "C"), (.error, "E")] as [(TradeCancel.Action, Character)])
  func cancel(_ action: TradeCancel.Action, _ letter: Character) throws {
    let event = MarketEvent.cancel(try AlpacaEvents.cancel(action))
    #expect(
      json(event) == #"""
        {"T":"x","S":"AAPL","i":4711,"x":"V","p":191.42,"s":150,"a":"\#(letter)","z":"C",\#
        "t":"2026-09-21T13:33:20.123004211Z"}
        """#)
    let tag = String(letter.asciiValue ?? 0, radix: 16)
    #expect(
      messagePack(event) == """
        89a154a178a153a44141504ca169cd1267a178a156a170cb4067ed70a3d70a3da173cc96a161a1\(tag)a17aa143\(Self.time)
        """)
  }

  @Test("Sizes are at least one share and one round lot")
  func sizes() throws {
    var quote = try AlpacaEvents.quote()
    (quote.size, quote.bidSize, quote.askSize) = (0, 0, 200)
    #expect(json(.trade(quote)).contains(#""s":1,"#))
    #expect(json(.book(quote)).contains(#""bs":1,"#))
    #expect(json(.book(quote)).contains(#""as":2,"#))
  }

  @Test("Times before 1970 take the long form of the extension")
  func early() throws {
    var quote = try AlpacaEvents.quote()
    quote.timestamp = Timestamp(nanos: -1)
    #expect(messagePack(.trade(quote)).hasSuffix("a174c70cff3b9ac9ffffffffffffffffff"))
    quote.timestamp = Timestamp(nanos: -1_000_000_000)
    #expect(messagePack(.trade(quote)).hasSuffix("a174c70cff00000000ffffffffffffffff"))
  }

  @Test(
    "What only other dialects have is nothing", arguments: [WireFormat.alpacaJSON, .alpacaMessagePack])
  func nothing(_ format: WireFormat) throws {
    var encoder = EventEncoder(format)
    let (quote, bar) = (try AlpacaEvents.quote(), try AlpacaEvents.bar())
    for event in [.fairValue(FairValue(quote)), .bar(bar, .second), .bar(bar, .beat)] as [MarketEvent] {
      #expect(encoder.encode(event).isEmpty)
      #expect(!format.carries(Channel(event)))
    }
  }

  @Test("A ticker of 32 bytes, the longest")
  func longTicker() throws {
    let ticker = String(repeating: "A", count: 32)
    let event = MarketEvent.trade(try AlpacaEvents.quote(ticker))
    #expect(json(event).hasPrefix(#"{"T":"t","S":"\#(ticker)","i""#))
    #expect(messagePack(event).hasPrefix("89a154a174a153d920" + String(repeating: "41", count: 32) + "a169"))
  }
}
