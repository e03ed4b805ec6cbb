import Testing

@testable import MarketData

@Suite("The bounds of a walk")
struct PriceBoundTests {
  struct Bounds: CustomTestStringConvertible {
    var scenario: SymbolScenario
    var base: Double
    var lowest: Double
    var testDescription: String { "\(scenario.rawValue) from \(base)" }
    init(_ scenario: SymbolScenario, _ base: Double, lowest: Double) {
      (self.scenario, self.base, self.lowest) = (scenario, base, lowest)
    }
  }

  @Test(
    "A step that would leave [max(10 ticks, base / 1000), base × 1000] is reflected, every other is as drawn",
    arguments: [
      Bounds(.trendDown, 100, lowest: 0.1), Bounds(.trendDown, 500, lowest: 0.5), Bounds(.trendDown, 2, lowest: 0.1),
      Bounds(.trendDown, 0.5, lowest: 0.001), Bounds(.trendUp, 100, lowest: 0.1), Bounds(.trendUp, 0.5, lowest: 0.001),
    ])
  func reflected(_ bounds: Bounds) throws {
    let parameters = try #require(ScenarioDefinition.builtIn[bounds.scenario]).parameters
    var walk = PriceWalk(base: bounds.base, seed: 9)
    var random = SplitMix64(seed: 9)
    var (reflections, wrong) = (0, 0)
    for _ in 0..<200_000 {
      let old = walk.price
      walk.step(ScenarioPlan(parameters), elapsed: 0)
      let next = old * (1 + parameters.drift + parameters.volatility * random.signedUnit())
      let isInside = next >= bounds.lowest && next <= bounds.base * 1000
      if walk.price != (isInside ? next : old * old / next) { wrong += 1 }
      if walk.price < bounds.lowest || walk.price > bounds.base * 1000 { wrong += 1 }
      if !isInside { reflections += 1 }
    }
    #expect(wrong == 0)
    #expect(reflections > 100)
  }

  @Test("A hundred wild walks never leave their bounds, and never stick to them")
  func wild() {
    var parameters = ScenarioParameters()
    parameters.volatility = 0.5
    parameters.jumps = .init(probability: 0.1, size: 0.4)
    for seed: UInt64 in 0..<100 {
      var walk = PriceWalk(base: 10, seed: seed)
      var touched = 0
      for _ in 0..<5000 {
        let old = walk.price
        walk.step(ScenarioPlan(parameters), elapsed: 0)
        guard (0.1...10_000).contains(walk.price) else {
          Issue.record("seed \(seed): \(old) became \(walk.price)")
          return
        }
        if walk.price == old { touched += 1 }
      }
      #expect(touched == 0)
    }
  }

  @Test(
    "A wave is cut off at the bounds, and a walk that goes on from there stays within them",
    arguments: [(0.001, 0.001), (0.005, 0.001), (0.5, 0.001), (1, 0.1), (1_000_000, 1000)])
  func wave(base: Double, lowest: Double) {
    var (wave, rise) = (ScenarioParameters(), ScenarioParameters())
    (wave.wave, rise.drift) = (.init(amplitude: 0.9, period: 1), 0.4)
    var walk = PriceWalk(base: base, seed: 3)
    for tick: Int64 in 0..<20_000 {
      // From every place of the wave on, a hundred steps.
      walk.step(ScenarioPlan(tick % 200 < 100 ? wave : rise), elapsed: tick * 37_000_000)
      guard (lowest...base * 1000).contains(walk.price) else {
        Issue.record("tick \(tick): \(walk.price)")
        return
      }
    }
  }

  @Test("However far a gap goes, up or down, the price stays within its bounds and comes back from them")
  func gaps() {
    for base in [0.001, 0.99, 1, 100, 1_000_000.0] {
      let bounds = max(10 * tickSize(at: base), base / 1000)...base * 1000
      for gap in [-0.9, -0.5, 0.9, 9] {
        var walk = PriceWalk(base: base, seed: 3)
        for step in 0..<200 {
          walk.move(by: 1 + (step % 3 == 0 ? -min(gap, 0.9) : gap))
          #expect(bounds.contains(walk.price), "\(base), \(gap): \(walk.price)")
        }
      }
    }
  }
}
