import MarketDataWire
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import MarketDataGateway

@Suite("Handshakes", .timeLimit(.minutes(5)))
struct HandshakeTests {
  @Test(
    "A handshake is answered as RFC 6455 wants it, and the greeting follows",
    arguments: ["/", "/stocks", "/stocks?x=1"])
  func upgrade(path: String) async throws {
    try await withGateway { _, port in
      let client = try await RawClient(port: port)
      try await client.send(handshake(path))
      let head = await client.head()
      #expect(head.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
      #expect(head.lowercased().contains("upgrade: websocket\r\n"))
      #expect(head.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
      #expect(!head.contains("Sec-WebSocket-Extensions"))
      #expect(await client.frame() == RawClient.connected)
    }
  }

  @Test("The path chooses the dialect")
  func dialects() async throws {
    try await withGateway { _, port in
      let json = try await RawClient.upgraded(port: port, "/v2/iex")
      #expect(await json.frame() == .text(#"[{"T":"success","msg":"connected"}]"#))
      let packed = try await RawClient.upgraded(port: port, "/v2/sip", ["Content-Type: application/msgpack"])
      #expect(await packed.frame()?.opcode == 2)
      let aggregates = try await RawClient.upgraded(port: port, "/ws?token=x")
      #expect(await aggregates.frame()?.text.contains("unauthorized") == true)
      #expect(await aggregates.frame() == .close(4401))
    }
  }

  /// A request, and what it gets.
  struct Refusal: CustomTestStringConvertible, Sendable {
    let request: String
    let status: String
    let text: String
    var testDescription: String { status }
  }

  static let refusals = [
    Refusal(
      request: handshake("/v2/crypto?key=K"), status: "404 Not Found",
      text: #"expected /, /stocks, /v2/iex, /v2/sip, /v2/delayed_sip, /v2/test or /ws, found "/v2/crypto""#),
    Refusal(
      request: "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", status: "426 Upgrade Required",
      text: "expected a WebSocket handshake, found a plain request; connect with ws:// in place of http://"),
    Refusal(
      request: "POST /stocks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi",
      status: "426 Upgrade Required",
      text: "expected a WebSocket handshake, found a plain request; connect with ws:// in place of http://"),
    Refusal(
      request: handshake("/").replacing("Version: 13", with: "Version: 8"), status: "426 Upgrade Required",
      text: #"expected Sec-WebSocket-Version: 13, found "8""#),
    Refusal(
      request: handshake("/").replacing("dGhlIHNhbXBsZSBub25jZQ==", with: "short"), status: "400 Bad Request",
      text: #"expected one Sec-WebSocket-Key of 16 bytes in Base64, found "short""#),
    Refusal(
      request: handshake("/").replacing("Connection: Upgrade", with: "Connection: close"), status: "400 Bad Request",
      text: #"expected Connection: Upgrade, found "close""#),
    Refusal(
      request: handshake("/").replacing("GET", with: "PUT"), status: "400 Bad Request",
      text: "expected GET and HTTP/1.1, found PUT and HTTP/1.1"),
  ]

  @Test("What is no handshake for us is told what is wrong, and the connection closed", arguments: refusals)
  func refused(_ refusal: Refusal) async throws {
    try await withGateway { gateway, port in
      let client = try await RawClient(port: port)
      try await client.send(refusal.request)
      let answer = await client.text()
      #expect(answer.hasPrefix("HTTP/1.1 \(refusal.status)\r\n"))
      #expect(answer.hasSuffix("\r\n\r\n\(refusal.text)\n"))
      await gateway.stop()
      #expect(await gateway.statistics().refused == 1)
      #expect(await gateway.statistics().accepted == 0)
    }
  }

  /// What an HTTP server must not take.
  enum Garbage: CaseIterable {
    case notHTTP, longField, longPath, manyFields

    var text: String {
      switch self {
      case .notHTTP: "\u{16}\u{03}\u{01}\r\n\r\n"
      case .longField: "GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 40_000)
      case .longPath: "GET /" + String(repeating: "x", count: 40_000)
      case .manyFields: "GET / HTTP/1.1\r\n" + (0..<300).map { "X\($0): y\r\n" }.joined()
      }
    }
  }

  @Test("What is no HTTP, or has endless headers, gets 400", arguments: Garbage.allCases)
  func garbage(_ garbage: Garbage) async throws {
    try await withGateway { _, port in
      let client = try await RawClient(port: port)
      try await client.send(garbage.text)
      #expect(await client.text().hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    }
  }

  @Test("Beyond the most clients a handshake gets 503, until one goes")
  func full() async throws {
    try await withGateway({ $0.maxClients = 1 }) { gateway, port in
      let first = try await RawClient.polygon(port: port)
      let second = try await RawClient(port: port)
      try await second.send(handshake("/"))
      let answer = await second.text()
      #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
      #expect(
        answer.hasSuffix(
          "expected room for one more client, found none; try again later, or raise gateway.max_clients\n"))
      try await first.send(.close(1000))
      #expect(await first.rest() == [.close(1000)])
      // The client sees the end a moment before the gateway has counted it.
      while await gateway.statistics().clients > 0 { await Task.yield() }
      _ = try await RawClient.polygon(port: port)
    }
  }

  @Test("Connections that do not shake hands hold nobody's place")
  func silent() async throws {
    try await withGateway({ $0.maxClients = 1 }) { gateway, port in
      let silent = try await RawClient(port: port)
      let client = try await RawClient.polygon(port: port)
      #expect(await gateway.statistics().clients == 1)
      try await client.close()
      try? await silent.close()  // on a slow machine the server may have lost patience first
    }
  }

  @Test("Compression is agreed to only if it is configured", arguments: [true, false])
  func compression(isOn: Bool) async throws {
    try await withGateway({ $0.compression = isOn }) { _, port in
      let client = try await RawClient(port: port)
      // In two fields, which together are one list (RFC 9110).
      let offers = ["Sec-WebSocket-Extensions: x-other", "Sec-WebSocket-Extensions: permessage-deflate"]
      try await client.send(handshake("/", offers))
      let answer =
        "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n"
      #expect(await client.head().contains(answer) == isOn)
    }
  }

  // MARK: Deadlines

  static func server() async -> GatewayServer {
    let config = GatewayConfig()
    return GatewayServer(
      config: config, registry: ConnectionRegistry(config), verifier: await TokenVerifier(config), hubs: [:],
      security: nil, isKnown: { _ in false })
  }

  @Test("A handshake that does not come, or only byte by byte, ends after ten seconds", arguments: [true, false])
  func deadline(dribbles: Bool) async throws {
    let server = await Self.server()
    try Self.wait(server, dribbles: dribbles)
    #expect(server.registry.counts.refused == 1)
  }

  /// An embedded channel stays on one thread: nothing here suspends.
  static func wait(_ server: GatewayServer, dribbles: Bool) throws {
    let channel = EmbeddedChannel()
    try server.initialize(channel)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    for byte in handshake("/").utf8.prefix(99) {
      channel.embeddedEventLoop.advanceTime(by: .milliseconds(100))
      if dribbles { try channel.writeInbound(ByteBuffer(bytes: [byte])) }
      try #require(channel.isActive)
    }
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(100))
    #expect(!channel.isActive)
  }
}
