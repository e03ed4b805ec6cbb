import MarketData
import MarketDataWire
import NIOCore
import NIOEmbedded
import NIOWebSocket
import Testing

@testable import MarketDataGateway

/// A connection without a socket, whose ticks come when a test says so.
struct TickedConnection {
  let channel = NIOAsyncTestingChannel()
  private let handler: NIOLoopBound<ConnectionHandler>
  private let start: Timestamp

  /// Opens it, and reads the greeting.
  init(uri: String = "/?apiKey=K") async throws {
    let (config, service, loop) = (GatewayConfig(), try market(), channel.testingEventLoop)
    let verifier = await TokenVerifier(config)
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
    (handler, start) = try await loop.executeInContext { [channel] in
      let hub = LoopHub(loop: loop, config: config, service: service)
      let gate = ConnectionGate(
        ConnectionRegistry(config), verifier: verifier, number: 1, displacesOldest: true, displace: {})
      let session = PolygonSession(handshake: Handshake(uri: uri), config: config)
      let handler = ConnectionHandler(.polygon, session: session, compresses: false, hub: hub, gate: gate)
      try channel.pipeline.syncOperations.addHandler(handler)
      return (NIOLoopBound(handler, eventLoop: loop), hub.now)
    }
    _ = try await written()
  }

  /// Lets so many seconds have passed since it was opened; returns what was written.
  func tick(_ seconds: Int) async throws -> [UInt8] {
    // A moment later, since the connection is a little younger than its start.
    try await channel.testingEventLoop.executeInContext { [handler, start] in
      handler.value.tick(at: start + .milliseconds(seconds * 1000 + 1))
    }
    return try await written()
  }

  /// Lets the client send a frame; returns what was written.
  func receive(_ frame: ClientFrame) async throws -> [UInt8] {
    try await channel.testingEventLoop.executeInContext { [channel] in
      channel.pipeline.fireChannelRead(frame.decoded)
    }
    return try await written()
  }

  /// Lets the connection be found broken by the next write, which closes it before it returns.
  func breakOff() async throws {
    try await channel.testingEventLoop.executeInContext { [channel] in
      try channel.pipeline.syncOperations.addHandler(BrokenOutput(), position: .first)
    }
  }

  private final class BrokenOutput: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
      context.close(promise: nil)
      promise?.fail(ChannelError.ioOnClosedChannel)
    }
  }

  private func written() async throws -> [UInt8] {
    await channel.testingEventLoop.run()
    var bytes: [UInt8] = []
    while let buffer = try await channel.readOutbound(as: ByteBuffer.self) { bytes += Array(buffer: buffer) }
    return bytes
  }
}

@Suite("A connection's deadlines", .timeLimit(.minutes(5)))
struct HeartbeatTests {
  static let ping: [UInt8] = [0x89, 0]

  @Test("Every half minute a ping goes out; a client that says nothing for a minute is dropped")
  func dropped() async throws {
    let connection = try await TickedConnection()
    #expect(try await connection.tick(29) == [])
    #expect(try await connection.tick(30) == Self.ping)
    #expect(try await connection.tick(59) == [])
    #expect(connection.channel.isActive)
    #expect(try await connection.tick(61) == [])
    #expect(!connection.channel.isActive)
  }

  @Test(
    "A pong keeps the connection, and so does any message", arguments: [ClientFrame(opcode: 10), .text("x"), .ping()])
  func kept(frame: ClientFrame) async throws {
    let connection = try await TickedConnection()
    #expect(try await connection.tick(31) == Self.ping)
    _ = try await connection.receive(frame)
    #expect(try await connection.tick(50) == [])
    #expect(try await connection.tick(109) == Self.ping)
    #expect(connection.channel.isActive)
    _ = try await connection.tick(111)
    #expect(!connection.channel.isActive)
  }

  @Test("A client that does not say who it is in time is told so, and has two seconds to answer the close")
  func authentication() async throws {
    let connection = try await TickedConnection(uri: "/")
    #expect(try await connection.tick(29) == [])
    let bytes = try await connection.tick(30)
    #expect(String(decoding: bytes, as: UTF8.self).contains("auth_timeout"))
    #expect(bytes.suffix(4) == [0x88, 2, 0x03, 0xF0])
    #expect(try await connection.tick(31) == [])
    #expect(try await connection.tick(32) == [])
    #expect(connection.channel.isActive)
    _ = try await connection.tick(33)
    #expect(!connection.channel.isActive)
  }

  @Test("After the close frame nothing is heard but the client's own, which ends the connection")
  func closing() async throws {
    let connection = try await TickedConnection(uri: "/")
    let refusal = try await connection.receive(.text(#"{"action":"auth"}"#))
    #expect(refusal.suffix(4) == [0x88, 2, 0x03, 0xF0])
    #expect(try await connection.receive(.ping()) == [])
    #expect(try await connection.receive(.text("x")) == [])
    #expect(connection.channel.isActive)
    #expect(try await connection.receive(.close(1008)) == [])
    #expect(!connection.channel.isActive)
  }

  @Test(
    "A connection that a write finds broken is let go of, whatever was to be written",
    arguments: [ClientFrame.text("x"), .ping(), .close(1000), .text(#"{"action":"subscribe","params":"T.*"}"#)])
  func broken(frame: ClientFrame) async throws {
    let connection = try await TickedConnection()
    try await connection.breakOff()
    #expect(try await connection.receive(frame) == [])
    #expect(!connection.channel.isActive)
    #expect(try await connection.tick(40) == [])
  }
}
