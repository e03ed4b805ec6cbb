/// A stretch of a scenario with parameters of its own, until the next one begins.
public struct ScenarioPhase: Hashable, Sendable {
  /// What it is called.
  public var name: String
  /// When it begins.
  public var start: Start
  /// Its parameters.
  public var parameters: ScenarioParameters
  /// A relative move of the price at its begin: 0.05 is 5 % up. Each symbol makes it once, with its next tick, even if
  /// that comes when the phase is over.
  public var gap = 0.0
  /// Whether the gap goes up or down by chance, drawn for each symbol and each begin; then it is below 1.
  public var gapsEitherWay = false
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
  public init(
    _ name: String, at start: Start, _ parameters: ScenarioParameters, gap: Double = 0, gapsEitherWay: Bool = false,
    isHalted: Bool = false
  ) {
    (self.name, self.start, self.parameters) = (name, start, parameters)
    (self.gap, self.gapsEitherWay, self.isHalted) = (gap, gapsEitherWay, isHalted)
  }
}
