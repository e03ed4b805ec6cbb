/// A market that is made up: every symbol walks by its scenario, from the seed.
///
/// All symbols share one timing wheel. What a symbol does depends on the seed, its own configuration and its ticker,
/// and on nothing else: other symbols may come and go.
public struct MockDataSource: DataSource {
  private let config: MarketDataConfig
  private var wheel = TimingWheel()
  private var symbols: [MockSymbol] = []
  private var scenarios: [ScenarioParameters] = []
  /// The entry of each symbol in `symbols`, by `Symbol.index`; -1 for none.
  private var entries: [Int32] = []
  /// Zero of the scale that deadlines are on.
  private var origin: Timestamp

  /// A source of the symbols that `config` names, and by its defaults of any other; none is active yet.
  ///
  /// - Parameter origin: Time zero: nothing happens before it.
  public init(config: MarketDataConfig, origin: Timestamp) {
    (self.config, self.origin) = (config, origin)
  }

  public var isLive: Bool { false }

  public var nextDeadline: Timestamp? { wheel.nextDeadline.map { origin.adding(nanos: $0) } }

  public mutating func advance(to now: Timestamp, limit: Int, into quotes: inout [Quote]) {
    let (due, overflow) = now.nanos.subtractingReportingOverflow(origin.nanos)
    while quotes.count < limit, let (entry, elapsed) = wheel.pop(through: overflow ? .max : due) {
      let time = Timestamp(nanos: origin.nanos &+ elapsed)
      let scenario = symbols[entry].scenario
      let next = symbols[entry].tick(scenarios[scenario], at: time, elapsed: elapsed, into: &quotes)
      wheel.insert(entry, at: next)
    }
  }

  public mutating func activate(_ newSymbols: [Symbol], at now: Timestamp) throws(DataSourceError) {
    let known = symbols.count
    var woken: [Int] = []
    for symbol in newSymbols {
      let entry = entry(of: symbol) ?? add(symbol)
      guard !symbols[entry].isActive else { continue }
      symbols[entry].isActive = true
      woken.append(entry)
    }
    if symbols.count > known { rank() }
    let elapsed = max(wheel.floor, (now - origin).nanos)
    for entry in woken { wheel.insert(entry, at: elapsed + symbols[entry].phase) }
  }

  public mutating func deactivate(_ symbol: Symbol) {
    guard let entry = entry(of: symbol), symbols[entry].isActive else { return }
    symbols[entry].isActive = false
    wheel.remove(entry)
  }

  public mutating func shift(by duration: Duration) { origin = origin + duration }

  public mutating func setScenario(_ scenario: SymbolScenario, for symbol: Symbol) throws(DataSourceError) {
    guard let entry = entry(of: symbol) else { throw .unknownSymbol(symbol.ticker) }
    symbols[entry].setScenario(index(of: scenario.parameters))
  }

  public mutating func nextSequence(for symbol: Symbol) -> UInt64? {
    guard let entry = entry(of: symbol), symbols[entry].isActive else { return nil }
    return symbols[entry].nextSequence()
  }

  // MARK: Entries

  private func entry(of symbol: Symbol) -> Int? {
    guard symbol.index < entries.count, entries[symbol.index] >= 0 else { return nil }
    return Int(entries[symbol.index])
  }

  private mutating func add(_ symbol: Symbol) -> Int {
    while entries.count <= symbol.index { entries.append(-1) }
    entries[symbol.index] = Int32(symbols.count)
    let own = config.symbols[symbol] ?? SymbolConfig()
    symbols.append(
      MockSymbol(
        symbol: symbol, scenario: index(of: (own.scenario ?? config.defaultScenario).parameters),
        basePrice: own.basePrice ?? config.defaultBasePrice, interval: own.tickInterval ?? config.defaultTickInterval,
        seed: config.seed))
    return symbols.count - 1
  }

  private mutating func index(of parameters: ScenarioParameters) -> Int {
    if let index = scenarios.firstIndex(of: parameters) { return index }
    scenarios.append(parameters)
    return scenarios.count - 1
  }

  /// Ties between deadlines go by the ticker's text.
  private mutating func rank() {
    let tickers = symbols.map(\.symbol.ticker)
    var ranks = [UInt32](repeating: 0, count: symbols.count)
    for (rank, entry) in tickers.indices.sorted(by: { tickers[$0] < tickers[$1] }).enumerated() {
      ranks[entry] = UInt32(rank)
    }
    wheel.setRanks(ranks)
  }
}
