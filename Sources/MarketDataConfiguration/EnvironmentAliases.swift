import MarketData

extension EnvironmentAlias {
  /// The one table of them, by name.
  static let all = [
    EnvironmentAlias(
      name: "ENABLE_FAKE_DATA",
      summary: "`true`: there are the symbols of `FAKE_DATA_SYMBOLS`, or `FAKETICKER`; `false`: what the file says of "
        + "`FAKETICKER` and `FAKEPACA` is set aside, and `FAKE_DATA_SYMBOLS` is ignored",
      expand: enableFakes),
    EnvironmentAlias(
      name: "FAKE_DATA_SYMBOLS",
      summary: "tickers separated by commas: so many more symbols, each with the scenario `sine` and `on_demand: true`",
      expand: fakes),
    EnvironmentAlias(
      name: "HEARTBEAT_INTERVAL_SEC", summary: "seconds: `gateway.heartbeat_interval_ms`",
      expand: heartbeat),
    EnvironmentAlias(name: "LOG_LEVEL", summary: "`logging.level`, in upper or lower case") { value, _ in
      [.set("logging.level", value.lowercased())]
    },
    same("MAX_CLIENTS", as: "gateway.max_clients"),
    EnvironmentAlias(
      name: "MESSAGE_BUFFER_SIZE",
      summary: "messages of 128 bytes each: `gateway.client_buffer_bytes`, at least the least that is allowed",
      expand: messageBuffer),
    same("PROXY_STOCKS_PORT", as: "gateway.port"),
    same("RECYCLER_REPLAY_SPEED", as: "recycler.replay_speed"),
    same("RECYCLER_SYMBOLS", as: "recycler.symbols"),
    same("REDIS_URL", as: "redis.url"),
    EnvironmentAlias(
      name: "SYNTHETIC_CADENCE_HZ",
      summary: "quotes a second, rounded to whole milliseconds: `market_data.default_tick_interval_ms`, and "
        + "`tick_interval_ms` of each of `SYNTHETIC_TICKERS`", expand: cadence),
    same("SYNTHETIC_SEED", as: "market_data.seed"),
    EnvironmentAlias(
      name: "SYNTHETIC_TICKERS",
      summary: "tickers separated by commas: `market_data.symbols`, each with the scenario `synthetic`",
      expand: synthetics),
    EnvironmentAlias(
      name: "USE_SYNTHETIC_DATA",
      summary: "`true`: `market_data.default_scenario` is `synthetic`, and symbols with a scenario of their own keep "
        + "it; `false`: the `SYNTHETIC_` variables are ignored",
      expand: useSynthetic),
    same("WEBSOCKET_MODE", as: "websocket.mode"),
  ]

  private static func same(_ name: String, as key: String) -> EnvironmentAlias {
    EnvironmentAlias(name: name, summary: "`\(key)`") { value, _ in [.set(key, value)] }
  }

  @Sendable private static func heartbeat(_ value: String, _: [String: String]) throws(ConfigProblem) -> [Meaning] {
    let key = "gateway.heartbeat_interval_ms"
    return [.set(key, try convert(value, for: key, 0.001...86_400, of: "seconds") { $0 * 1000 })]
  }

  /// Up to a GiB of messages, the most that is allowed.
  @Sendable private static func messageBuffer(_ value: String, _: [String: String]) throws(ConfigProblem) -> [Meaning] {
    let key = "gateway.client_buffer_bytes"
    return [.set(key, try convert(value, for: key, 1...8_388_608, of: "messages") { max(65_536, $0 * 128) })]
  }
}

extension EnvironmentAlias {
  @Sendable private static func cadence(
    _ value: String, _ environment: [String: String]
  ) throws(ConfigProblem) -> [Meaning] {
    let key = "market_data.default_tick_interval_ms"
    let interval = try convert(value, for: key, 0.001...1000, of: "quotes a second") { 1000 / $0 }
    return [.set(key, interval)] + own("tick_interval_ms", interval, of: tickers(environment["SYNTHETIC_TICKERS"]))
  }

  @Sendable private static func synthetics(_ value: String, _: [String: String]) -> [Meaning] {
    [.set(Setting.symbolsKey, value)] + own("scenario", "synthetic", of: tickers(value))
  }

  @Sendable private static func useSynthetic(_ value: String, _: [String: String]) throws(ConfigProblem) -> [Meaning] {
    let key = "market_data.default_scenario"
    return try isOn(value, for: key) ? [.set(key, "synthetic")] : []
  }

  @Sendable private static func enableFakes(
    _ value: String, _ environment: [String: String]
  ) throws(ConfigProblem) -> [Meaning] {
    guard try isOn(value, for: Setting.symbolsKey) else { return [.noSymbol("FAKETICKER"), .noSymbol("FAKEPACA")] }
    return environment["FAKE_DATA_SYMBOLS"] == nil ? try fakes("FAKETICKER", environment) : []
  }

  @Sendable private static func fakes(_ value: String, _: [String: String]) throws(ConfigProblem) -> [Meaning] {
    guard let tickers = ValueFormat.tickers.read(.text(value)) else {
      let expected = ValueFormat.tickers.rule.expected
      throw ConfigProblem(Setting.symbolsKey, expected: expected, found: RawValue.text(value).shown)
    }
    return own("scenario", "sine", of: tickers) + own("on_demand", "true", of: tickers)
  }

  private static func own(_ name: String, _ value: String, of tickers: [String]) -> [Meaning] {
    tickers.map { .set("\(Setting.symbolsKey).\($0).\(name)", value) }
  }

  private static func tickers(_ value: String?) -> [String] { ValueFormat.tickers.read(.text(value ?? "")) ?? [] }
}
