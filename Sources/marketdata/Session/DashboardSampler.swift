import MarketData
import MarketDataGateway

/// Makes what the live table shows out of what the service says at a few moments a second.
///
/// A value that is told the time; it looks only at the symbols that can be seen.
struct DashboardSampler {
  private static let samplesKept = 30

  fileprivate struct Track {
    var samples: [Double] = []
    var sequence: UInt64 = 0
    var seen = Timestamp(nanos: .min)
    var price = Price.zero
    var first = 0.0
    var direction = 0
  }

  private let config: MarketDataConfig
  private let symbols: [Symbol]
  private let start: Timestamp
  private var tracks: [Symbol: Track] = [:]
  private var emissions = RateMeter()
  private var messages = RateMeter()

  /// A sampler of the symbols of a configuration.
  init(_ config: MarketDataConfig, start: Timestamp) {
    (self.config, self.start) = (config, start)
    symbols = config.symbols.keys.sorted()
  }

  /// What is to be shown of the market. Portfolio, cache and logs are the caller's.
  ///
  /// - Parameter limit: How many symbols can be seen.
  mutating func sample(
    _ statistics: ServiceStatistics, at now: Timestamp, limit: Int, quote: (Symbol) -> Quote?,
    health: (Symbol) -> StreamHealth? = { _ in nil }
  ) -> DashboardState {
    var state = DashboardState()
    let visible = symbols.prefix(limit)
    state.title.seed = config.seed
    state.title.symbolCount = statistics.symbolCount
    state.title.elapsed = now - start
    state.rows = visible.map { symbol in
      var row = row(of: symbol, quote(symbol), at: now)
      row.health = row.isIdle ? nil : health(symbol)
      return row
    }
    state.moreSymbols = symbols.count - visible.count
    state.counters = counters(statistics, at: now)
    return state
  }

  private mutating func row(of symbol: Symbol, _ quote: Quote?, at now: Timestamp) -> DashboardState.Row {
    let scenario = config.source == .replay ? config.source.rawValue : config.scenario(of: symbol).rawValue
    var row = DashboardState.Row(ticker: symbol.ticker, scenario: scenario)
    let isOnDemand = config.symbols[symbol]?.onDemand == true
    row.isIdle = isOnDemand
    guard let quote else { return row }
    var track = tracks[symbol] ?? Track()
    if quote.sequence != track.sequence { track.note(quote, at: now, kept: Self.samplesKept) }
    tracks[symbol] = track
    (row.price, row.bid, row.ask) = (quote.price, quote.bid, quote.ask)
    (row.samples, row.direction) = (track.samples, track.direction)
    row.change = track.first > 0 ? quote.price.approximate / track.first - 1 : 0
    row.age = now - track.seen
    row.isStale = row.age > config.stalenessThreshold
    row.isIdle = isOnDemand && row.isStale
    return row
  }

  private mutating func counters(_ statistics: ServiceStatistics, at now: Timestamp) -> DashboardState.Counters {
    let processor = statistics.processor
    var counters = DashboardState.Counters()
    counters.emitted = processor.emitted
    counters.gaps = statistics.subscribers.gaps
    counters.inFlight = processor.inFlight
    counters.blocked = statistics.blocked
    counters.faults = FaultKind.allCases.map { .init(kind: $0, count: processor.faults[$0] ?? 0) }
    counters.perSecond = emissions.rate(of: processor.emitted, at: now)
    return counters
  }

  /// What is to be shown of a gateway.
  mutating func sample(
    _ statistics: GatewayStatistics, of address: String, at now: Timestamp
  ) -> DashboardState.GatewayLine {
    .init(
      address: address, clients: statistics.clients, messages: statistics.messages,
      perSecond: messages.rate(of: statistics.messages, at: now))
  }
}

extension DashboardSampler.Track {
  fileprivate mutating func note(_ quote: Quote, at now: Timestamp, kept: Int) {
    if sequence == 0 { first = quote.price.approximate }
    if sequence != 0, quote.price != price { direction = quote.price > price ? 1 : -1 }
    (sequence, price, seen) = (quote.sequence, quote.price, now)
    samples.append(quote.price.approximate)
    if samples.count > kept { samples.removeFirst() }
  }
}
