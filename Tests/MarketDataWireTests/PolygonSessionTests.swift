import MarketData
import MarketDataWire
import Testing

/// A frame of one status.
func polygonStatus(_ status: String, _ message: String) -> String {
  #"[{"ev":"status","status":"\#(status)","message":"\#(message)"}]"#
}

private let connected = polygonStatus("connected", "Connected Successfully")
private let accepted = polygonStatus("auth_success", "authenticated")
private let refused = polygonStatus("auth_failed", "authentication failed")

/// A client of Polygon's dialect that knows the key `K` and no other.
func polygonClient(uri: String = "/stocks", _ config: GatewayConfig = GatewayConfig()) -> ScriptedClient<PolygonSession>
{
  var client = ScriptedClient(PolygonSession(handshake: Handshake(uri: uri), config: config))
  client.authorize = { $0 == Credentials(key: "K") ? .accepted : .refused }
  return client
}

@Suite("A session in Polygon's dialect")
struct PolygonSessionTests {
  @Test("The server speaks first, and waits for a key")
  func greeting() {
    var client = polygonClient()
    #expect(client.session.deadline == nil)
    #expect(client.open() == [connected])
    #expect(client.session.deadline == client.now + .seconds(30))
    #expect(!client.session.isAuthenticated)
    #expect(client.open() == [])
  }

  @Test(
    "A key is accepted, or refused and the connection closed",
    arguments: [
      (#"{"action":"auth","params":"K"}"#, [accepted]),
      (#" { "params" : "\u004B", "more": [1, {}], "action" : "auth" } "#, [accepted]),
      (#"{"action":"auth","params":"k"}"#, [refused, "close 1008"]),
      (#"{"action":"auth","params":""}"#, [refused, "close 1008"]),
      (#"{"action":"auth","params":1}"#, [refused, "close 1008"]),
      (#"{"action":"auth"}"#, [refused, "close 1008"]),
    ])
  func authentication(_ message: String, _ answer: [String]) {
    var client = polygonClient()
    _ = client.open()
    #expect(client.say(message) == answer)
    #expect(client.session.isAuthenticated == (answer == [accepted]))
    #expect(client.session.deadline == nil)
  }

  @Test(
    "The key may come with the handshake; the greeting still comes first, in its own frame",
    arguments: [
      ("/stocks?apiKey=K", [connected, accepted]),
      ("/?a=1&apiKey=%4b&apiKey=other", [connected, accepted]),
      ("/stocks?apiKey=other", [connected, refused, "close 1008"]),
      ("/stocks?apiKey=", [connected]),
      ("/stocks?apiKey", [connected]),
      ("/stocks?apiKey=%FF", [connected]),
      ("/stocks?apikey=K", [connected]),
    ])
  func keyInURI(_ uri: String, _ answer: [String]) {
    var client = polygonClient(uri: uri)
    #expect(client.open() == answer)
    #expect(client.session.isAuthenticated == answer.contains(accepted))
  }

  @Test(
    "Too many connections of a key are no matter of the newcomer; a key for another feed is",
    arguments: [(Authorization.connectionLimit, [accepted]), (.wrongFeed, [refused, "close 1008"])])
  func otherVerdicts(_ verdict: Authorization, _ answer: [String]) {
    var client = polygonClient()
    client.authorize = { _ in verdict }
    _ = client.open()
    #expect(client.say(#"{"action":"auth","params":"K"}"#) == answer)
  }

  @Test("A second authentication is answered like the first, whatever its key")
  func secondAuthentication() {
    var client = polygonClient(uri: "/stocks?apiKey=K")
    _ = client.open()
    #expect(client.say(#"{"action":"auth","params":"other"}"#) == [accepted])
    #expect(client.session.isAuthenticated)
  }

  @Test("Before authentication nothing is subscribed", arguments: ["subscribe", "unsubscribe"])
  func unauthenticated(_ action: String) {
    var client = polygonClient()
    _ = client.open()
    #expect(
      client.say(#"{"action":"\#(action)","params":"T.AAPL"}"#) == [polygonStatus("error", "not authorized")])
    #expect(client.session.subscriptions.isEmpty)
    #expect(client.say(#"{"action":"auth","params":"K"}"#) == [accepted])
  }

  @Test(
    "What is no message of the dialect is answered, and changes nothing",
    arguments: [
      "", "x", "{", "[]", "null", "1", #""auth""#, "{}", #"{"action":1}"#, #"{"action":"ping"}"#,
      #"{"action":"Auth","params":"K"}"#, #"[{"action":"auth","params":"K"}]"#, #"{"action":"auth","params":"K"} {}"#,
    ])
  func invalid(_ message: String) {
    var client = polygonClient()
    _ = client.open()
    let before = client.session.deadline
    #expect(client.say(message) == [polygonStatus("error", "invalid message")])
    #expect(client.session.deadline == before)
    #expect(client.send(.binary(Array(message.utf8))) == [polygonStatus("error", "invalid message")])
    #expect(client.say(#"{"action":"auth","params":"K"}"#) == [accepted])
  }

  @Test("Who sends no key in time is told so and closed; nothing follows")
  func timeout() {
    var config = GatewayConfig()
    config.authenticationTimeout = .seconds(5)
    var client = polygonClient(config)
    _ = client.open()
    #expect(client.wait(.milliseconds(4999)) == [])
    let answer = [polygonStatus("auth_timeout", "No authentication request received."), "close 1008"]
    #expect(client.wait(.milliseconds(1)) == answer)
    #expect(client.wait(.seconds(1)) == [])
    #expect(client.say(#"{"action":"auth","params":"K"}"#) == [])
    #expect(client.end(.shutdown) == [])
    #expect(!client.session.isAuthenticated && client.session.deadline == nil)
  }

  @Test("Who is authenticated may be silent for ever")
  func patience() {
    var client = polygonClient(uri: "/?apiKey=K")
    _ = client.open()
    #expect(client.wait(.seconds(86400 * 365)) == [])
    #expect(client.session.isAuthenticated)
  }

  @Test(
    "The server ends a connection with the vendor's words and codes",
    arguments: [
      (
        EndReason.slow,
        [polygonStatus("slow_consumer", "The connection is closed: it does not read fast enough."), "close 1008"]
      ),
      (.shutdown, ["close 1012"]),
      (
        .connectionLimit,
        [polygonStatus("max_connections", "Maximum number of websocket connections exceeded."), "close 1008"]
      ),
      (.forced, [polygonStatus("force_disconnect", "The connection is closed by the operator."), "close 1012"]),
      (.internalError, [polygonStatus("error", "internal error"), "close 1011"]),
    ])
  func ends(_ reason: EndReason, _ answer: [String]) {
    for uri in ["/", "/?apiKey=K"] {
      var client = polygonClient(uri: uri)
      _ = client.open()
      #expect(client.end(reason) == answer)
      #expect(client.end(reason) == [])
      #expect(client.say("{}") == [] && !client.session.isAuthenticated)
    }
  }
}
