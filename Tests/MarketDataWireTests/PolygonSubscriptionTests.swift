import MarketData
import MarketDataWire
import Testing

@Suite("Subscriptions in Polygon's dialect")
struct PolygonSubscriptionTests {
  private static func client(maxSubscriptions: Int = 50_000, having entries: String = "") -> ScriptedClient<
    PolygonSession
  > {
    var config = GatewayConfig()
    config.maxSubscriptions = maxSubscriptions
    var client = polygonClient(uri: "/stocks?apiKey=K", config)
    _ = client.open()
    if !entries.isEmpty { _ = client.say(#"{"action":"subscribe","params":"\#(entries)"}"#) }
    return client
  }

  private static func held(_ client: ScriptedClient<PolygonSession>) -> [String] {
    MarketDataWireTests.entries(client.session.subscriptions.interests).sorted()
  }

  /// A frame of several statuses: `+` stands for "subscribed to: ", `-` for "unsubscribed to: ", `!` for an error.
  private static func frame(_ lines: String...) -> String {
    let statuses = lines.map { line in
      switch line.first {
      case "+": polygonStatus("success", "subscribed to: \(line.dropFirst())").dropFirst().dropLast()
      case "-": polygonStatus("success", "unsubscribed to: \(line.dropFirst())").dropFirst().dropLast()
      default: polygonStatus("error", "\(line.dropFirst())").dropFirst().dropLast()
      }
    }
    return "[" + statuses.joined(separator: ",") + "]"
  }

  struct Case: CustomTestStringConvertible {
    var had = ""
    var action: String
    var params: String
    var answer: [String]
    var has: [String]
    var testDescription: String { "\(action) \(params) having \(had)" }
  }

  private static let all = ["fairValues.*", "minuteBars.*", "priceBands.*", "quotes.*", "secondBars.*", "trades.*"]
  private static let allInOrder = "trades.* quotes.* secondBars.* minuteBars.* priceBands.* fairValues.*"

  static let cases = [
    Case(
      action: "subscribe", params: "T.AAPL,Q.AAPL,AM.*",
      answer: [frame("+T.AAPL", "+Q.AAPL", "+AM.*"), "subscribe trades.AAPL quotes.AAPL minuteBars.*"],
      has: ["minuteBars.*", "quotes.AAPL", "trades.AAPL"]),
    Case(
      action: "subscribe", params: #" A.BRK.B ,\tLULD.a:b/c_d-1,,FMV.X, "#,
      answer: [
        frame("+A.BRK.B", "+LULD.a:b/c_d-1", "+FMV.X"), "subscribe secondBars.BRK.B priceBands.a:b/c_d-1 fairValues.X",
      ],
      has: ["fairValues.X", "priceBands.a:b/c_d-1", "secondBars.BRK.B"]),
    Case(
      had: "T.AAPL", action: "subscribe", params: "T.AAPL,T.MSFT,T.MSFT",
      answer: [frame("+T.AAPL", "+T.MSFT", "+T.MSFT"), "subscribe trades.MSFT"], has: ["trades.AAPL", "trades.MSFT"]),
    Case(
      had: "T.AAPL", action: "subscribe", params: "T.AAPL", answer: [frame("+T.AAPL")], has: ["trades.AAPL"]),
    Case(
      action: "subscribe", params: "NOI.AAPL,T.AAPL,x,T.,.AAPL,t.AAPL,T.*x,T.A B,T.**",
      answer: [
        frame(
          "!invalid subscription: NOI.AAPL", "+T.AAPL", "!invalid subscription: x", "!invalid subscription: T.",
          "!invalid subscription: .AAPL", "!invalid subscription: t.AAPL", "!invalid subscription: T.*x",
          "!invalid subscription: T.A B", "!invalid subscription: T.**"),
        "subscribe trades.AAPL",
      ],
      has: ["trades.AAPL"]),
    Case(action: "subscribe", params: "*", answer: [frame("+*"), "subscribe \(allInOrder)"], has: all),
    Case(
      had: "*", action: "unsubscribe", params: "T.*,Q.AAPL",
      answer: ["unsubscribe trades.*", frame("-T.*", "-Q.AAPL")],
      has: Array(all.dropLast())),
    Case(
      had: "*,T.AAPL", action: "unsubscribe", params: "*", answer: ["unsubscribe \(allInOrder)", frame("-*")],
      has: ["trades.AAPL"]),
    Case(
      had: "T.*,T.AAPL", action: "unsubscribe", params: "T.AAPL",
      answer: ["unsubscribe trades.AAPL", frame("-T.AAPL")], has: ["trades.*"]),
    Case(
      had: "T.AAPL", action: "unsubscribe", params: "T.*,XX.AAPL",
      answer: [frame("-T.*", "!invalid subscription: XX.AAPL")], has: ["trades.AAPL"]),
    Case(
      had: "T.AAPL", action: "subscribe", params: " , ", answer: [frame("!invalid message")], has: ["trades.AAPL"]),
    Case(had: "T.AAPL", action: "unsubscribe", params: "", answer: [frame("!invalid message")], has: ["trades.AAPL"]),
  ]

  @Test("Entries are a set: each is answered in its order, and what is new or gone is told", arguments: cases)
  func changes(_ example: Case) {
    var client = Self.client(having: example.had)
    #expect(client.say(#"{"action":"\#(example.action)","params":"\#(example.params)"}"#) == example.answer)
    #expect(Self.held(client) == example.has)
  }

  @Test("Entries that are no text are an invalid message", arguments: ["[]", "1", "null", #"["T.AAPL"]"#, "{}"])
  func paramsOfOtherKinds(_ params: String) {
    var client = Self.client()
    #expect(client.say(#"{"action":"subscribe","params":\#(params)}"#) == [Self.frame("!invalid message")])
    #expect(client.say(#"{"action":"unsubscribe"}"#) == [Self.frame("!invalid message")])
  }

  @Test("A ticker has at most 32 characters")
  func longTickers() {
    var client = Self.client()
    let (longest, tooLong) = (String(repeating: "A", count: 32), String(repeating: "A", count: 33))
    #expect(
      client.say(#"{"action":"subscribe","params":"T.\#(longest),T.\#(tooLong)"}"#)
        == [Self.frame("+T.\(longest)", "!invalid subscription: T.\(tooLong)"), "subscribe trades.\(longest)"])
  }

  @Test("What is echoed is escaped, and cut to 64 characters, each of them one code point")
  func echo() {
    var client = Self.client()
    #expect(
      client.say(#"{"action":"subscribe","params":"T.\"\\\u0001\n\u001f😀é"}"#)
        == [Self.frame(#"!invalid subscription: T.\"\\\u0001\u000a\u001f😀é"#)])
    let accents = String(repeating: "\u{301}", count: 10_000)
    #expect(
      client.say(#"{"action":"subscribe","params":"T.e\#(accents)"}"#)
        == [Self.frame("!invalid subscription: T.e" + String(repeating: "\u{301}", count: 61))])
    #expect(
      client.say("{\"action\":\"subscribe\",\"params\":\"T.A,\u{301}Q.B\"}")
        == [Self.frame("+T.A", "!invalid subscription: \u{301}Q.B"), "subscribe trades.A"])
  }

  @Test("Over the limit nothing of the message is applied")
  func limit() {
    var client = Self.client(maxSubscriptions: 7, having: "T.A,T.B")
    let tooMany = Self.frame(
      "!subscription limit exceeded: at most 7 per connection, nothing of this message was applied")
    #expect(client.say(#"{"action":"subscribe","params":"T.A,T.C,*"}"#) == [tooMany])
    #expect(Self.held(client) == ["trades.A", "trades.B"])
    let long = Array(repeating: "T.A", count: 8).joined(separator: ",")
    #expect(client.say(#"{"action":"subscribe","params":"\#(long)"}"#) == [tooMany])
    #expect(client.say(#"{"action":"unsubscribe","params":"\#(long)"}"#) == [tooMany])
    #expect(Self.held(client) == ["trades.A", "trades.B"])
    _ = client.say(#"{"action":"unsubscribe","params":"T.A"}"#)
    #expect(client.say(#"{"action":"subscribe","params":"*"}"#) == [Self.frame("+*"), "subscribe \(Self.allInOrder)"])
    #expect(client.session.subscriptions.count == 7)
  }

  @Test("Long acknowledgements are parted into frames of 500, in order", arguments: [499, 500, 501, 1000, 1201])
  func frames(_ count: Int) throws {
    var client = Self.client()
    let names = (0..<count).map { "T.S\($0)" }
    let answer = client.say(#"{"action":"subscribe","params":"\#(names.joined(separator: ","))"}"#)
    #expect(answer.count == (count + 499) / 500 + 1)
    #expect(answer.last == "subscribe " + (0..<count).map { "trades.S\($0)" }.joined(separator: " "))
    var messages: [String?] = []
    for frame in answer.dropLast() {
      guard case .array(let statuses) = try WireValue(json: Array(frame.utf8)) else { continue }
      #expect((1...500).contains(statuses.count))
      messages += statuses.map { $0["message"]?.text }
    }
    #expect(messages == names.map { "subscribed to: \($0)" })
  }

  @Test("A frame of the longest answers is well below a million bytes")
  func longestFrames() throws {
    var client = Self.client()
    let entry = String(repeating: #"\u0001"#, count: 64)
    let answer = client.say(
      #"{"action":"subscribe","params":"\#(Array(repeating: entry, count: 1000).joined(separator: ","))"}"#)
    #expect(answer.count == 2)
    #expect(answer.allSatisfy { (200_000...300_000).contains($0.utf8.count) })
  }
}
