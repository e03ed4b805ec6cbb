import MarketData

extension SoakDraw {
  /// What is done to the market while it runs.
  mutating func changes(of symbols: [Symbol], _ config: MarketDataConfig) -> [SoakOptions.Change] {
    let times = (0..<(chance(0.3) ? 0 : magnitude(1...15))).map { _ in time(upTo: length) }.sorted()
    return times.map { SoakOptions.Change(at: $0, action: action(symbols, config)) }
  }

  private mutating func action(_ symbols: [Symbol], _ config: MarketDataConfig) -> SoakOptions.Action {
    let symbol = symbols.randomElement(using: &random) ?? symbols[0]
    switch whole(0...9) {
    case 0, 1:
      let own = chance(0.5) ? some(of: symbols).map { ($0, faults()) } : nil
      return .setFaults(
        faults(), perSymbol: own.map { Dictionary(uniqueKeysWithValues: $0) },
        timeline: chance(0.6) ? timeline(of: symbols, atMost: 6) : nil)
    case 2: return impossible(symbol)
    case 3: return .setScenario(scenario(of: config), symbol)
    case 4, 5: return .subscribe(some(of: symbols))
    case 6, 7: return .unsubscribe(symbol)
    case 8:
      let prices = [Price.zero, Price(nanos: -1), Price(nanos: 1), Price(nanos: 100 * Price.scale), Price(nanos: .max)]
      return .push(symbol, one(of: prices, else: .zero))
    default: return .hold(time(upTo: length / 4))
    }
  }

  /// Faults with one thing wrong.
  private mutating func impossible(_ symbol: Symbol) -> SoakOptions.Action {
    var (faults, windows) = (faults(), timeline(of: [symbol], atMost: 3).windows)
    switch whole(0...3) {
    case 0: faults.dropProbability = one(of: [-0.1, 1.1, .nan, .infinity], else: .nan)
    case 1: faults.delayMsRange = 0...86_400_001
    case 2:
      windows = [
        FaultWindow(.mute, lasting: .seconds(2)), FaultWindow(.mute, from: .seconds(1), lasting: .seconds(2)),
      ]
    default: windows.append(FaultWindow(.drift(rate: one(of: [0, 1, -1, .nan], else: 0))))
    }
    return .refuseFaults(faults, timeline: FaultTimeline(windows))
  }
}
