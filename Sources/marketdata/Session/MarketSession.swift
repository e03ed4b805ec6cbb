import Logging
import MarketData
import MarketDataConfiguration
import MarketDataGateway
import MarketDataHistory
import MarketDataWire

/// A market, strategies that watch it, a paper portfolio that follows them, and a gateway for clients elsewhere: what
/// `marketdata run` runs.
struct MarketSession: Sendable {
  let configuration: Configuration
  let cache: any QuoteCache
  /// Where the cache is, for people: `memory`, or a URL without secrets.
  let cachePlace: String
  let service: MarketDataService
  /// Nil when it is switched off.
  let gateway: Gateway?
  let engine: StrategyEngine
  let trader = PaperTrader()
  /// Rings when the session is to end.
  let stop = Alarm()
  private let replayFailure = Lock<String?>(nil)
  private let logger: Logger

  /// A session that is not running yet.
  ///
  /// - Throws: `ConfigError` with everything that is wrong with the configuration, or `GatewayError`.
  init(_ configuration: Configuration, cache: any QuoteCache, at place: String, logger: Logger) throws {
    var configuration = configuration
    var source: (any DataSource)?
    if configuration.source == .replay { (configuration.marketData, source) = try Assembly.replay(configuration) }
    (self.configuration, self.cache, cachePlace, self.logger) = (configuration, cache, place, logger)
    let service = try MarketDataService(configuration.marketData, source: source, cache: cache)
    self.service = service
    let config = configuration.gateway
    gateway = config.isEnabled ? try Gateway(config, service: service, logger: logger) : nil
    engine = StrategyEngine(
      Self.strategies(configuration.marketData) + [ReplayEnd(stop: stop, failure: replayFailure, logger: logger)],
      onSignal: trader.take,
      marketTime: { await service.marketTime })
  }

  /// A crossing of averages on every symbol, and a guard on those that fall silent.
  static func strategies(_ config: MarketDataConfig) -> [any Strategy] {
    config.symbols.keys.sorted().flatMap { symbol -> [any Strategy] in
      let cross = MovingAverageCross(symbol)
      guard config.scenario(of: symbol) == .stale else { return [cross] }
      return [cross, StaleGuard(symbol)]
    }
  }

  /// Runs until `stop` rings, or a replay is over, then stops gracefully: clients get what is on its way to them, what
  /// is in flight leaves, the cache is flushed, the recorder writes, and the strategies see every quote emitted.
  ///
  /// - Parameters:
  ///   - ledger: Where the ledger of faults is written to.
  ///   - present: Shows what goes on, until it is cancelled.
  /// - Returns: What was done.
  /// - Throws: `Failure` when the gateway cannot listen, or nothing can be recorded; nothing runs then.
  func run(
    ledger: LedgerOutput? = nil, present: @Sendable @escaping () async -> Void
  ) async throws -> RunSummary {
    let start = SystemClock.shared.now
    let stream = try service.stream()
    let storing = try await Recording(configuration, of: service, logger: logger)
    do { try await service.start() } catch {
      await storing?.abandon()
      throw error
    }
    let trading = Task { await engine.run(stream) }
    do { try await gateway?.start() } catch {
      await end(trading)
      await storing?.end()
      await cache.close()
      throw Failure.unavailable("\(error)")
    }
    let valuing = Task { await keepValuing() }
    let recording = ledger.map { ledger in Task { await LedgerRecorder.run(ledger, of: service, logger: logger) } }
    let presenting = Task { await present() }
    await stop.wait()
    let duration = SystemClock.shared.now - start
    await end(trading)
    presenting.cancel()
    await presenting.value
    valuing.cancel()
    await valuing.value
    await trader.value(from: cache, or: service)
    let stored = await storing?.end()
    recording?.cancel()
    let recorded = await recording?.value
    var summary = await summary(of: duration)
    summary.ledgerError = recorded ?? nil
    summary.replayError = replayFailure.withLock { $0 }
    summary.history = stored.map { .init($0, path: configuration.history.path) }
    await cache.close()
    return summary
  }

  /// Stops the gateway, then the service, and lets the strategies read to the end.
  private func end(_ trading: Task<Void, Never>) async {
    await gateway?.stop()
    await service.stop()
    await trading.value
  }

  private func summary(of duration: Duration) async -> RunSummary {
    var summary = RunSummary(
      await service.statistics(), seed: configuration.marketData.seed, duration: duration, store: cachePlace,
      trader: trader)
    if let gateway { summary.gateway = .init(await gateway.statistics()) }
    return summary
  }

  private func keepValuing() async {
    while !Task.isCancelled {
      await trader.value(from: cache, or: service)
      try? await Task.sleep(for: .milliseconds(500))
    }
  }
}

extension MarketSession {
  /// Where the gateway listens, as clients write it; nil when it does not.
  func gatewayAddress() async -> String? {
    guard let port = await gateway?.port else { return nil }
    let config = configuration.gateway
    let host = config.host.contains(":") ? "[\(config.host)]" : config.host
    return "\(config.tlsCertificate.isEmpty ? "ws" : "wss")://\(host):\(port)"
  }
}

extension MarketDataConfig {
  /// The scenario that a symbol has from the start.
  func scenario(of symbol: Symbol) -> SymbolScenario { symbols[symbol]?.scenario ?? defaultScenario }
}
