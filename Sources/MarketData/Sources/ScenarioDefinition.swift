/// What a scenario is: the parameters of its walk, the hours in which it quotes, and phases with parameters of their own.
public struct ScenarioDefinition: Hashable, Sendable {
  /// What happens, in one line.
  public var summary: String
  /// The parameters outside of phases.
  public var parameters: ScenarioParameters
  /// What changes in the course of time, in order of time for each kind of start.
  public var phases: [ScenarioPhase] = []
  /// When it quotes.
  public var calendar = MarketCalendar.always
  /// Faults that belong to it: they strike the symbols that have it, if faults are enabled. Their `symbols` is nil.
  public var faults: [FaultWindow] = []

  /// A scenario without phases.
  public init(_ summary: String, _ parameters: ScenarioParameters) {
    (self.summary, self.parameters) = (summary, parameters)
  }

  /// The longest silence that is ordinary while the market is open, of a symbol that ticks so often. What is a fault by
  /// design, as the pauses of `stale`, does not count.
  public func longestSilence(tickInterval: Duration) -> Duration { tickInterval }
}

/// A stretch of a scenario with parameters of its own, until the next one begins.
public struct ScenarioPhase: Hashable, Sendable {
  /// What it is called.
  public var name: String
  /// When it begins.
  public var start: Start
  /// Its parameters.
  public var parameters: ScenarioParameters
  /// A relative move of the price at its begin: 0.05 is 5 % up.
  public var gap = 0.0
  /// Whether trading is halted: no quotes, and a status that says so.
  public var isHalted = false

  /// When a phase begins.
  public enum Start: Hashable, Sendable {
    /// So long after the market's start.
    case elapsed(Duration)
    /// On each trading day so long after the regular hours begin; before, if negative.
    case open(Duration)
    /// On each trading day so long after the regular hours end; before, if negative.
    case close(Duration)
  }

  /// A phase.
  public init(_ name: String, at start: Start, _ parameters: ScenarioParameters) {
    (self.name, self.start, self.parameters) = (name, start, parameters)
  }
}

extension MarketDataConfig {
  /// What a scenario is: the user's, or else the one that is built in.
  public func definition(of scenario: SymbolScenario) -> ScenarioDefinition? {
    scenarios[scenario] ?? ScenarioDefinition.builtIn[scenario]
  }
}
