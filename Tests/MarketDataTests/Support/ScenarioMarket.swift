import Testing

@testable import MarketData

/// Markets of one scenario, for tests of what scenarios do.
enum ScenarioMarket {
  /// The opening of Tuesday, 16 January 2024, and midnight in New York before it.
  static let open = Timestamp(nanos: 1_705_415_400_000_000_000)
  static let midnight = open - .seconds(34_200)

  /// A source of so many symbols `A0`, `A1`, … that have one scenario, all active from `start` on; any other has it too.
  static func source(
    _ scenario: SymbolScenario, symbols: Int = 1, interval: Duration = .seconds(1), start: Timestamp = open,
    seed: UInt64 = 42, definition: ScenarioDefinition? = nil
  ) throws -> MockDataSource {
    var config = try TestMarket.config((0..<symbols).map { "A\($0)" }, scenario, interval: interval, seed: seed)
    config.defaultScenario = scenario
    if let definition { config.scenarios[scenario] = definition }
    try #require(config.validate() == [])
    return try TestMarket.source(config, start: start)
  }

  /// A scenario of a test's own.
  static let own = SymbolScenario(rawValue: "own")

  /// Still by itself, so that what phases do is seen.
  static func still(_ change: (inout ScenarioParameters) -> Void = { _ in }) -> ScenarioParameters {
    var parameters = ScenarioParameters()
    change(&parameters)
    return parameters
  }
}

/// What a source said until a time, quotes and events in the order in which a pipeline would tell them.
struct Told: Equatable {
  var quotes: [Quote] = []
  var events: [SourceEvent] = []

  var statuses: [TradingStatus] {
    events.compactMap { if case .status(let status)? = $0.event { status } else { nil } }
  }
  var bands: [PriceBand] { events.compactMap { if case .priceBand(let band)? = $0.event { band } else { nil } } }

  /// The quotes of each symbol.
  var bySymbol: [Symbol: [Quote]] { Dictionary(grouping: quotes, by: \.symbol) }
}

extension MockDataSource {
  /// All that is said until a time.
  mutating func told(to time: Timestamp, room: Int = 256) -> Told {
    var told = Told()
    while let next = nextDeadline, next <= time {
      told.quotes.append(addingCapacity: room) { advance(to: time, into: &$0) }
      told.events += takeEvents()
    }
    return told
  }
}
