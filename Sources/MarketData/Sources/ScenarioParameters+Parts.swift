extension ScenarioParameters {
  /// The shape of the noise.
  public enum Noise: String, Hashable, Sendable, CaseIterable, Codable {
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

    /// Moves of that size.
    public init(probability: Double, size: Double) { (self.probability, self.size) = (probability, size) }
  }

  /// Silences.
  public struct Pauses: Hashable, Sendable {
    /// How many milliseconds of quotes come before each silence, drawn evenly.
    public var afterMs: ClosedRange<Int>
    /// How many milliseconds a silence lasts, drawn evenly.
    public var lastingMs: ClosedRange<Int>

    /// Silences of that length.
    public init(afterMs: ClosedRange<Int>, lastingMs: ClosedRange<Int>) {
      (self.afterMs, self.lastingMs) = (afterMs, lastingMs)
    }
  }

  /// `base + amplitude × sin(t / period)`.
  public struct Wave: Hashable, Sendable {
    /// The amplitude, relative to the base price.
    public var amplitude: Double
    /// Seconds per radian: a full wave takes 2π times as long.
    public var period: Double

    /// A wave around the base price.
    public init(amplitude: Double, period: Double) { (self.amplitude, self.period) = (amplitude, period) }
  }

  /// Runs of quotes that follow one another closely, after a tick.
  public struct Bursts: Hashable, Sendable {
    /// The chance, at each tick that brings quotes, that a burst follows it.
    public var probability: Double
    /// How many ticks more come in a burst, drawn evenly.
    public var quotes: ClosedRange<Int>
    /// The time between them, as a fraction of the tick interval.
    public var spacing: Double

    /// Bursts of that length.
    public init(probability: Double, quotes: ClosedRange<Int>, spacing: Double) {
      (self.probability, self.quotes, self.spacing) = (probability, quotes, spacing)
    }
  }

  /// How volatility and sizes change over a trading day in New York.
  public enum Intraday: String, Hashable, Sendable, CaseIterable, Codable {
    /// Not at all.
    case even
    /// High at the open and the close, low at noon: at the fraction x of the regular hours they are multiplied by
    /// `0.6 + 1.2 × (2x - 1)²`, which is 1.8 at both ends, 0.6 in the middle, and 1 on average; outside of the regular
    /// hours by 0.3.
    case uShaped = "u_shaped"
  }

  /// Limits to the price, around a reference that is renewed: `MarketEvent.priceBand` announces them, and neither
  /// trades nor the book leave them.
  ///
  /// After the plan of the American exchanges "to address extraordinary market volatility" (limit up, limit down), with
  /// the price itself as the reference instead of its mean over five minutes.
  public struct Bands: Hashable, Sendable {
    /// How far from the reference a price may go, relative to it; up and down alike.
    public var width: Double
    /// How many milliseconds it takes until they are renewed; 0: those in force are kept.
    public var renewedEveryMs: Int

    /// Limits that far from the price.
    public init(width: Double, renewedEveryMs: Int = 30_000) {
      (self.width, self.renewedEveryMs) = (width, renewedEveryMs)
    }
  }
}
