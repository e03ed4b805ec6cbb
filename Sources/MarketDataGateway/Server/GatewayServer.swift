import Glibc
import MarketData
import MarketDataWire
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// How connections come in: listening, TLS, the HTTP handshake, and the way to the connection's handler.
struct GatewayServer: Sendable {
  let config: GatewayConfig
  let registry: ConnectionRegistry
  let verifier: TokenVerifier
  /// The hub of each event loop.
  let hubs: [ObjectIdentifier: NIOLoopBound<LoopHub>]
  let security: NIOSSLContext?
  /// Tickers that clients may ask for by name.
  let isKnown: @Sendable (String) -> Bool

  /// A handshake must be done by then, however slowly it comes.
  static let handshakeTimeout = TimeAmount.seconds(10)
  /// The most bytes of a handshake's header fields. Tokens and the cookies of browsers may be long.
  static let maxHeaderBytes = 32 << 10

  /// Begins to listen.
  func listen(on group: MultiThreadedEventLoopGroup) async throws(GatewayError) -> any NIOCore.Channel {
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.maxMessagesPerRead, value: 1)  // each accept is paced by itself
      .serverChannelInitializer { [config] channel in
        channel.eventLoop.makeCompletedFuture {
          let pacer = AcceptPacer(perSecond: config.maxHandshakesPerSecond, at: channel.eventLoop.now)
          try channel.pipeline.syncOperations.addHandler(pacer)
        }
      }
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try initialize(channel) }
      }
    do { return try await bootstrap.bind(host: config.host, port: config.port).get() } catch {
      throw .cannotListen(host: config.host, port: config.port, reason: Self.text(error))
    }
  }

  private static func text(_ error: any Error) -> String {
    switch (error as? IOError)?.errnoCode {
    case EADDRINUSE?: "that another program listens there"
    case EADDRNOTAVAIL?: "that this machine does not have the address"
    case EACCES?: "that the port needs privileges"
    default: "\(error)"
    }
  }

  /// Sets up a connection that was accepted: TLS if configured, then HTTP until it becomes a WebSocket.
  func initialize(_ channel: any NIOCore.Channel) throws {
    let number = registry.enter()
    let deadline = channel.eventLoop.scheduleTask(in: Self.handshakeTimeout) { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in
      deadline.cancel()
      registry.leave(number)
    }
    let pipeline = channel.pipeline.syncOperations
    if let security { try pipeline.addHandler(NIOSSLServerHandler(context: security)) }
    let upgrade = NIOTypedHTTPServerUpgradeConfiguration(
      upgraders: [upgrade(number: number, deadline: deadline)],
      notUpgradingCompletionHandler: { $0.eventLoop.makeSucceededVoidFuture() })
    var http = NIOUpgradableHTTPServerPipelineConfiguration(upgradeConfiguration: upgrade)
    http.decoderConfiguration.maxHeaderFieldSize = Self.maxHeaderBytes
    http.decoderConfiguration.maxHeaderListSize = Self.maxHeaderBytes
    _ = try pipeline.configureUpgradableHTTPServerPipeline(configuration: http)
    try pipeline.addHandler(HTTPRefusal(rootDialect: config.rootDialect))
  }

  private func upgrade(number: Int, deadline: Scheduled<Void>) -> WebSocketUpgrade {
    WebSocketUpgrade(
      answer: { head throws(HandshakeProblem) in
        if let problem = HandshakeProblem(head, rootDialect: config.rootDialect) { throw problem }
        guard registry.admit(number) else { throw .full }
        return HTTPHeaders(agreedCompression(head).map { [("Sec-WebSocket-Extensions", $0)] } ?? [])
      },
      connect: { channel, head in
        try connect(channel, head, number: number)
        deadline.cancel()
      },
      maxFrameBytes: config.maxMessageBytes)
  }

  private func agreedCompression(_ head: HTTPRequestHead) -> String? {
    guard config.compression else { return nil }
    return DeflateOffer.answer(to: head.headers["sec-websocket-extensions"].joined(separator: ","))
  }

  /// A handshake is done: from here on the connection's handler speaks.
  private func connect(_ channel: any NIOCore.Channel, _ head: HTTPRequestHead, number: Int) throws {
    let handshake = Handshake(head)
    guard let endpoint = Endpoint(handshake: handshake, rootDialect: config.rootDialect),
      let hub = hubs[ObjectIdentifier(channel.eventLoop)]?.value
    else { return channel.close(promise: nil) }
    let gate = ConnectionGate(
      registry, verifier: verifier, number: number, displacesOldest: endpoint == .polygon,
      displace: { [hubs] in
        channel.eventLoop.execute { hubs[ObjectIdentifier(channel.eventLoop)]?.value.displace(channel) }
      })
    try channel.pipeline.syncOperations.addHandler(
      ConnectionHandler(
        endpoint, session: session(endpoint, handshake, number: number),
        compresses: agreedCompression(head) != nil, hub: hub, gate: gate))
  }

  private func session(_ endpoint: Endpoint, _ handshake: Handshake, number: Int) -> any ClientSession {
    switch endpoint {
    case .polygon: PolygonSession(handshake: handshake, config: config)
    case .alpaca(let feed, let binary):
      AlpacaSession(feed: feed, binary: binary, handshake: handshake, config: config)
    case .aggregates:
      AggregateSession(handshake: handshake, config: config, connectionID: "c\(number)", isKnown: isKnown)
    }
  }
}
