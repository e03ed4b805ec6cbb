import MarketData
import MarketDataWire
import Testing

@testable import MarketDataGateway

@Suite("Connections over real sockets", .timeLimit(.minutes(5)))
struct ConnectionTests {
  @Test("A client that closes gets its code back, and the connection ends", arguments: [1000, 1001, 3000, 4999])
  func clientCloses(code: UInt16) async throws {
    try await withGateway { _, port in
      let client = try await RawClient.polygon(port: port)
      try await client.send(.close(code, Array("bye".utf8)))
      #expect(await client.rest() == [.close(code)])
    }
  }

  @Test("A close without a code is answered without one")
  func bareClose() async throws {
    try await withGateway { _, port in
      let client = try await RawClient.polygon(port: port)
      try await client.send(ClientFrame(opcode: 8))
      #expect(await client.rest() == [RawClient.Frame(opcode: 8, payload: [])])
    }
  }

  @Test("Pings are answered with their payload, ahead of nothing else")
  func ping() async throws {
    try await withGateway { _, port in
      let client = try await RawClient.polygon(port: port)
      try await client.send(.ping("one"), .text("junk"))
      #expect(await client.frame() == .pong("one"))
      #expect(await client.frame()?.text.contains("invalid message") == true)
    }
  }

  @Test("Messages in parts, and frames that come byte by byte, are put together")
  func parts() async throws {
    try await withGateway { _, port in
      let client = try await RawClient.polygon(port: port)
      for byte in ClientFrame.text(#"{"action":"auth","#, fin: false).bytes { try await client.send([byte]) }
      try await client.send(.ping(), .continuation(#""params":"K"}"#, fin: false), .continuation(""))
      #expect(await client.frame() == .pong(""))
      #expect(await client.frame() == RawClient.authenticated)
    }
  }

  @Test("What a client sends with its handshake is answered after the greeting, in order")
  func pipelined() async throws {
    try await withGateway { _, port in
      let client = try await RawClient(port: port)
      let frames: [ClientFrame] = [
        .text(#"{"action":"auth","params":"K"}"#), .text(#"{"action":"subscribe","params":"T.GWA"}"#),
      ]
      try await client.send(Array(handshake("/stocks").utf8) + frames.flatMap(\.bytes))
      #expect(await client.head().hasPrefix("HTTP/1.1 101 "))
      #expect(await client.frame() == RawClient.connected)
      #expect(await client.frame() == RawClient.authenticated)
      #expect(await client.frame()?.text.contains("subscribed to: T.GWA") == true)
    }
  }

  /// What a client sends wrongly, and the code that it is closed with.
  struct Violation: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]
    let code: UInt16
    var testDescription: String { name }

    init(_ name: String, _ frame: ClientFrame, _ code: UInt16) { self.init(name, frame.bytes, code) }
    init(_ name: String, _ bytes: [UInt8], _ code: UInt16) { (self.name, self.bytes, self.code) = (name, bytes, code) }
  }

  static let violations = [
    Violation("a frame without a mask", ClientFrame(opcode: 1, payload: [0x7B], isMasked: false), 1002),
    Violation("a reserved bit", ClientFrame(opcode: 1, reserved: 0x40), 1002),
    Violation("a ping in parts", ClientFrame(opcode: 9, fin: false), 1002),
    Violation("a ping that is too large", ClientFrame.ping(String(repeating: "x", count: 126)), 1002),
    Violation("a reserved opcode", ClientFrame(opcode: 3), 1002),
    Violation("text that is not UTF-8", ClientFrame(opcode: 1, payload: [0xFF]), 1007),
    Violation("a close with a reserved code", ClientFrame.close(1005), 1002),
    Violation("a message over the limit", ClientFrame(opcode: 1, payload: Array(repeating: 32, count: 2000)), 1009),
    Violation("the header of a message of 4 GiB", [0x81, 0xFF, 0, 0, 0, 1, 0, 0, 0, 0], 1009),
  ]

  @Test(
    "Who breaks the protocol gets a close frame with the code, and nothing that follows is heard", arguments: violations
  )
  func violation(_ violation: Violation) async throws {
    try await withGateway({ $0.maxMessageBytes = 1024 }) { _, port in
      let client = try await RawClient.polygon(port: port)
      let auth = ClientFrame.text(#"{"action":"auth","params":"K"}"#)
      try await client.send(violation.bytes + auth.bytes + ClientFrame.ping().bytes)
      #expect(await client.rest() == [.close(violation.code)])
    }
  }

  @Test("A wrong key is refused in the dialect's words, and the connection ends when the client has answered")
  func refused() async throws {
    try await withGateway({ $0.credentials = .list([Credentials(key: "K")]) }) { _, port in
      let client = try await RawClient.polygon(port: port)
      try await client.send(.text(#"{"action":"auth","params":"J"}"#))
      #expect(
        await client.frame() == .text(#"[{"ev":"status","status":"auth_failed","message":"authentication failed"}]"#))
      #expect(await client.frame() == .close(1008))
      // The server does not wait for ever: on a slow machine it may have closed before this is sent.
      try? await client.send(.close(1008))
      #expect(await client.rest() == [])
    }
  }

  @Test("Over the limit of a key the oldest connection is told so and closed, whichever loop it is on")
  func displaced() async throws {
    let limits = { (config: inout GatewayConfig) in (config.maxConnectionsPerKey, config.threads) = (1, 2) }
    try await withGateway(limits) { _, port in
      let first = try await RawClient.known(port: port)
      let second = try await RawClient.known(port: port)
      #expect(await first.frame()?.text.contains("max_connections") == true)
      #expect(await first.frame() == .close(1008))
      try await second.send(.ping("alive"))
      #expect(await second.frame() == .pong("alive"))
    }
  }

  @Test("A token lets a client of stock aggregates in, from the handshake or the first message")
  func token() async throws {
    try await withGateway({ $0.jwtSecret = TestToken.secret }) { _, port in
      let early = try await RawClient.upgraded(
        port: port, "/ws", ["Authorization: Bearer \(TestToken.plain.text)"])
      #expect(await early.frame() == .text(#"{"type":"connected","connection_id":"c1"}"#))
      let late = try await RawClient.upgraded(port: port, "/ws")
      try await late.send(
        .text(#"{"type":"auth","token":"\#(TestToken.plain.text)"}"#),
        .text(#"{"type":"subscribe","tickers":["GWA","NONE"]}"#))
      #expect(await late.frame() == .text(#"{"type":"connected","connection_id":"c2"}"#))
      #expect(await late.frame() == .text(#"{"type":"subscribed","tickers":["GWA"],"unknown":["NONE"]}"#))
    }
  }

  @Test("A client that closes while its token is being checked hears no more")
  func closeDuringCheck() async throws {
    try await withGateway({ $0.jwtSecret = TestToken.secret }) { gateway, port in
      let client = try await RawClient.upgraded(port: port, "/ws")
      try await client.send(
        .text(#"{"type":"auth","token":"\#(TestToken.plain.text)"}"#),
        .text(#"{"type":"subscribe","tickers":["GWA"]}"#), .close(1000))
      let frames = await client.rest()
      #expect(frames.last == .close(1000))
    }
  }

  @Test("An event reaches those who subscribed to it, compressed for those who agreed to that")
  func push() async throws {
    try await withGateway({ $0.compression = true }) { gateway, port in
      let plain = try await RawClient.known(port: port)
      let compressed = try await RawClient.upgraded(
        port: port, "/stocks?apiKey=K", ["Sec-WebSocket-Extensions: permessage-deflate"])
      #expect(await compressed.frame() == RawClient.connected)
      #expect(await compressed.frame() == RawClient.authenticated)
      for client in [plain, compressed] {
        try await client.send(.text(#"{"action":"subscribe","params":"LULD.*"}"#))
        #expect(await client.frame()?.text.contains("subscribed to: LULD.*") == true)
      }
      await gateway.push(try Self.band(1))
      let text = try #require(await plain.frame()).text
      #expect(text.contains(#""ev":"LULD""#))
      let frame = try #require(await compressed.frame())
      #expect(frame.isCompressed)
      #expect(Inflater().expand(frame.payload, limit: 1000) == .bytes(Array(text.utf8)))
    }
  }

  @Test("A client that reads late gets everything, in order, with its ping answered in between")
  func lateReader() async throws {
    let count: UInt64 = 40_000
    try await withGateway({ ($0.clientBufferBytes, $0.clientMaxLag) = (1 << 30, .seconds(1000)) }) { gateway, port in
      let client = try await RawClient(port: port, reads: false)
      try await client.send(handshake("/stocks?apiKey=K"))
      try await client.send(.text(#"{"action":"subscribe","params":"LULD.GWA"}"#))
      while await gateway.statistics().bytes < 200 { await Task.yield() }  // until it has been acknowledged
      for sequence in 1...count { await gateway.push(try Self.band(sequence)) }
      #expect(await gateway.statistics().bytes > 0)
      try await client.send(.ping("late"))
      try await client.beginReading()
      #expect(await client.head().hasPrefix("HTTP/1.1 101 "))
      var (seen, pongs) = ([Int](), 0)
      while seen.count < Int(count) || pongs == 0, let frame = await client.frame() {
        pongs += frame == .pong("late") ? 1 : 0
        seen += frame.text.split(separator: #""q":"#).dropFirst().compactMap { Int($0.prefix { $0.isNumber }) }
      }
      #expect(seen == Array(1...Int(count)))
      #expect(pongs == 1)
    }
  }

  @Test("A client that talks and does not listen is closed before its answers fill the memory")
  func flood() async throws {
    try await withGateway({ ($0.clientBufferBytes, $0.drainTimeout) = (65_536, .milliseconds(50)) }) { gateway, port in
      let client = try await RawClient(port: port, reads: false)
      try await client.send(handshake("/stocks"))
      let talk = Array(repeatElement(ClientFrame.text("?").bytes, count: 2000).joined())
      do { while true { try await client.send(talk) } } catch {}  // until the connection is gone
      let statistics = await gateway.statistics()
      #expect((statistics.accepted, statistics.slowClosed) == (1, 1))
    }
  }

  static func band(_ sequence: UInt64) throws -> MarketEvent {
    .priceBand(
      PriceBand(
        symbol: try Symbol("GWA"), upper: Price(nanos: 110_000_000_000), lower: Price(nanos: 90_000_000_000),
        timestamp: Timestamp(nanos: 1_790_000_000_000_000_000), sequence: sequence))
  }
}
