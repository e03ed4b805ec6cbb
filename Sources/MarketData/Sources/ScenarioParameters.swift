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

extension SymbolScenario {
  /// The parameters behind the name.
  public var parameters: ScenarioParameters {
    var parameters = ScenarioParameters()
    parameters.volatility = 0.001
    switch self {
    case .flat: parameters.volatility = 0.0001
    case .trendUp: parameters.drift = 0.0005
    case .trendDown: parameters.drift = -0.0005
    case .volatile: parameters.volatility = 0.01
    case .jump: parameters.jumps = .init(probability: 0.02, size: 0.05)
    case .stale: parameters.pauses = .init(afterMs: 20_000...40_000, lastingMs: 5_000...10_000)
    case .sine:
      parameters.wave = .init(amplitude: 0.02, period: 10)
      parameters.tradesPerTick = 2
    case .synthetic: parameters.noise = .gaussian
    }
    return parameters
  }

  /// What happens, in one line.
  public var summary: String {
    switch self {
    case .flat: "hardly moves: up to 0.01 % per tick"
    case .trendUp: "rises by 0.05 % per tick, give or take 0.1 %"
    case .trendDown: "falls by 0.05 % per tick, give or take 0.1 %"
    case .volatile: "moves by up to 1 % per tick"
    case .jump: "moves by up to 0.1 % per tick, and by 5 % up or down in one of fifty"
    case .stale: "falls silent for 5 to 10 s after every 20 to 40 s"
    case .sine: "follows a sine around the base price, 1 or 2 trades per tick"
    case .synthetic: "walks quietly: Gaussian steps of 0.1 % of the price"
    }
  }
}
