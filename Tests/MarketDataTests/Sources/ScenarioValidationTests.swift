import Testing

@testable import MarketData

@Suite("Scenarios that cannot be")
struct ScenarioValidationTests {
  struct Bad: CustomTestStringConvertible {
    var problem: String
    var change: @Sendable (inout ScenarioDefinition) -> Void
    var testDescription: String { problem }
    init(_ problem: String, _ change: @escaping @Sendable (inout ScenarioDefinition) -> Void) {
      (self.problem, self.change) = (problem, change)
    }
  }

  private static func phase(_ name: String, _ start: ScenarioPhase.Start) -> ScenarioPhase {
    ScenarioPhase(name, at: start, ScenarioParameters())
  }

  static let bad: [Bad] = [
    Bad("drift: expected a number from -0.5 to 0.5, found nan") { $0.parameters.drift = .nan },
    Bad("volatility: expected a number from 0 to 0.5, found inf") { $0.parameters.volatility = .infinity },
    Bad("volatility: expected a number from 0 to 0.5, found 1e+300") { $0.parameters.volatility = 1e300 },
    Bad(
      "volatility: expected drift, volatility and jumps that move the price by at most 0.95 of it in one step, "
        + "found up to 1.5"
    ) {
      ($0.parameters.volatility, $0.parameters.noise) = (0.25, .gaussian)
    },
    Bad("jumps.probability: expected a number from 0 to 1, found 2") {
      $0.parameters.jumps = .init(probability: 2, size: 0.1)
    },
    Bad("jumps.size: expected a number from 0 to 0.9, found -1") {
      $0.parameters.jumps = .init(probability: 0, size: -1)
    },
    Bad(
      "pauses.lasting_ms: expected milliseconds as [least, most] or one whole number, from 0 to 86400000, "
        + "found [0, 9223372036854775807]"
    ) {
      $0.parameters.pauses = .init(afterMs: 0...1, lastingMs: 0 ... .max)
    },
    Bad("wave.period: expected a number from 0.001 to 1000000000, found 0") {
      $0.parameters.wave = .init(amplitude: 0.1, period: 0)
    },
    Bad("spread: expected a number from 0 to 0.5, found 3") { $0.parameters.spread = 3 },
    Bad("sizes: expected whole numbers as [least, most] or one whole number, from 1 to 1000000, found [0, 2147483647]")
    {
      $0.parameters.sizes = 0 ... .max
    },
    Bad("size_scale: expected a number from 0.001 to 1000, found 0") { $0.parameters.sizeScale = 0 },
    Bad("trades_per_tick: expected a whole number from 1 to 4, found 9223372036854775807") {
      $0.parameters.tradesPerTick = .max
    },
    Bad("activity: expected a number from 0 to 1, found -0.5") { $0.parameters.activity = -0.5 },
    Bad("most_quiet_ticks: expected a whole number from 1 to 10000, found 0") { $0.parameters.mostQuietTicks = 0 },
    Bad(
      "bursts.quotes: expected whole numbers as [least, most] or one whole number, from 1 to 10000, "
        + "found [1, 9223372036854775807]"
    ) {
      $0.parameters.bursts = .init(probability: 0.1, quotes: 1 ... .max, spacing: 0.1)
    },
    Bad("bursts.spacing: expected a number from 1e-06 to 1, found 0") {
      $0.parameters.bursts = .init(probability: 0.1, quotes: 1...2, spacing: 0)
    },
    Bad("bands.width: expected a number from 0.001 to 0.9, found 1") { $0.parameters.bands = .init(width: 1) },
    Bad("bands.renewed_every_ms: expected 0 (kept) or a whole number of milliseconds from 1000 to 86400000, found 1") {
      $0.parameters.bands = .init(width: 0.1, renewedEveryMs: 1)
    },
    Bad("summary: expected at most 200 characters, none of them invisible, found \"a\\nb\"") { $0.summary = "a\nb" },
    Bad("cycle: expected a duration from 1 second to 3650 days, found 0.5 s") { $0.cycle = .milliseconds(500) },
    Bad("phases[0].name: expected 1 to 64 characters, none of them invisible, found \"\"") {
      $0.phases = [phase("", .elapsed(.zero))]
    },
    Bad("phases[0].elapsed: expected a duration from 0 to 3650 days, found -1 s") {
      $0.phases = [phase("a", .elapsed(.seconds(-1)))]
    },
    Bad("phases[0].open: expected a duration from -12 to 12 hours, found 43201 s") {
      $0.phases = [phase("a", .open(.seconds(43_201)))]
    },
    Bad("phases[1].close: expected a time after that of the phase \"a\" before it, found -60 s") {
      $0.phases = [phase("a", .close(.seconds(-60))), phase("b", .close(.seconds(-60)))]
    },
    Bad("phases[0].elapsed: expected a start by elapsed, before the cycle of 60 s ends, found 60 s") {
      ($0.cycle, $0.phases) = (.seconds(60), [phase("a", .elapsed(.seconds(60)))])
    },
    Bad("phases[0].open: expected a start by elapsed, before the cycle of 60 s ends, found 1 s") {
      ($0.cycle, $0.phases) = (.seconds(60), [phase("a", .open(.seconds(1)))])
    },
    Bad("phases[0].gap: expected a number from -0.9 to 9, found -1") {
      $0.phases = [ScenarioPhase("a", at: .elapsed(.zero), ScenarioParameters(), gap: -1)]
    },
    Bad("phases[0].gap: expected a number from -0.9 to 0.9, since it may go down as well as up, found 9") {
      $0.phases = [ScenarioPhase("a", at: .elapsed(.zero), ScenarioParameters(), gap: 9, gapsEitherWay: true)]
    },
    Bad("phases[0].drift: expected a number from -0.5 to 0.5, found 7") {
      $0.phases = [phase("a", .elapsed(.zero))]
      $0.phases[0].parameters.drift = 7
    },
    Bad("phases: expected at most 1000 phases, found 1001") {
      $0.phases = (0...1000).map { phase("\($0)", .elapsed(.seconds($0))) }
    },
  ]

