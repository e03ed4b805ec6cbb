import Testing

@testable import MarketData

/// Markets for tests of the core: made of little, and always the same.
enum TestMarket {
  static let start = Simulation.defaultStart

  /// A configuration of the given tickers, all alike.
  static func config(
    _ tickers: [String], _ scenario: SymbolScenario = .volatile, interval: Duration = .milliseconds(100),
    base: Price = Price(nanos: 100 * Price.scale), seed: UInt64 = 42
  ) throws -> MarketDataConfig {
    let own = SymbolConfig(scenario: scenario, basePrice: base, tickInterval: interval)
    return try MarketDataConfig(
      symbols: Dictionary(uniqueKeysWithValues: tickers.map { (try Symbol($0), own) }), seed: seed)
  }

  /// A source of the configuration's symbols, all active from `start` on.
  static func source(_ config: MarketDataConfig, start: Timestamp = start) throws -> MockDataSource {
    var source = MockDataSource(config: config, origin: start)
    try source.activate(config.symbols.keys.sorted(), at: start)
    return source
  }

  /// The walk that a source gives a symbol, to be stepped beside it.
  static func walk(_ ticker: String, base: Double, seed: UInt64 = 42) -> PriceWalk {
    PriceWalk(base: base, seed: derivedSeed(seed, ticker: ticker, purpose: 1))
  }
}

extension DataSource {
  /// Runs `body` on all quotes due by `time`, in order, taken at most `room` at a time.
  mutating func forEach(to time: Timestamp, room: Int = 256, _ body: (Quote) -> Void) {
    var quotes: [Quote] = []
    while let next = nextDeadline, next <= time {
      quotes.append(addingCapacity: room) { advance(to: time, into: &$0) }
      quotes.forEach(body)
      quotes.removeAll(keepingCapacity: true)
    }
  }

  /// All quotes due by `time`.
  mutating func quotes(to time: Timestamp, room: Int = 256) -> [Quote] {
    var all: [Quote] = []
    forEach(to: time, room: room) { all.append($0) }
    return all
  }
}

/// The mean and the spread of numbers.
struct Sample {
  private(set) var count = 0.0
  private var sums = (0.0, 0.0, 0.0, 0.0)
  private(set) var range = (lowest: Double.infinity, highest: -Double.infinity)
  /// Subtracted from each number, so that the sums keep their precision.
  let origin: Double

  init(around origin: Double = 0) { self.origin = origin }

  mutating func add(_ number: Double) {
    let x = number - origin
    count += 1
    sums = (sums.0 + x, sums.1 + x * x, sums.2 + x * x * x, sums.3 + x * x * x * x)
    range = (min(range.lowest, number), max(range.highest, number))
  }

  var mean: Double { sums.0 / count + origin }
  /// The mean square distance from `origin`.
  var secondMoment: Double { sums.1 / count }
  /// The mean fourth power of the distance from `origin`.
  var fourthMoment: Double { sums.3 / count }
}
