import MarketData

/// A variable that people already use, and what it means here. The one table of them.
struct EnvironmentAlias: Sendable {
  let name: String
  let summary: String
  /// The keys and values it stands for, given its own value and the tickers of `SYNTHETIC_TICKERS`.
  let expand: @Sendable (_ value: String, _ tickers: [String]) throws(ConfigProblem) -> [(key: String, value: String)]

  static let all = [
    EnvironmentAlias(name: "LOG_LEVEL", summary: "`logging.level`, in upper or lower case") { value, _ in
      [("logging.level", value.lowercased())]
    },
    EnvironmentAlias(name: "REDIS_URL", summary: "`redis.url`") { value, _ in [("redis.url", value)] },
    EnvironmentAlias(
      name: "SYNTHETIC_CADENCE_HZ",
      summary: "quotes a second, rounded to whole milliseconds: `market_data.default_tick_interval_ms`, and "
        + "`tick_interval_ms` of each of `SYNTHETIC_TICKERS`", expand: cadence),
    EnvironmentAlias(name: "SYNTHETIC_SEED", summary: "`market_data.seed`") { value, _ in
      [("market_data.seed", value)]
    },
    EnvironmentAlias(
      name: "SYNTHETIC_TICKERS",
      summary: "tickers separated by commas: `market_data.symbols`, each with the scenario `synthetic`"
    ) { value, tickers in
      [(Setting.symbolsKey, value)] + tickers.map { ("\(Setting.symbolsKey).\($0).scenario", "synthetic") }
    },
    EnvironmentAlias(
      name: "USE_SYNTHETIC_DATA",
      summary: "`true`: `market_data.default_scenario` is `synthetic`, and symbols with a scenario of their own keep "
        + "it; `false`: the `SYNTHETIC_` variables are ignored",
      expand: synthetic),
  ]

  static func read(_ environment: [String: String], into draft: inout Draft) {
    let ignored = environment["USE_SYNTHETIC_DATA"]?.lowercased() == "false"
    let tickers = ValueFormat.tickers.read(.text(environment["SYNTHETIC_TICKERS"] ?? "")) ?? []
    for alias in all {
      guard let value = environment[alias.name], !(ignored && alias.name.hasPrefix("SYNTHETIC_")) else { continue }
      let origin = ConfigurationOrigin.environment(alias.name)
      do {
        for (key, value) in try alias.expand(value, tickers) {
          guard let address = Settings.address(key) else { continue }
          draft.assign(address, .text(value), layer: .alias, origin: origin)
        }
      } catch {
        draft.report(origin, error)
      }
    }
  }

  @Sendable private static func cadence(
    _ value: String, _ tickers: [String]
  ) throws(ConfigProblem) -> [(key: String, value: String)] {
    let key = "market_data.default_tick_interval_ms"
    guard let hertz = number(value), (0.001...1000).contains(hertz) else {
      throw ConfigProblem(key, expected: "a number from 0.001 to 1000", found: RawValue.text(value).shown)
    }
    let interval = "\(Int((1000 / hertz).rounded()))"
    return [(key, interval)] + tickers.map { ("\(Setting.symbolsKey).\($0).tick_interval_ms", interval) }
  }

  @Sendable private static func synthetic(
    _ value: String, _ tickers: [String]
  ) throws(ConfigProblem) -> [(key: String, value: String)] {
    let key = "market_data.default_scenario"
    guard let isOn = ValueFormat.bool.read(.text(value)) else {
      throw ConfigProblem(key, expected: ValueFormat.bool.rule.expected, found: RawValue.text(value).shown)
    }
    return isOn ? [(key, "synthetic")] : []
  }
}
