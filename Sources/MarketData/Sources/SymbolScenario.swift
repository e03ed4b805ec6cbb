/// How a symbol's price moves, by a stable name: one that is built in, or one that `MarketDataConfig.scenarios` defines.
public struct SymbolScenario: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
  /// The name.
  public let rawValue: String

  /// The scenario of that name, whether there is one or not.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// The name.
  public var description: String { rawValue }

  /// Hardly at all.
  public static let flat = SymbolScenario(rawValue: "flat")
  /// Up, 0.05 % per tick.
  public static let trendUp = SymbolScenario(rawValue: "trend_up")
  /// Down, 0.05 % per tick.
  public static let trendDown = SymbolScenario(rawValue: "trend_down")
  /// By up to 1 % per tick.
  public static let volatile = SymbolScenario(rawValue: "volatile")
  /// Quietly, with a jump of 5 % up or down in one tick of fifty.
  public static let jump = SymbolScenario(rawValue: "jump")
  /// Quietly, with silences of 5 to 10 s after every 20 to 40 s.
  public static let stale = SymbolScenario(rawValue: "stale")
  /// Along a sine around the base price.
  public static let sine = SymbolScenario(rawValue: "sine")
  /// By a Gaussian 0.1 % per tick: the quiet seeded walk for development at any hour.
  public static let synthetic = SymbolScenario(rawValue: "synthetic")
  /// A day in New York: hours before and after, volume and volatility high at the open and the close.
  public static let normalDay = SymbolScenario(rawValue: "normal_day")
  /// Few quotes, at irregular intervals, with a wide spread.
  public static let lowLiquidity = SymbolScenario(rawValue: "low_liquidity")
  /// A day in New York that opens 5 % above the last price before.
  public static let gapUp = SymbolScenario(rawValue: "gap_up")
  /// A day in New York that opens 5 % below the last price before.
  public static let gapDown = SymbolScenario(rawValue: "gap_down")
  /// A run into the limit-up limit-down bands, a pause of five minutes, and a reopening.
  public static let halt = SymbolScenario(rawValue: "halt")
  /// A quiet walk, a jump with heavy volume when news come out, and turmoil that calms down.
  public static let news = SymbolScenario(rawValue: "news")
  /// Quiet stretches with bursts of quotes between.
  public static let burst = SymbolScenario(rawValue: "burst")

  /// Those that are built in, in the order of documentation.
  public static let builtIn: [SymbolScenario] = [
    .flat, .trendUp, .trendDown, .volatile, .jump, .stale, .sine, .synthetic, .normalDay, .lowLiquidity, .gapUp,
    .gapDown, .halt, .news, .burst,
  ]
}
