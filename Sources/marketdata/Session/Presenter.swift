import Logging
import MarketData
import MarketDataConfiguration
import MarketDataGateway

/// Shows a session while it runs, until its task is cancelled.
enum Presenter {
  private static let frame = Duration.milliseconds(125)
  private static let summaryEvery = 10
  private static let signalsPerSecond = 5

  /// Draws the live table on a terminal.
  static func draw(_ session: MarketSession, on screen: Screen, colour: Bool, duration: Duration?) async {
    var sampler = DashboardSampler(session.configuration.marketData, start: SystemClock.shared.now)
    while !Task.isCancelled {
      let (width, height) = screen.size
      let statistics = await session.service.statistics()
      var state = sampler.sample(
        statistics, at: SystemClock.shared.now, limit: height, quote: session.service.quote(for:),
        health: session.service.health(of:))
      state.title.duration = duration
      state.title.isStopping = Interrupts.shared.first != nil
      state.add(session, refusedOlder: statistics.refusedOlder)
      if let gateway = session.gateway, let address = await session.gatewayAddress() {
        state.gateway = sampler.sample(await gateway.statistics(), of: address, at: SystemClock.shared.now)
      }
      state.logs = LogOutput.shared.held(last: 3)
      screen.draw(DashboardView.render(state, width: width, height: height, colour: colour))
      try? await Task.sleep(for: frame)
    }
  }

  /// Logs signals as they come, and the counters every ten seconds.
  static func log(_ session: MarketSession, to logger: Logger) async {
    var (seconds, signals, emitted, messages) = (0, 0, 0, 0)
    while true {
      do { try await Task.sleep(for: .seconds(1)) } catch { return }
      seconds += 1
      signals = logSignals(session.trader, since: signals, to: logger)
      guard seconds.isMultiple(of: summaryEvery) else { continue }
      let statistics = await session.service.statistics()
      let rate = (statistics.processor.emitted - emitted) / summaryEvery
      emitted = statistics.processor.emitted
      logger.info("market runs", metadata: facts(statistics, rate: rate, session.trader.valuation))
      messages = await logGateway(session, since: messages, to: logger)
    }
  }

  /// - Returns: How many messages there have been by now.
  private static func logGateway(_ session: MarketSession, since known: Int, to logger: Logger) async -> Int {
    guard let gateway = session.gateway, let address = await session.gatewayAddress() else { return 0 }
    let statistics = await gateway.statistics()
    logger.info(
      "gateway serves",
      metadata: [
        "address": "\(address)", "clients": "\(statistics.clients)",
        "messages_per_second": "\((statistics.messages - known) / summaryEvery)",
      ])
    return statistics.messages
  }

  /// - Returns: How many signals there have been by now.
  private static func logSignals(_ trader: PaperTrader, since known: Int, to logger: Logger) -> Int {
    let (recent, count) = trader.signals
    let new = count - known
    for signal in recent.prefix(min(new, signalsPerSecond)).reversed() {
      logger.info(
        "signal",
        metadata: [
          "action": "\(signal.action.rawValue)", "symbol": "\(signal.symbol)", "price": "\(signal.price)",
          "reason": "\(signal.reason)",
        ])
    }
    if new > signalsPerSecond { logger.info("more signals", metadata: ["count": "\(new - signalsPerSecond)"]) }
    return count
  }

  private static func facts(_ statistics: ServiceStatistics, rate: Int, _ valuation: Valuation) -> Logger.Metadata {
    let faults = statistics.processor.faults.values.reduce(0, +)
    return [
      "emitted": "\(statistics.processor.emitted)", "per_second": "\(rate)", "gaps": "\(statistics.subscribers.gaps)",
      "faults": "\(faults)", "cache": "\(statistics.cache?.health.rawValue ?? "none")",
      "written": "\(statistics.cache?.written ?? 0)", "profit": "\(MoneyText.cents(valuation.profit))",
    ]
  }
}

extension DashboardState {
  /// Adds what the strategies, the portfolio and the cache say.
  fileprivate mutating func add(_ session: MarketSession, refusedOlder: Int) {
    let valuation = session.trader.valuation
    let (recent, count) = session.trader.signals
    signals = recent
    portfolio = PortfolioLine(
      value: valuation.value, profit: valuation.profit,
      positions: valuation.lines.count { $0.position.quantity != 0 }, signalCount: count, isFresh: valuation.isFresh)
    cache = CacheLine(place: session.cachePlace, statistics: session.cache.statistics, refusedOlder: refusedOlder)
  }
}
