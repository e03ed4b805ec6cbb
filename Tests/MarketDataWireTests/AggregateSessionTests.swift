import MarketData
import MarketDataWire
import Testing

private let connected = #"{"type":"connected","connection_id":"c\"1"}"#
private let pong = #"{"type":"pong"}"#

private func failure(_ code: String, _ message: String) -> String {
  #"{"type":"error","code":"\#(code)","message":"\#(message)"}"#
}

private func subscribe(_ tickers: String) -> String { #"{"type":"subscribe","tickers":\#(tickers)}"# }

@Suite("A session in the stock-aggregate dialect")
struct AggregateSessionTests {
  private static func client(
    uri: String = "/ws", headers: [String: String] = [:], _ config: GatewayConfig = GatewayConfig()
  ) -> ScriptedClient<AggregateSession> {
    ScriptedClient(
      AggregateSession(
        handshake: Handshake(uri: uri, headers: headers), config: config, connectionID: "c\"1",
        isKnown: { !$0.hasPrefix("NO") }))
  }

  /// A client whose token is good, until then if it expires.
  private static func connectedClient(
    _ config: GatewayConfig = GatewayConfig(), until seconds: Int? = nil
  ) -> ScriptedClient<AggregateSession> {
    var client = client(uri: "/ws?token=T", config)
    _ = client.open()
    _ = client.tokenChecked(.success(seconds.map { client.now + .seconds($0) }))
    return client
  }

  @Test(
    "The token comes from the header, else from the query",
    arguments: [
      ("/ws", ["authorization": "Bearer H.1"], ["check H.1"]),
      ("/ws?token=Q", ["authorization": "bearer  H "], ["check H"]),
      ("/ws?a=b&token=Q%2e1", [:], ["check Q.1"]),
      ("/ws?token=Q", ["authorization": "Basic abc"], ["check Q"]),
      ("/ws?token=a+b%zz%4", [:], ["check a+b%zz%4"]),
      ("/ws?token=", [:], []), ("/ws?tokens=Q", [:], []), ("/ws", ["authorization": "Bearer"], []), ("/ws", [:], []),
    ])
  func tokenOfHandshake(_ uri: String, _ headers: [String: String], _ actions: [String]) {
    var client = Self.client(uri: uri, headers: headers)
    #expect(client.open() == actions)
    #expect(client.session.deadline == (actions.isEmpty ? client.now + .seconds(10) : nil))
    #expect(!client.session.isAuthenticated)
    #expect(client.open() == [])
  }

  @Test("The token may come as a message; the greeting comes only when it is good")
  func tokenAsMessage() {
    var client = Self.client()
    #expect(client.open() == [])
    #expect(client.say(#"{"type":"ping"}"#) == [pong])
    #expect(client.say(#"{"type":"auth","token":"M"}"#) == ["check M"])
    #expect(client.session.deadline == nil)
    #expect(client.tokenChecked(.success(nil)) == [connected])
    #expect(client.session.isAuthenticated && client.session.deadline == nil)
    let second = failure("bad_request", "expected one token per connection, found a second one")
    #expect(client.say(#"{"type":"auth","token":"M"}"#) == [second])
    #expect(client.tokenChecked(.failure(.invalid)) == [])
    #expect(client.session.isAuthenticated)
  }

  @Test(
    "A token that is not good ends the connection",
    arguments: [
      (TokenProblem.missing, "a token is required"), (.invalid, "invalid token"), (.expired, "token expired"),
      (.notYetValid, "token not yet valid"), (.wrongClaims, "token has the wrong issuer or audience"),
    ])
  func refused(_ problem: TokenProblem, _ text: String) {
    var client = Self.client(uri: "/ws?token=T")
    _ = client.open()
    #expect(client.say(subscribe(#"["AAPL"]"#)) == [])
    #expect(client.tokenChecked(.failure(problem)) == [failure("unauthorized", text), "close 4401"])
    #expect(client.tokenChecked(.success(nil)) == [])
    #expect(client.say(#"{"type":"ping"}"#) == [])
    #expect(client.session.subscriptions.isEmpty && client.session.deadline == nil && !client.session.isAuthenticated)
  }

  @Test(
    "Nothing but a ping is answered without a token",
    arguments: [
      subscribe(#"["AAPL"]"#), #"{"type":"unsubscribe","tickers":[]}"#, #"{"type":"auth"}"#,
      #"{"type":"auth","token":1}"#,
    ])
  func missing(_ message: String) {
    var client = Self.client()
    _ = client.open()
    #expect(client.say(message) == [failure("unauthorized", "a token is required"), "close 4401"])
  }

  @Test("Who sends no token in ten seconds is told so and closed")
  func timeout() {
    var client = Self.client()
    _ = client.open()
    #expect(client.wait(.milliseconds(9999)) == [])
    #expect(client.wait(.milliseconds(1)) == [failure("unauthorized", "a token is required"), "close 4401"])
    #expect(client.wait(.seconds(1)) == [])
  }

  @Test("A check has no time limit of the session's")
  func slowCheck() {
    var client = Self.client(uri: "/ws?token=T")
    _ = client.open()
    #expect(client.wait(.seconds(1000)) == [])
    #expect(client.tokenChecked(.success(nil)) == [connected])
  }

  @Test("The connection ends at the moment that the token expires, by the clock or by the next message")
  func expiry() {
    var client = Self.connectedClient(until: 60)
    #expect(client.session.deadline == client.now + .seconds(60))
    #expect(client.wait(.milliseconds(59_999)) == [])
    #expect(client.say(#"{"type":"ping"}"#) == [pong])
    var other = client
    let expired = [failure("unauthorized", "token expired"), "close 4401"]
    #expect(client.wait(.milliseconds(1)) == expired)
    other.now = other.now + .milliseconds(1)
    #expect(other.say(subscribe(#"["AAPL"]"#)) == expired)
    #expect(other.session.subscriptions.isEmpty && !other.session.isAuthenticated)
  }

  @Test("A token that expires as it is checked is refused")
  func expiredAlready() {
    var client = Self.client(uri: "/ws?token=T")
    _ = client.open()
    #expect(
      client.tokenChecked(.success(client.now)) == [failure("unauthorized", "token expired"), "close 4401"])
  }

  @Test("What is sent during the check is answered after it, in order")
  func waiting() {
    var client = Self.client(uri: "/ws?token=T")
    _ = client.open()
    for message in [subscribe(#"["B","A"]"#), #"{"type":"ping"}"#, "x", #"{"type":"unsubscribe","tickers":["B"]}"#] {
      #expect(client.say(message) == [])
    }
    #expect(
      client.tokenChecked(.success(nil)) == [
        connected, #"{"type":"subscribed","tickers":["A","B"],"unknown":[]}"#, "subscribe beats.B beats.A", pong,
        failure("bad_request", #"expected a JSON object: expected a value, found \"x\" at byte 1"#),
        "unsubscribe beats.B", #"{"type":"unsubscribed","tickers":["A"]}"#,
      ])
    #expect(client.say(#"{"type":"ping"}"#) == [pong])
  }

  private static let tooMany = failure(
    "bad_request", "expected at most 64 messages before the answer to the token; send it again then")

  @Test("At most 64 messages wait, and no more bytes than one message may have")
  func waitingBound() {
    var client = Self.client(uri: "/ws?token=T")
    _ = client.open()
    for _ in 0..<64 { #expect(client.say(#"{"type":"ping"}"#) == []) }
    #expect(client.say(#"{"type":"ping"}"#) == [Self.tooMany])
    #expect(client.tokenChecked(.success(nil)) == [connected] + Array(repeating: pong, count: 64))

    var config = GatewayConfig()
    config.maxMessageBytes = 31
    client = Self.client(uri: "/ws?token=T", config)
    _ = client.open()
    #expect(client.say(#"{"type":"ping"}"#) == [])
    #expect(client.send(.binary(Array(repeating: 0, count: 17))) == [Self.tooMany])
    #expect(client.say(#"{"type":"ping"} "#) == [])
    #expect(client.tokenChecked(.success(nil)) == [connected, pong, pong])
  }

  @Test(
    "Bad requests say what was expected, and change nothing",
    arguments: [
      ("", "expected a JSON object: expected a value, found the end of the text"),
      ("[]", #"expected \"type\" to be \"auth\", \"subscribe\", \"unsubscribe\" or \"ping\""#),
      ("{}", #"expected \"type\" to be \"auth\", \"subscribe\", \"unsubscribe\" or \"ping\""#),
      (#"{"type":1}"#, #"expected \"type\" to be \"auth\", \"subscribe\", \"unsubscribe\" or \"ping\""#),
      (#"{"type":"Ping"}"#, #"expected \"type\" to be \"auth\", \"subscribe\", \"unsubscribe\" or \"ping\""#),
      (#"{"type":"subscribe"}"#, #"expected \"tickers\" to be an array of strings"#),
      (subscribe(#""AAPL""#), #"expected \"tickers\" to be an array of strings"#),
      (subscribe(#"["AAPL",1]"#), #"expected \"tickers\" to be an array of strings"#),
      (#"{"type":"unsubscribe","tickers":null}"#, #"expected \"tickers\" to be an array of strings"#),
    ])
  func badRequests(_ message: String, _ text: String) {
    var client = Self.connectedClient()
    #expect(client.say(message) == [failure("bad_request", text)])
    #expect(client.session.subscriptions.isEmpty && client.session.isAuthenticated)
    #expect(
      client.send(.binary(Array(message.utf8)))
        == [failure("bad_request", "expected a text message, found a binary one; send JSON as text")])
  }

  @Test("The answer is all that is subscribed, sorted; unknown tickers are named and not subscribed")
  func subscriptions() {
    var client = Self.connectedClient()
    #expect(
      client.say(subscribe(#"["NVDA","AAPL","NVDA","NOPE","*","a\"","NOPE"]"#)) == [
        #"{"type":"subscribed","tickers":["AAPL","NVDA"],"unknown":["*","NOPE","a\""]}"#,
        "subscribe beats.NVDA beats.AAPL",
      ])
    #expect(
      client.say(subscribe(#"["AAPL"]"#)) == [#"{"type":"subscribed","tickers":["AAPL","NVDA"],"unknown":[]}"#])
    #expect(client.say(subscribe("[]")) == [#"{"type":"subscribed","tickers":["AAPL","NVDA"],"unknown":[]}"#])
    #expect(
      client.say(#"{"type":"unsubscribe","tickers":["AAPL","AAPL","NOPE"]}"#)
        == ["unsubscribe beats.AAPL", #"{"type":"unsubscribed","tickers":["NVDA"]}"#])
    #expect(
      client.say(#"{"type":"unsubscribe","tickers":["AAPL"]}"#) == [#"{"type":"unsubscribed","tickers":["NVDA"]}"#])
    #expect(entries(client.session.subscriptions.interests) == ["beats.NVDA"])
  }

  @Test("An unknown ticker is echoed up to 64 characters")
  func longUnknown() {
    var client = Self.connectedClient()
    let kept = String(repeating: "X", count: 64)
    #expect(
      client.say(subscribe(#"["\#(kept)XXX"]"#)) == [#"{"type":"subscribed","tickers":[],"unknown":["\#(kept)"]}"#])
  }

  @Test("Over the limit nothing of the message is applied")
  func limit() {
    var config = GatewayConfig()
    config.maxSubscriptions = 2
    var client = Self.connectedClient(config)
    _ = client.say(subscribe(#"["A"]"#))
    let tooMany = failure("bad_request", "expected at most 2 tickers, all fitting one message; ask for fewer")
    #expect(client.say(subscribe(#"["B","C"]"#)) == [tooMany])
    #expect(entries(client.session.subscriptions.interests) == ["beats.A"])
    #expect(
      client.say(subscribe(#"["B","A"]"#))
        == [#"{"type":"subscribed","tickers":["A","B"],"unknown":[]}"#, "subscribe beats.B"])
  }

  @Test("What would not fit an answer of a million bytes is refused", arguments: ["S", "NO"])
  func longAnswers(_ prefix: String) {
    var config = GatewayConfig()
    config.maxSubscriptions = 50_000
    var client = Self.connectedClient(config)
    let start = prefix + String(repeating: "-", count: 26 - prefix.count)
    let tickers = (0..<40_000).map { #""\#(start)\#(100_000 + $0)""# }
    let answer = client.say(subscribe("[\(tickers[..<28_000].joined(separator: ","))]"))
    #expect((950_000...1_000_000).contains(answer[0].utf8.count))
    let held = client.session.subscriptions
    #expect(held.count == (prefix == "S" ? 28_000 : 0))
    let refused = client.say(subscribe("[\(tickers.joined(separator: ","))]")).map { String($0.prefix(200)) }
    #expect(
      refused == [failure("bad_request", "expected at most 50000 tickers, all fitting one message; ask for fewer")])
    let isAsBefore = client.session.subscriptions == held
    #expect(isAsBefore)
  }

  @Test(
    "The server ends a connection with its codes",
    arguments: [
      (
        EndReason.slow,
        [failure("too_slow", "the connection is closed: it does not read fast enough"), "close 4408"]
      ),
      (.shutdown, ["close 1012"]), (.forced, ["close 1012"]), (.connectionLimit, ["close 1008"]),
      (.internalError, [failure("internal", "internal error"), "close 1011"]),
    ])
  func ends(_ reason: EndReason, _ answer: [String]) {
    var client = Self.connectedClient()
    #expect(client.end(reason) == answer)
    #expect(client.end(reason) == [] && client.say(#"{"type":"ping"}"#) == [])
    client = Self.client(uri: "/ws?token=T")
    _ = client.open()
    _ = client.say(#"{"type":"ping"}"#)
    #expect(client.end(reason) == answer)
    #expect(client.tokenChecked(.success(nil)) == [])
  }
}
