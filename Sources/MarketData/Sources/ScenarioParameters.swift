/// What a scenario is made of. Steps are per tick and relative: `new = old × (1 + drift + volatility × noise)`.
public struct ScenarioParameters: Hashable, Sendable {
  /// The mean relative step.
  public var drift = 0.0
  /// The scale of the noise.
  public var volatility = 0.0
  /// The shape of the noise: even over -1 to 1, or Gaussian of variance 1.
  public var noise = Noise.uniform
  /// Sudden moves, on top of the step.
  public var jumps: Jumps?
  /// Silences between stretches of quotes.
  public var pauses: Pauses?
  /// A fixed wave around the base price, instead of a walk.
  public var wave: Wave?
  /// The distance from bid to ask, relative to the price; at least two ticks.
  public var spread = 0.0004
  /// Shares of a trade, drawn evenly.
  public var sizes: ClosedRange<Int32> = 100...500
  /// The most trades in one tick, drawn evenly from 1; at most `mostTradesPerTick`.
  public var tradesPerTick = 1
  static let mostTradesPerTick = 4

  /// A price that stands still.
  public init() {}

  /// The shape of the noise.
  public enum Noise: String, Hashable, Sendable, Codable {
    /// Even over -1 up to 1.
    case uniform
    /// Gaussian of mean 0 and variance 1, by summed uniforms.
    case gaussian
  }

  /// Sudden moves.
  public struct Jumps: Hashable, Sendable {
    /// The chance of one, per tick.
    public var probability: Double
    /// How far, relative to the price; up and down alike.
    public var size: Double
  }

  /// Silences.
  public struct Pauses: Hashable, Sendable {
    /// How many milliseconds of quotes come before each silence, drawn evenly.
    public var afterMs: ClosedRange<Int>
    /// How many milliseconds a silence lasts, drawn evenly.
    public var lastingMs: ClosedRange<Int>
  }

  /// `base + amplitude × sin(t / period)`.
  public struct Wave: Hashable, Sendable {
    /// The amplitude, relative to the base price.
    public var amplitude: Double
    /// Seconds per radian: a full wave takes 2π times as long.
    public var period: Double
  }
}
