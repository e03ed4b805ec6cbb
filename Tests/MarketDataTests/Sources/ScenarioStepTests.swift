import Testing

@testable import MarketData

/// What one step of a scenario is, by DESIGN 6: `1 + drift + volatility × noise`, and its moments about the drift.
private struct Step: CustomTestStringConvertible {
  var scenario: SymbolScenario
  var drift: Double
  var variance: Double
  var fourth: Double
  /// The eighth moment, or a bound of it: it makes the error of the fourth.
  var eighth: Double
  /// The largest distance from the drift.
  var reach: Double
  var testDescription: String { scenario.rawValue }

  static func uniform(_ scenario: SymbolScenario, drift: Double = 0, _ v: Double) -> Step {
    let square = v * v
    return Step(
      scenario: scenario, drift: drift, variance: square / 3, fourth: square * square / 5,
      eighth: square * square * square * square / 9, reach: v)
  }

  /// Uniform to 0.001, and in 2 % of the steps 0.05 more or less.
  static var jump: Step {
    let (v2, j2) = (1e-6, 0.0025)
    return Step(
      scenario: .jump, drift: 0, variance: v2 / 3 + 0.02 * j2,
      fourth: v2 * v2 / 5 + 6 * v2 / 3 * 0.02 * j2 + 0.02 * j2 * j2,
      eighth: 0.02 * 0.051 * 0.051 * 0.051 * 0.051 * 0.051 * 0.051 * 0.051 * 0.051, reach: 0.051)
  }

  /// Twelve uniforms: like a Gaussian, with a kurtosis of 2.9 and an end at six deviations.
  static var gaussian: Step {
    Step(scenario: .synthetic, drift: 0, variance: 1e-6, fourth: 2.9e-12, eighth: 105e-24, reach: 0.006)
  }
}

@Suite("Steps of the scenarios")
struct ScenarioStepTests {
  /// A million relative steps, a thousand each from a thousand walks, so that none comes near its bounds.
  private static func steps(_ scenario: SymbolScenario, _ body: (Double) -> Void) throws {
    let parameters = try #require(ScenarioDefinition.builtIn[scenario]).parameters
    for seed: UInt64 in 0..<1000 {
      var walk = PriceWalk(base: 100, seed: mix64(seed))
      for _ in 0..<1000 {
        let before = walk.price
        walk.step(ScenarioPlan(parameters), elapsed: 0)
        body(walk.price / before - 1)
      }
    }
  }

  @Test(
    "A million steps have the mean, the variance, the fourth moment and the reach that the scenario promises",
    arguments: [
      Step.uniform(.flat, 0.0001), .uniform(.trendUp, drift: 0.0005, 0.001),
      .uniform(.trendDown, drift: -0.0005, 0.001),
      .uniform(.volatile, 0.01), .uniform(.stale, 0.001), .jump, .gaussian,
    ])
  private func moments(_ step: Step) throws {
    var sample = Sample(around: step.drift)
    try Self.steps(step.scenario) { sample.add($0) }
    #expect(sample.count == 1_000_000)
    // Five standard errors each.
    let meanError = (step.variance / sample.count).squareRoot()
    #expect(abs(sample.mean - step.drift) < 5 * meanError)
    let varianceError = ((step.fourth - step.variance * step.variance) / sample.count).squareRoot()
    #expect(abs(sample.secondMoment - step.variance) < 5 * varianceError)
    let fourthError = ((step.eighth - step.fourth * step.fourth) / sample.count).squareRoot()
    #expect(abs(sample.fourthMoment - step.fourth) < 5 * fourthError)
    #expect(sample.range.lowest >= step.drift - step.reach * (1 + 1e-9) - 1e-15)
    #expect(sample.range.highest <= step.drift + step.reach * (1 + 1e-9) + 1e-15)
  }

  @Test("One step in fifty of a jump scenario is a jump of 5 %, as often up as down")
  func jumps() throws {
    var (up, down, between) = (0, 0, 0)
    try Self.steps(.jump) { step in
      switch step {
      case 0.05 - 0.0010001...0.05 + 0.0010001: up += 1
      case -0.05 - 0.0010001 ... -0.05 + 0.0010001: down += 1
      case -0.0010001...0.0010001: break
      default: between += 1
      }
    }
    let error = (1e6 * 0.01 * 0.99).squareRoot()
    #expect(between == 0)
    #expect(abs(Double(up) - 10_000) < 5 * error)
    #expect(abs(Double(down) - 10_000) < 5 * error)
  }

  @Test("The noise is even over its whole range")
  func even() throws {
    var bins = [Int](repeating: 0, count: 50)
    try Self.steps(.volatile) { bins[min(49, max(0, Int(($0 + 0.01) / 0.0004)))] += 1 }
    let error = (1e6 / 50 * (1 - 1.0 / 50)).squareRoot()
    for bin in bins { #expect(abs(Double(bin) - 20_000) < 5 * error) }
  }

  @Test("Consecutive steps have nothing to do with one another")
  func uncorrelated() throws {
    var (last, sum) = (0.0, 0.0)
    try Self.steps(.volatile) { step in
      sum += last * step
      last = step
    }
    // The product of two has the variance (v² / 3)².
    #expect(abs(sum / 1e6) < 5 * 1e-4 / 3 / 1000)
  }
}
