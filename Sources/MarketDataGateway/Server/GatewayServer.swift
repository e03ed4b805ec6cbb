import Glibc
import MarketData
import MarketDataWire
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

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

  /// A handshake must be done by then.
  private static let handshakeTimeout = TimeAmount.seconds(10)

  /// Begins to listen.
  func listen(on group: MultiThreadedEventLoopGroup) async throws(GatewayError) -> any NIOCore.Channel {
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { [config] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptPacer(perSecond: config.maxHandshakesPerSecond))
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
    guard let error = error as? IOError else { return "\(error)" }
    return error.errnoCode == EADDRINUSE ? "that another program listens there" : error.description
  }

  /// Sets up a connection that was accepted: TLS if configured, then HTTP until it becomes a WebSocket.
  private func initialize(_ channel: any NIOCore.Channel) throws {
    let (number, isAdmitted) = registry.enter()
    channel.closeFuture.whenComplete { _ in registry.leave() }
    let pipeline = channel.pipeline.syncOperations
    if let security { try pipeline.addHandler(NIOSSLServerHandler(context: security)) }
    let deadline = channel.eventLoop.scheduleTask(in: Self.handshakeTimeout) {
      registry.refuse()
      channel.close(promise: nil)
    }
    channel.closeFuture.whenComplete { _ in deadline.cancel() }
    let upgrade = NIOTypedHTTPServerUpgradeConfiguration(
      upgraders: [upgrader(number: number, isAdmitted: isAdmitted, deadline: deadline)],
      notUpgradingCompletionHandler: { channel in
        channel.eventLoop.makeCompletedFuture {
          registry.refuse()
          try channel.pipeline.syncOperations.addHandler(
            HTTPRefusal(isFull: !isAdmitted, rootDialect: config.rootDialect))
        }
      })
    _ = try pipeline.configureUpgradableHTTPServerPipeline(configuration: .init(upgradeConfiguration: upgrade))
  }

  private func upgrader(
    number: Int, isAdmitted: Bool, deadline: Scheduled<Void>
  ) -> NIOTypedWebSocketServerUpgrader<Void> {
    NIOTypedWebSocketServerUpgrader(
      maxFrameSize: config.maxMessageBytes, enableAutomaticErrorHandling: false,
      shouldUpgrade: { channel, head in
        channel.eventLoop.makeSucceededFuture(isAdmitted ? answer(to: head) : nil)
      },
      upgradePipelineHandler: { channel, head in
        channel.eventLoop.makeCompletedFuture {
          deadline.cancel()
          try connect(channel, Handshake(head), number: number)
        }
      })
  }

  /// The header fields of the answer to a handshake; nil for a path that speaks nothing.
  private func answer(to head: HTTPRequestHead) -> HTTPHeaders? {
    guard Endpoint(handshake: Handshake(head), rootDialect: config.rootDialect) != nil else { return nil }
    let agreed = agreedCompression(Handshake(head))
    return HTTPHeaders(agreed.map { [("Sec-WebSocket-Extensions", $0)] } ?? [])
  }

  private func agreedCompression(_ handshake: Handshake) -> String? {
    guard config.compression else { return nil }
    return handshake.headers["sec-websocket-extensions"].flatMap(DeflateOffer.answer)
  }

  /// A handshake is done: from here on the connection's handler speaks.
  private func connect(_ channel: any NIOCore.Channel, _ handshake: Handshake, number: Int) throws {
    let pipeline = channel.pipeline.syncOperations
    guard let endpoint = Endpoint(handshake: handshake, rootDialect: config.rootDialect),
      let hub = hubs[ObjectIdentifier(channel.eventLoop)]?.value
    else { return channel.close(promise: nil) }
    let gate = ConnectionGate(
      registry, verifier: verifier, number: number, displacesOldest: endpoint == .polygon,
      displace: { [hubs] in
        channel.eventLoop.execute { hubs[ObjectIdentifier(channel.eventLoop)]?.value.displace(channel) }
      })
    registry.accept()
    try pipeline.addHandler(
      ConnectionHandler(
        endpoint, session: session(endpoint, handshake, number: number),
        compresses: agreedCompression(handshake) != nil, hub: hub, gate: gate))
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