  @Test("What is wrong with a scenario is said with its key, what is allowed and what was found", arguments: bad)
  func problem(_ bad: Bad) {
    var config = MarketDataConfig()
    var definition = ScenarioDefinition("fine", ScenarioParameters())
    bad.change(&definition)
    config.scenarios[ScenarioMarket.own] = definition
    #expect(config.validate().map(\.description) == ["market_data.scenarios.own." + bad.problem])
  }

  @Test("Several faults are reported at once, and a name must be a name")
  func several() {
    var config = MarketDataConfig()
    var parameters = ScenarioParameters()
    (parameters.drift, parameters.spread) = (9, -1)
    config.scenarios[SymbolScenario(rawValue: "No Name")] = ScenarioDefinition("", parameters)
    #expect(
      config.validate().map(\.description) == [
        "market_data.scenarios: expected a name of 1 to 64 characters from a-z 0-9 _ -, found \"No Name\"",
        "market_data.scenarios.No Name.drift: expected a number from -0.5 to 0.5, found 9",
        "market_data.scenarios.No Name.spread: expected a number from 0 to 0.5, found -1",
      ])
  }

  @Test("Every built-in scenario keeps the rules", arguments: SymbolScenario.builtIn)
  func builtIn(_ scenario: SymbolScenario) throws {
    let definition = try #require(ScenarioDefinition.builtIn[scenario])
    #expect(definition.problems(section: "x") == [])
    #expect(!definition.summary.isEmpty)
  }

  @Test(
    "A scenario drawn at random from all that is allowed runs without a trap, and its prices stay within their bounds",
    arguments: 0..<100)
  func extremes(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var config = try TestMarket.config(
      ["X.LOW", "X.HIGH"], ScenarioMarket.own,
      interval: [.milliseconds(1), .seconds(60), .milliseconds(86_400_000)][Int(random.next() % 3)], seed: seed)
    let (low, high) = (try Symbol("X.LOW"), try Symbol("X.HIGH"))
    config.symbols[low]?.basePrice = try Price("0.001")
    config.symbols[high]?.basePrice = try Price("1000000")
    let bounds = [low: try Price("0.001")...Price("1.00"), high: try Price("1000.00")...Price("1000000000")]
    config.scenarios[ScenarioMarket.own] = ExtremeScenario.draw(&random)
    try #require(config.validate() == [])
    var source = try TestMarket.source(config)
    let stride: [Duration] = [.zero, .seconds(1), .seconds(300)]
    var (steps, count) = (0, 0)
    while steps < 500, count < 20_000, let next = source.nextDeadline {
      var quotes: [Quote] = []
      quotes.append(addingCapacity: 256) { source.advance(to: next + stride[Int(seed % 3)], into: &$0) }
      _ = source.takeEvents()
      for quote in quotes {
        let isSound = quote.bid > .zero && quote.ask > quote.bid && quote.size >= 1
        guard isSound, bounds[quote.symbol]?.contains(quote.price) == true else {
          Issue.record("seed \(seed): \(quote)")
          return
        }
      }
      (steps, count) = (steps + 1, count + quotes.count)
    }
    #expect(steps == 500 || count >= 20_000, "seed \(seed)")
  }
}

