extension ScenarioDefinition {
  /// The scenarios that are built in.
  public static let builtIn: [SymbolScenario: ScenarioDefinition] = [
    .flat: .flat, .trendUp: .trendUp, .trendDown: .trendDown, .volatile: .volatile, .jump: .jump, .stale: .stale,
    .sine: .sine, .synthetic: .synthetic, .normalDay: .normalDay, .lowLiquidity: .lowLiquidity, .gapUp: .gapUp,
    .gapDown: .gapDown, .halt: .halt, .news: .news, .burst: .burst,
  ]

  static let flat = walk("hardly moves: up to 0.01 % per tick") { $0.volatility = 0.0001 }
  static let trendUp = walk("rises by 0.05 % per tick, give or take 0.1 %") { $0.drift = 0.0005 }
  static let trendDown = walk("falls by 0.05 % per tick, give or take 0.1 %") { $0.drift = -0.0005 }
  static let volatile = walk("moves by up to 1 % per tick") { $0.volatility = 0.01 }
  static let jump = walk("moves by up to 0.1 % per tick, and by 5 % up or down in one of fifty") {
    $0.jumps = .init(probability: 0.02, size: 0.05)
  }
  static let stale = walk("falls silent for 5 to 10 s after every 20 to 40 s") {
    $0.pauses = .init(afterMs: 20_000...40_000, lastingMs: 5_000...10_000)
  }
  static let sine = walk("follows a sine around the base price, 1 or 2 trades per tick") {
    $0.wave = .init(amplitude: 0.02, period: 10)
    $0.tradesPerTick = 2
  }
  static let synthetic = walk("walks quietly: Gaussian steps of 0.1 % of the price") { $0.noise = .gaussian }
  static let burst = walk("quiet, with bursts of 10 to 50 quotes") {
    $0.activity = 0.3
    $0.bursts = .init(probability: 0.05, quotes: 10...50, spacing: 0.01)
  }

  /// A walk by up to 0.1 % per tick, but for what `change` says.
  private static func walk(_ summary: String, _ change: (inout ScenarioParameters) -> Void) -> ScenarioDefinition {
    var parameters = ScenarioParameters()
    parameters.volatility = 0.001
    change(&parameters)
    return ScenarioDefinition(summary, parameters)
  }
}
