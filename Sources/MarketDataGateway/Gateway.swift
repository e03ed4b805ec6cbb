public import Logging
public import MarketData
public import MarketDataWire
import NIOCore
import NIOPosix
import NIOSSL

/// A market served over WebSocket, to clients of Polygon, Alpaca and of stock aggregates.
///
/// Each event loop serves its clients by itself, from its own stream of the service. `start` and `stop` are idempotent,
/// and wait for each other; a gateway that was stopped may be started again. The service has its own life: start it
/// before or after.
public actor Gateway {
  /// The configuration it was made with.
  public nonisolated let config: GatewayConfig
  private let service: MarketDataService
  private let logger: Logger
  private let registry: ConnectionRegistry
  private let security: NIOSSLContext?
  private var running: Running?
  /// Whether it is being started or stopped, and who waits for that.
  private var isChanging = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  /// What hubs did that are gone.
  private var past = GatewayStatistics()

  /// What there is while it runs.
  private struct Running {
    var group: MultiThreadedEventLoopGroup
    var hubs: [NIOLoopBound<LoopHub>]
    var listener: any NIOCore.Channel
  }

  /// A gateway that does not listen yet.
  ///
  /// - Throws: `GatewayError.invalidConfiguration`, with all that is wrong; `GatewayError.badCertificate` when the files
  ///   for TLS cannot be used.
  public init(
    _ config: GatewayConfig, service: MarketDataService, logger: Logger = Logger(label: "marketdata.gateway")
  ) throws(GatewayError) {
    let problems = config.validate()
    guard problems.isEmpty else { throw .invalidConfiguration(ConfigError(problems)) }
    (self.config, self.service, self.logger) = (config, service, logger)
    registry = ConnectionRegistry(config)
    security = try ServerSecurity.context(config)
  }

  /// Where it listens; nil while it does not.
  public var port: Int? { running?.listener.localAddress?.port }

  // MARK: Life

  /// Begins to listen and to serve. Without effect when it does already.
  ///
  /// - Throws: `GatewayError.cannotListen`; nothing is left running then.
  public func start() async throws(GatewayError) {
    await beginChange()
    defer { endChange() }
    guard running == nil else { return }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: config.threads)
    let hubs = await makeHubs(group)
    do throws(GatewayError) {
      registry.setOpen(true)
      running = Running(group: group, hubs: hubs, listener: try await server(hubs).listen(on: group))
    } catch {
      await end(hubs, group)
      throw error
    }
    logger.info("gateway listens", metadata: ["address": "\(config.host):\(port ?? 0)"])
  }

  /// Stops listening, tells all clients to come back later (close code 1012), gives them `config.drainTimeout` to
  /// close, and closes them. Without effect when it does not run.
  public func stop() async {
    await beginChange()
    defer { endChange() }
    guard let running else { return }
    try? await running.listener.close()
    registry.setOpen(false)
    for hub in running.hubs { hub.run { $0.endAll(.shutdown) } }
    await drain()
    past = await statistics()
    self.running = nil
    await end(running.hubs, running.group)
    logger.info("gateway stopped", metadata: ["clients": "\(past.accepted)", "messages": "\(past.messages)"])
  }

  /// Returns when nobody else starts or stops it.
  private func beginChange() async {
    while isChanging { await withCheckedContinuation { waiting.append($0) } }
    isChanging = true
  }

  private func endChange() {
    isChanging = false
    for continuation in waiting { continuation.resume() }
    waiting = []
  }

  /// Returns when all clients have gone, or their time is over.
  private func drain() async {
    let (clock, alarm) = (SystemClock.shared, registry.emptied)
    let deadline = clock.now + config.drainTimeout
    while registry.counts.clients > 0, clock.now < deadline {
      clock.park(alarm, until: deadline)
      await alarm.wait()
    }
    clock.retire(alarm)
  }

  // MARK: Use

  /// Sends an event that no quote makes, such as a halt, to all who subscribed to its kind and symbol. Without effect
  /// while it does not run.
  public func push(_ event: MarketEvent) {
    for hub in running?.hubs ?? [] { hub.run { $0.push(event) } }
  }

  /// What was done so far.
  public func statistics() async -> GatewayStatistics {
    var sum = past
    // All are asked before any answer is waited for: what runs now may have been stopped by then.
    let parts = (running?.hubs ?? []).map { hub in hub.eventLoop.submit { hub.value.statistics } }
    for part in parts {
      if let part = try? await part.get() { sum += part }
    }
    (sum.clients, sum.accepted, sum.refused) = registry.counts
    return sum
  }

  // MARK: Parts

  private func makeHubs(_ group: MultiThreadedEventLoopGroup) async -> [NIOLoopBound<LoopHub>] {
    var hubs: [NIOLoopBound<LoopHub>] = []
    for loop in group.makeIterator() {
      let hub = try? await loop.submit { [config, service] in
        let hub = LoopHub(loop: loop, config: config, service: service)
        hub.start()
        return NIOLoopBound(hub, eventLoop: loop)
      }.get()
      if let hub { hubs.append(hub) }
    }
    return hubs
  }

  private func server(_ hubs: [NIOLoopBound<LoopHub>]) async -> GatewayServer {
    GatewayServer(
      config: config, registry: registry, verifier: await TokenVerifier(config),
      hubs: Dictionary(uniqueKeysWithValues: hubs.map { (ObjectIdentifier($0.eventLoop), $0) }), security: security,
      isKnown: { [service] ticker in Symbol(known: ticker).map { service.config.symbols[$0] != nil } ?? false })
  }

  private func end(_ hubs: [NIOLoopBound<LoopHub>], _ group: MultiThreadedEventLoopGroup) async {
    for hub in hubs {
      // What still runs on the loop must be done before the loop is gone.
      for task in (try? await hub.submit({ $0.stop() })) ?? [] { await task.value }
    }
    try? await group.shutdownGracefully()
  }
}
