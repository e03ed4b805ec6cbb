/// What a scenario is: the parameters of its walk, the hours in which it quotes, and phases with parameters of their
/// own.
///
/// ```swift
/// var calm = ScenarioParameters()
/// calm.volatility = 0.0003
/// var wild = calm
/// wild.volatility = 0.004
/// var scenario = ScenarioDefinition("a jump after ten minutes", calm)
/// scenario.phases = [ScenarioPhase("news", at: .elapsed(.seconds(600)), wild, gap: 0.06)]
/// config.scenarios[SymbolScenario(rawValue: "my_news")] = scenario
/// ```
public struct ScenarioDefinition: Hashable, Sendable {
  /// What happens, in one line.
  public var summary: String
  /// The parameters outside of phases.
  public var parameters: ScenarioParameters
  /// What changes in the course of time, in order of time for each kind of start. Of phases that begin in the same
  /// moment the last one holds.
  public var phases: [ScenarioPhase] = []
  /// After how long the scenario begins again, with its own parameters and then its phases, all of which start by
  /// `elapsed`; nil: never.
  public var cycle: Duration?
  /// When it quotes.
  public var calendar = MarketCalendar.always
  /// Faults that belong to it: they strike the symbols that have it, if faults are enabled. Their `symbols` is nil.
  public var faults: [FaultWindow] = []

  /// A scenario without phases.
  public init(_ summary: String, _ parameters: ScenarioParameters) {
    (self.summary, self.parameters) = (summary, parameters)
  }

  /// The longest silence that is ordinary while the market is open, of a symbol that ticks so often. What is a fault by
  /// design, as the pauses of `stale`, does not count, nor does a halt.
  public func longestSilence(tickInterval: Duration) -> Duration {
    let quiet = phases.lazy.filter { !$0.isHalted }.map(\.parameters.longestQuiet)
    return tickInterval * quiet.reduce(parameters.longestQuiet, max)
  }

  /// The parameters outside of phases, and those of each phase.
  var allParameters: [ScenarioParameters] { [parameters] + phases.map(\.parameters) }
}

extension MarketDataConfig {
  /// What a scenario is: the user's, or else the one that is built in.
  public func definition(of scenario: SymbolScenario) -> ScenarioDefinition? {
    scenarios[scenario] ?? ScenarioDefinition.builtIn[scenario]
  }
}