/// Scenarios at the ends of what is allowed.
private enum ExtremeScenario {
  static func draw(_ random: inout SplitMix64) -> ScenarioDefinition {
    var definition = ScenarioDefinition("extreme", parameters(&random))
    let count = Int(random.next() % 6)
    switch random.next() % 3 {
    case 0:
      definition.phases = (0..<count).map { number in
        phase("\(number)", .elapsed(.seconds(number * 70)), &random)
      }
      if random.next() % 2 == 0 { definition.cycle = .seconds(500) }
    case 1:
      definition.phases = (0..<count).map { number in
        let offset = Duration.seconds(-43_200 + number * 17_280)
        return phase("\(number)", number % 2 == 0 ? .open(offset) : .close(offset), &random)
      }
      definition.calendar = pick(MarketCalendar.allCases, &random)
    default:
      definition.phases = [phase("late", .elapsed(.seconds(3650 * 86_400)), &random)]
      definition.cycle = nil
    }
    return definition
  }

  private static func phase(
    _ name: String, _ start: ScenarioPhase.Start, _ random: inout SplitMix64
  ) -> ScenarioPhase {
    let gap = pick([-0.9, 0, 0.9, 9], &random)
    return ScenarioPhase(
      name, at: start, parameters(&random), gap: gap, gapsEitherWay: gap < 1 && random.next() % 2 == 0,
      isHalted: random.next() % 4 == 0)
  }

  private static func parameters(_ random: inout SplitMix64) -> ScenarioParameters {
    var parameters = ScenarioParameters()
    parameters.drift = pick([-0.4, 0, 0.4], &random)
    parameters.volatility = pick([0, 0.05], &random)
    parameters.noise = pick(ScenarioParameters.Noise.allCases, &random)
    if random.next() % 3 == 0 { parameters.pauses = .init(afterMs: 0...1, lastingMs: 0...86_400_000) }
    if random.next() % 4 == 0 { parameters.wave = .init(amplitude: 0.9, period: pick([0.001, 1e9], &random)) }
    parameters.spread = pick([0, 0.5], &random)
    parameters.sizes = pick([1...1, 1...1_000_000, 1_000_000...1_000_000], &random)
    parameters.sizeScale = pick([0.001, 1, 1000], &random)
    parameters.tradesPerTick = pick([1, 4], &random)
    parameters.activity = pick([0, 0.01, 1], &random)
    parameters.mostQuietTicks = pick([1, 10_000], &random)
    if random.next() % 2 == 0 {
      parameters.bursts = .init(probability: 1, quotes: 1...10_000, spacing: pick([0.000001, 1], &random))
    }
    parameters.intraday = pick(ScenarioParameters.Intraday.allCases, &random)
    if random.next() % 2 == 0 {
      parameters.bands = .init(
        width: pick([0.001, 0.9], &random), renewedEveryMs: pick([0, 1000, 86_400_000], &random))
    }
    return parameters
  }

  private static func pick<Value>(_ values: [Value], _ random: inout SplitMix64) -> Value {
    values[Int(random.next() % UInt64(values.count))]
  }
}
