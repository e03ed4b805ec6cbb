// Scenarios in which something happens: within the first hour after the market's start, and every hour again.
extension ScenarioDefinition {
  /// Steps up take the price close to the upper band whatever the tick interval is; the last one would go beyond.
  static let halt: ScenarioDefinition = {
    let calm = quiet { $0.bands = .init(width: 0.05) }
    let rally = quiet {
      $0.bands = .init(width: 0.05)
      ($0.volatility, $0.sizeScale) = (0.0005, 3)
    }
    let limit = quiet {
      $0.bands = .init(width: 0.05, renewedEveryMs: 0)
      ($0.drift, $0.volatility, $0.sizeScale) = (0.01, 0.0005, 5)
    }
    let reopening = quiet {
      $0.bands = .init(width: 0.1)
      ($0.volatility, $0.spread, $0.sizeScale) = (0.003, 0.002, 6)
    }
    let settling = quiet {
      $0.bands = .init(width: 0.05)
      ($0.volatility, $0.spread, $0.sizeScale) = (0.001, 0.0008, 2)
    }
    var definition = ScenarioDefinition(
      "runs into the upper limit after 10 minutes, is halted for 5, reopens lower, and calms down; every hour", calm)
    definition.cycle = .seconds(3600)
    definition.phases = [
      ScenarioPhase("rally", at: .elapsed(.seconds(480)), rally, gap: 0.01),
      ScenarioPhase("rally on", at: .elapsed(.seconds(520)), rally, gap: 0.015),
      ScenarioPhase("rally higher", at: .elapsed(.seconds(560)), rally, gap: 0.02),
      ScenarioPhase("limit", at: .elapsed(.seconds(600)), limit, gap: 0.12),
      ScenarioPhase("pause", at: .elapsed(.seconds(615)), calm, isHalted: true),
      ScenarioPhase("reopening", at: .elapsed(.seconds(915)), reopening, gap: -0.085),
      ScenarioPhase("settling", at: .elapsed(.seconds(1215)), settling),
      ScenarioPhase("calm again", at: .elapsed(.seconds(1800)), calm),
    ]
    return definition
  }()

  static let news: ScenarioDefinition = {
    let reactions: [(name: String, minute: Int, volatility: Double, spread: Double, sizeScale: Double)] = [
      ("news", 10, 0.004, 0.003, 12), ("reactions", 11, 0.002, 0.002, 6), ("second thoughts", 14, 0.001, 0.001, 3),
      ("aftermath", 20, 0.0005, 0.0006, 1.5), ("quiet again", 30, 0.0002, 0.0004, 1),
    ]
    var definition = ScenarioDefinition(
      "quiet, then 6 % up or down after 10 minutes, with heavy volume, and turmoil that calms down; every hour",
      quiet { _ in })
    definition.cycle = .seconds(3600)
    definition.phases = reactions.map { reaction in
      let parameters = quiet {
        ($0.volatility, $0.spread, $0.sizeScale) = (reaction.volatility, reaction.spread, reaction.sizeScale)
      }
      return ScenarioPhase(reaction.name, at: .elapsed(.seconds(reaction.minute * 60)), parameters)
    }
    definition.phases[0].gap = 0.06
    definition.phases[0].gapsEitherWay = true
    return definition
  }()

  private static func quiet(_ change: (inout ScenarioParameters) -> Void) -> ScenarioParameters {
    var parameters = ScenarioParameters()
    parameters.volatility = 0.0002
    change(&parameters)
    return parameters
  }
}
