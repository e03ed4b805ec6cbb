/// How a symbol's price moves, by a stable name.
public enum SymbolScenario: String, Hashable, Sendable, CaseIterable, Codable {
  /// Hardly at all.
  case flat
  /// Up, 0.05 % per tick.
  case trendUp = "trend_up"
  /// Down, 0.05 % per tick.
  case trendDown = "trend_down"
  /// By up to 1 % per tick.
  case volatile
  /// Quietly, with a jump of 5 % up or down in one tick of fifty.
  case jump
  /// Quietly, with silences of 5 to 10 s after every 20 to 40 s.
  case stale
  /// Along a sine around the base price.
  case sine
  /// By a Gaussian 0.1 % per tick: the quiet seeded walk for development at any hour.
  case synthetic
}
