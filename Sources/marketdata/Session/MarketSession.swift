import Logging
import MarketData
import MarketDataConfiguration

/// A market, strategies that watch it, and a paper portfolio that follows them: what `marketdata run` runs.
struct MarketSession: Sendable {
  let configuration: Configuration
  let cache: any QuoteCache
  /// Where the cache is, for people: `memory`, or a URL without secrets.
  let cachePlace: String
  let service: MarketDataService
  let engine: StrategyEngine
  let trader = PaperTrader()

  /// A session that is not running yet.
  ///
  /// - Throws: `ConfigError` with everything that is wrong with the configuration.
  init(_ configuration: Configuration, cache: any QuoteCache, at place: String) throws(ConfigError) {
    (self.configuration, self.cache, cachePlace) = (configuration, cache, place)
    let service = try MarketDataService(configuration.marketData, cache: cache)
    self.service = service
    engine = StrategyEngine(
      Self.strategies(configuration.marketData), onSignal: trader.take,
      marketTime: { await service.marketTime })
  }

  /// A crossing of averages on every symbol, and a guard on those that fall silent.
  static func strategies(_ config: MarketDataConfig) -> [any Strategy] {
    config.symbols.keys.sorted().flatMap { symbol -> [any Strategy] in
      let cross = MovingAverageCross(symbol)
      guard config.scenario(of: symbol) == .stale else { return [cross] }
      return [cross, StaleGuard(symbol, threshold: config.stalenessThreshold)]
    }
  }

  /// Runs until `stop` rings, then stops gracefully: what is in flight leaves, the cache is flushed, and the
  /// strategies see every quote that was emitted.
  ///
  /// - Parameter present: Shows what goes on, until it is cancelled.
  /// - Returns: What was done.
  func run(until stop: Alarm, present: @Sendable @escaping () async -> Void) async throws -> RunSummary {
    let start = SystemClock.shared.now
    let stream = try service.stream()
    try await service.start()
    let trading = Task { await engine.run(stream) }
    let valuing = Task { await keepValuing() }
    let presenting = Task { await present() }
    await stop.wait()
    let duration = SystemClock.shared.now - start
    await service.stop()
    await trading.value
    presenting.cancel()
    await presenting.value
    valuing.cancel()
    await valuing.value
    await trader.value(from: cache, or: service)
    let statistics = await service.statistics()
    await cache.close()
    return RunSummary(
      statistics, seed: configuration.marketData.seed, duration: duration, store: cachePlace, trader: trader)
  }

  private func keepValuing() async {
    while !Task.isCancelled {
      await trader.value(from: cache, or: service)
      try? await Task.sleep(for: .milliseconds(500))
    }
  }
}

extension MarketDataConfig {
  /// The scenario that a symbol has from the start.
  func scenario(of symbol: Symbol) -> SymbolScenario { symbols[symbol]?.scenario ?? defaultScenario }
}
