package import MarketData

extension SoakOptions {
  /// The options of a seed; the same seed always gives the same.
  ///
  /// - Throws: Never for a seed that can be drawn: a name that is none would be a fault of this code.
  package init(seed: UInt64) throws(SymbolError) {
    var draw = SoakDraw(random: SplitMix64(seed: derivedSeed(seed, ticker: "soak", purpose: 0)))
    let tickers = Self.tickers.shuffled(using: &draw.random).prefix(draw.magnitude(1...Self.tickers.count)).sorted()
    var symbols: [Symbol] = []
    for ticker in tickers { symbols.append(try Symbol(ticker)) }
    let interval = draw.interval()
    // So many quotes are enough to see everything, and few enough to see it often.
    let quotes = draw.magnitude(50...4000)
    draw.length = .milliseconds(max(1, quotes * interval / symbols.count))
    (self.seed, length) = (seed, draw.length)
    config = draw.config(of: symbols, interval: interval)
    start = draw.start()
    longestStep = .nanoseconds(draw.length.nanos / Int64(draw.magnitude(1...200)) + 1)
    changes = draw.changes(of: symbols, config)
    subscribers = (0..<draw.whole(0...5)).map { _ in draw.subscriber() }
  }

  /// Texts of all kinds that a ticker can be.
  static let tickers =
    (0..<36).map { "SOAK\($0)" } + ["a", "X:BTC-USD", "BRK.B", "EUR/USD_with.32-bytes:0123456789"]
}

extension SoakDraw {
  /// The usual time between quotes, in milliseconds.
  fileprivate mutating func interval() -> Int { magnitude(1...one(of: [100, 2000, 600_000], else: 1)) }

  fileprivate mutating func config(of symbols: [Symbol], interval: Int) -> MarketDataConfig {
    var config = MarketDataConfig(seed: random.next())
    config.defaultTickInterval = .milliseconds(interval)
    config.scenarios = scenarios()
    config.defaultScenario = scenario(of: config)
    config.defaultBasePrice = basePrice()
    config.stalenessThreshold = .milliseconds(magnitude(1...60_000))
    config.faults = faults()
    config.maxInFlight = one(of: [1, 1, 2, 3, 10, 100, 1000, 100_000], else: 1)
    config.ledgerCapacity = chance(0.2) ? magnitude(1...1000) : 100_000
    config.health.enabled = chance(0.8)
    if chance(0.3) { config.health.calendar = MarketCalendar.allCases.randomElement(using: &random) }
    if chance(0.5) { config.health.minimumInterval = .milliseconds(magnitude(1...10_000)) }
    for symbol in symbols { config.symbols[symbol] = self.symbol(of: config, interval: interval) }
    config.timeline = timeline(of: symbols, atMost: 12)
    // The faults of scenarios may overlap those drawn, and each other's.
    while !config.validate().isEmpty, !config.timeline.windows.isEmpty { config.timeline.windows.removeLast() }
    if !config.validate().isEmpty { for name in config.scenarios.keys { config.scenarios[name]?.faults = [] } }
    return config
  }

  private mutating func symbol(of config: MarketDataConfig, interval: Int) -> SymbolConfig {
    var symbol = SymbolConfig()
    if chance(0.8) { symbol.scenario = scenario(of: config) }
    if chance(0.5) { symbol.basePrice = basePrice() }
    if chance(0.5) { symbol.tickInterval = .milliseconds(magnitude(max(1, interval / 2)...interval * 4)) }
    if chance(0.2) { symbol.faults = faults() }
    if chance(0.3) { symbol.expectedInterval = .milliseconds(magnitude(1...interval * 8)) }
    if chance(0.2) { symbol.calendar = MarketCalendar.allCases.randomElement(using: &random) }
    symbol.onDemand = chance(0.1)
    return symbol
  }

  mutating func scenario(of config: MarketDataConfig) -> SymbolScenario {
    let own = config.scenarios.keys.sorted { $0.rawValue < $1.rawValue }
    return one(of: chance(0.3) && !own.isEmpty ? own : SymbolScenario.builtIn, else: .flat)
  }

  private mutating func basePrice() -> Price {
    let cents = [100_000, 1, 100, 9_999, 10_000, 100_000_000, magnitude(1...1_000_000)]
    return Price(nanos: Int64(one(of: cents, else: 100)) * Price.scale / 100)
  }

  /// Times at which something is odd: nights, weekends, holidays, half-days, changes of the clock, or nothing at all.
  fileprivate mutating func start() -> Timestamp {
    let odd = [
      "2024-01-13T12:00:00Z", "2024-03-10T06:59:30Z", "2024-11-03T05:59:30Z", "2024-11-29T17:59:00Z",
      "2024-07-03T16:50:00Z", "2024-12-25T00:00:00Z", "2024-12-31T23:59:50Z", "2024-02-29T14:29:50Z",
      "2025-01-09T20:59:00Z", "1970-01-01T00:00:00Z", "2031-03-28T03:59:59.999999999Z",
    ].compactMap { try? Timestamp($0) }
    if chance(0.3) { return Simulation.defaultStart }
    if chance(0.7) { return one(of: odd, else: Simulation.defaultStart) }
    return Timestamp(nanos: Int64.random(in: 0...4_000_000_000_000_000_000, using: &random))
  }

  fileprivate mutating func subscriber() -> SoakOptions.Subscriber {
    let joins = chance(0.6) ? 0 : magnitude(0...200)
    return SoakOptions.Subscriber(
      policy: one(of: OverflowPolicy.allCases, else: .suspend), bound: magnitude(1...5000), joins: joins,
      leaves: chance(0.2) ? joins + magnitude(0...200) : nil, readsEvery: magnitude(1...300),
      reads: magnitude(1...300), isAbandoned: chance(0.3))
  }
}
