import Testing

@testable import MarketData

@Suite("The same bytes from scenarios")
struct ScenarioBytesTests {
  /// From ten minutes before the opening on, so that much happens.
  static let start = ScenarioMarket.open - .seconds(600)
  static let end = start + .seconds(4500)

  /// One symbol, or two, of each scenario, at intervals that often fall together.
  static func config(seed: UInt64) throws -> MarketDataConfig {
    var config = MarketDataConfig(seed: seed)
    for (number, scenario) in SymbolScenario.builtIn.enumerated() {
      for copy in 0...number % 2 {
        config.symbols[try Symbol("SAME.\(number).\(copy)")] = SymbolConfig(
          scenario: scenario, tickInterval: .seconds(3 + number % 3))
      }
    }
    return config
  }

  @Test("Large steps or small, much room or little: quotes and events are the same", arguments: 0..<8)
  func chunks(seed: UInt64) throws {
    var (whole, pieces) = try (
      TestMarket.source(Self.config(seed: seed), start: Self.start),
      TestMarket.source(Self.config(seed: seed), start: Self.start)
    )
    let expected = whole.told(to: Self.end)
    var random = SplitMix64(seed: seed)
    var (now, told) = (Self.start, Told())
    while now < Self.end {
      now = min(Self.end, now.adding(nanos: Int64(random.next() % (seed % 2 == 0 ? 3_000_000_000 : 400_000_000_000))))
      let piece = pieces.told(to: now, room: 4 + Int(random.next() % 40))
      told.quotes += piece.quotes
      told.events += piece.events
    }
    #expect(told.quotes == expected.quotes)
    #expect(told.events == expected.events)
    #expect(!expected.statuses.isEmpty && expected.bands.count > 100)
    let order = zip(told.events, told.events.dropFirst())
    #expect(order.allSatisfy { ($0.time, $0.event.symbol) <= ($1.time, $1.event.symbol) })
  }

  @Test("Cut into batches whichever way, a simulation tells the same in the same order", arguments: 0..<4)
  func simulation(seed: UInt64) throws {
    let config = try Self.config(seed: seed)
    /// Quotes and what the market said, one by one.
    func log(_ steps: [Duration]) throws -> [String] {
      var simulation = try Simulation(config, start: Self.start)
      var log: [String] = []
      for step in steps {
        simulation.run(for: step) { batch in
          for case .market(let event) in batch.notices { log.append("\(event)") }
          log += batch.map { "\($0.symbol) \($0.sequence) \($0.price) \($0.timestamp)" }
        }
      }
      return log
    }
    var random = SplitMix64(seed: seed)
    var (steps, left) = ([Duration](), Duration.seconds(2400))
    while left > .zero {
      let step = min(left, .nanoseconds(Int64(random.next() % 60_000_000_000)))
      steps.append(step)
      left -= step
    }
    #expect(try log(steps) == log([.seconds(2400)]))
  }

  @Test("All that a tick needs of a symbol is one cache line")
  func size() { #expect(MemoryLayout<MockSymbol>.stride == 64) }

  @Test("Events that nobody takes are bounded")
  func bounded() throws {
    var definition = ScenarioDefinition("", ScenarioMarket.still())
    definition.cycle = .seconds(2)
    definition.phases = [ScenarioPhase("halt", at: .elapsed(.seconds(1)), ScenarioMarket.still(), isHalted: true)]
    var source = try ScenarioMarket.source(
      ScenarioMarket.own, symbols: 50, interval: .seconds(86_400), start: Self.start, definition: definition)
    _ = source.quotes(to: Self.start + .seconds(20_000))
    let events = source.takeEvents()
    #expect((50_000...100_000).contains(events.count))
    #expect(events.last?.time == Self.start + .seconds(20_000))
  }
}
