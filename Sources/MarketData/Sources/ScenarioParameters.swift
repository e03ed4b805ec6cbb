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
  /// Multiplies `sizes`; at least one share remains.
  public var sizeScale = 1.0
  /// The most trades in one tick, drawn evenly from 1; at most `mostTradesPerTick`.
  public var tradesPerTick = 1
  static let mostTradesPerTick = 4
  /// The chance that a tick brings quotes at all; at others the symbol is quiet, and its price stands still.
  public var activity = 1.0
  /// After so many quiet ticks in a row the next one brings quotes whatever was drawn: this bounds ordinary silence.
  public var mostQuietTicks = 9
  /// Runs of quotes that follow one another closely.
  public var bursts: Bursts?
  /// How volatility and sizes change over a trading day.
  public var intraday = Intraday.even
  /// Limits to the price, which are announced.
  public var bands: Bands?

  /// A price that stands still.
  public init() {}

  /// The longest silence between ticks that these parameters draw, in tick intervals; pauses do not count.
  var longestQuiet: Int { activity < 1 ? mostQuietTicks + 1 : 1 }
}
