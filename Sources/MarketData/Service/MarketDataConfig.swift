/// What a service is to do: the `market_data` part of the configuration.
public struct MarketDataConfig: Hashable, Sendable {
  /// Seeds every random decision; the same seed and configuration give the same quotes.
  public var seed: UInt64 = 42
  /// How many quotes a subscriber's stream holds, unless it asks for another bound.
  public var queueMaxSize = 1000
  /// What happens when a subscriber's stream is full, unless it asks for another policy.
  public var overflow = OverflowPolicy.suspend
  /// Where quotes come from.
  public var source = DataSourceKind.mock
  /// How fast the market runs.
  public var pace = Pace.realTime
  /// The scenario of symbols that name none.
  public var defaultScenario = SymbolScenario.volatile
  /// The first price of symbols that name none.
  public var defaultBasePrice = Price(nanos: 100 * Price.scale)
  /// The time between quotes of symbols that name none.
  public var defaultTickInterval = Duration.milliseconds(1000)
  /// The age beyond which a cached quote counts as stale.
  public var stalenessThreshold = Duration.milliseconds(5000)
  /// The longest that `stop()` waits for full streams and the cache.
  public var stopTimeout = Duration.milliseconds(5000)
  /// Whether a quote older than the one held replaces it, in `quote(for:)` and the cache.
  public var acceptOlder = false
  /// Scenarios of the user's own, and those that replace built-in ones of the same name.
  public var scenarios: [SymbolScenario: ScenarioDefinition] = [:]
  /// How streams are judged.
  public var health = HealthConfig()
  /// The symbols of the market. They run from the start, but for those that are on demand.
  public var symbols: [Symbol: SymbolConfig] = [:]
  /// Faults of every symbol that does not override them.
  public var faults = FaultConfig()
  /// Faults by script, besides those by chance; they strike only if `faults.enabled`.
  public var timeline = FaultTimeline()
  /// The most quotes that delay and reorder hold back; beyond it the earliest due leaves early.
  public var maxInFlight = 100_000
  /// The most rows that the fault ledger keeps; beyond it the oldest are let go, and counted.
  public var ledgerCapacity = 100_000

  /// The defaults, with the given symbols and seed.
  public init(symbols: [Symbol: SymbolConfig] = [:], seed: UInt64 = 42) {
    (self.symbols, self.seed) = (symbols, seed)
  }

  /// The symbols that run without anybody asking for them.
  var standingSymbols: Set<Symbol> { Set(symbols.lazy.filter { !$0.value.onDemand }.map(\.key)) }

  /// The timeline, with the faults that belong to the scenarios of symbols.
  var wholeTimeline: FaultTimeline {
    var whole = timeline
    let users = Dictionary(grouping: symbols.keys) { symbols[$0]?.scenario ?? defaultScenario }
    for (scenario, users) in users.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      for var window in definition(of: scenario)?.faults ?? [] {
        window.symbols = Set(users)
        whole.windows.append(window)
      }
    }
    return whole
  }
}

/// What is particular to one symbol. Nil means the service's default.
public struct SymbolConfig: Hashable, Sendable {
  /// How its price moves.
  public var scenario: SymbolScenario?
  /// Its first price.
  public var basePrice: Price?
  /// The time between its quotes.
  public var tickInterval: Duration?
  /// Its own faults, instead of the service's.
  public var faults: FaultConfig?
  /// The longest silence that is ordinary for it; nil: as its scenario says, or as is learned.
  public var expectedInterval: Duration?
  /// The hours of its market; nil: those of the service, or of its scenario.
  public var calendar: MarketCalendar?
  /// Whether it runs only while somebody asks for it by name; wildcards do not mean it.
  public var onDemand = false

  /// A symbol with the given particulars.
  public init(
    scenario: SymbolScenario? = nil, basePrice: Price? = nil, tickInterval: Duration? = nil, faults: FaultConfig? = nil,
    onDemand: Bool = false
  ) {
    (self.scenario, self.basePrice, self.tickInterval, self.faults) = (scenario, basePrice, tickInterval, faults)
    self.onDemand = onDemand
  }
}

/// How fast the market runs against the clock on the wall.
public enum Pace: Hashable, Sendable {
  /// As fast as a real one.
  case realTime
  /// So many times as fast; more than 0.
  case scaled(Double)
  /// As fast as its consumers take it. Timestamps advance by the market's own time.
  case unpaced
}

/// What happens when a subscriber's stream is full.
public enum OverflowPolicy: String, Hashable, Sendable, CaseIterable {
  /// The whole pipeline waits for this subscriber. Nothing is lost.
  case suspend
  /// The oldest quotes waiting are dropped, counted, and announced by a gap.
  case dropOldest = "drop_oldest"
  /// The quotes arriving are dropped, counted, and announced by a gap.
  case dropNewest = "drop_newest"
  /// Of each symbol only the latest quote is kept; the others are counted and announced by a gap.
  case conflate
}

/// Where quotes come from, by a stable name.
public enum DataSourceKind: String, Hashable, Sendable, CaseIterable {
  /// Made here, by each symbol's scenario.
  case mock
  /// History, as it was recorded. Whoever makes the service brings it.
  case replay
}
