import MarketData

/// Trades on paper what strategies signal: a buy goes to +100 shares, a sell to -100, flat to none.
final class PaperTrader: Sendable {
  /// What a buy goes to; a sell goes to as many below zero.
  static let target: Int64 = 100
  private static let kept = 16

  private struct State {
    var portfolio = Portfolio()
    var valuation = Portfolio().valuation([], now: Timestamp(nanos: 0), threshold: .zero)
    var recent: [Signal] = []
    var count = 0
  }
  private let state = Lock(State())

  /// Books a signal. Called by the strategies' engine: never blocks. Nothing trades at a price that is not above zero.
  func take(_ signal: Signal) {
    state.withLock { state in
      state.count += 1
      state.recent.insert(signal, at: 0)
      if state.recent.count > Self.kept { state.recent.removeLast() }
      guard signal.price > .zero else { return }
      state.portfolio.rebalance(signal.symbol, to: Self.position(after: signal.action), at: signal.price)
    }
  }

  /// The last signals, the latest first, and how many there were in all.
  var signals: (recent: [Signal], count: Int) { state.withLock { ($0.recent, $0.count) } }

  /// What is held.
  var portfolio: Portfolio { state.withLock { $0.portfolio } }

  /// What it was worth when it was last valued.
  var valuation: Valuation { state.withLock { $0.valuation } }

  /// Values the portfolio: by the quotes of the cache, as another process would, or by the service's own while the
  /// cache does not answer.
  func value(from cache: any QuoteCache, or service: MarketDataService) async {
    let (portfolio, threshold) = (portfolio, service.config.stalenessThreshold)
    var valuation: Valuation?
    if cache.statistics.health == .ok {
      valuation = try? await portfolio.valuation(from: cache, now: SystemClock.shared.now, threshold: threshold)
    }
    let now = await service.marketTime
    let result = valuation ?? portfolio.valuation(from: service, now: now, threshold: threshold)
    state.withLock { $0.valuation = result }
  }

  private static func position(after action: Signal.Action) -> Int64 {
    switch action {
    case .buy: target
    case .sell: -target
    case .flat: 0
    }
  }
}

extension Portfolio {
  /// By the service's own quotes, whose age is that of the market's time.
  fileprivate func valuation(from service: MarketDataService, now: Timestamp, threshold: Duration) -> Valuation {
    let quotes = positions.keys.sorted().map { symbol in
      (symbol: symbol, quote: service.quote(for: symbol).map { CachedQuote($0, cachedAt: $0.received) })
    }
    return valuation(quotes, now: now, threshold: threshold)
  }
}
