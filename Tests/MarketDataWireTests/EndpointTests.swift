import MarketDataWire
import Testing

@Suite("Which path speaks what")
struct EndpointTests {
  private static let sdk = ["content-type": "application/msgpack"]

  @Test(
    "The path decides, whatever the query",
    arguments: [
      ("/", Endpoint.polygon), ("/?apiKey=K", .polygon), ("/stocks", .polygon), ("/stocks?/ws", .polygon),
      ("/v2/iex", .alpaca(.iex, binary: false)), ("/v2/sip", .alpaca(.sip, binary: false)),
      ("/v2/delayed_sip", .alpaca(.delayedSip, binary: false)), ("/v2/test?x", .alpaca(.test, binary: false)),
      ("/ws", .aggregates), ("/ws?token=T", .aggregates),
    ])
  func paths(_ uri: String, _ endpoint: Endpoint) {
    #expect(Endpoint(handshake: Handshake(uri: uri), rootDialect: .polygon) == endpoint)
  }

  @Test(
    "Other paths are served to nobody",
    arguments: [
      "", "?", "//", "/stocks/", "/Stocks", "/crypto", "/v2", "/v2/", "/v2/otc", "/v2/iex/", "/v2/delayedSip",
      "/v1/iex",
      "/ws/", "*", "stocks", "http://host/stocks",
    ], RootDialect.allCases)
  func unknown(_ uri: String, _ root: RootDialect) {
    #expect(Endpoint(handshake: Handshake(uri: uri, headers: Self.sdk), rootDialect: root) == nil)
  }

  @Test(
    "MessagePack is what the content type asks for",
    arguments: [
      ("application/msgpack", true), ("Application/MsgPack; q=1", true), ("application/json", false), ("", false),
      ("application/msgpack2", false),
    ])
  func contentType(_ type: String, _ isBinary: Bool) {
    let handshake = Handshake(uri: "/v2/iex", headers: ["content-type": type])
    #expect(Endpoint(handshake: handshake, rootDialect: .polygon) == .alpaca(.iex, binary: isBinary))
    #expect(Endpoint(handshake: handshake, rootDialect: .polygon)?.format.isBinary == isBinary)
  }

  @Test(
    "At the root the handshake decides, and where it does not the setting",
    arguments: [
      ([:], RootDialect.polygon, Endpoint.polygon), ([:], .alpaca, .alpaca(.sip, binary: false)),
      (sdk, .polygon, .alpaca(.sip, binary: true)), (sdk, .alpaca, .alpaca(.sip, binary: true)),
      (["apca-api-key-id": "K"], .polygon, .alpaca(.sip, binary: false)),
      (["content-type": "application/json", "x-apca": "1"], .polygon, .polygon),
    ] as [([String: String], RootDialect, Endpoint)])
  func root(_ headers: [String: String], _ setting: RootDialect, _ endpoint: Endpoint) {
    #expect(Endpoint(handshake: Handshake(uri: "/?x=1", headers: headers), rootDialect: setting) == endpoint)
  }

  @Test("Elsewhere headers and setting do not change the dialect", arguments: RootDialect.allCases)
  func elsewhere(_ root: RootDialect) {
    let headers = Self.sdk.merging(["apca-api-key-id": "K"]) { first, _ in first }
    #expect(Endpoint(handshake: Handshake(uri: "/stocks", headers: headers), rootDialect: root) == .polygon)
    #expect(Endpoint(handshake: Handshake(uri: "/ws", headers: headers), rootDialect: root) == .aggregates)
  }
}
