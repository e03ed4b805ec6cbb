import MarketData
import MarketDataRedis

/// Every key there is: the one table from which files, variables and flags are read, the effective configuration is
/// shown, and the reference is written. Its order is theirs.
enum Settings {
  static let all = market + faults + health + symbols + symbolFaults + history + cache + gateway + logging

  private static let market: [Setting] = [
    .root("market_data.source", "Where quotes come from.", .name, \.marketData.source),
    .root(
      "market_data.seed", "Seeds every random decision: the same seed and configuration give the same quotes.", .seed,
      \.marketData.seed),
    .root(
      "market_data.speed", "How many times as fast as a real market; 0 is as fast as the consumers take it.", .speed,
      \.marketData.pace),
    .root(
      "market_data.queue_max_size", "How many quotes a subscriber's stream holds, unless it asks otherwise.",
      .whole(ConfigRules.queueSize), \.marketData.queueMaxSize),
    .root(
      "market_data.overflow", "What happens when a subscriber's stream is full, unless it asks otherwise.", .name,
      \.marketData.overflow),
    .root(
      "market_data.default_scenario", "The scenario of symbols that name none.", .scenario, \.marketData.defaultScenario
    ),
    .root(
      ScenarioFolder.key,
      "The folder of scenario files; empty: `scenarios` beside the configuration file, if there is one.",
      .path, \.scenariosPath),
    .root(
      "market_data.default_base_price", "The first price of symbols that name none.", .price,
      \.marketData.defaultBasePrice),
    .root(
      "market_data.default_tick_interval_ms", "The time between quotes of symbols that name none.",
      .milliseconds(ConfigRules.duration), \.marketData.defaultTickInterval),
    .root(
      "market_data.staleness_threshold_ms", "The age from which a cached quote counts as stale.",
      .milliseconds(ConfigRules.duration), \.marketData.stalenessThreshold),
    .root(
      "market_data.stop_timeout_ms", "The longest that stopping waits for full streams and the cache.",
      .milliseconds(ConfigRules.patience), \.marketData.stopTimeout),
  ]

  private static let health: [Setting] = [
    .root("market_data.health.enabled", "Whether streams are judged.", .bool, \.marketData.health.enabled),
    .root(
      "market_data.health.calendar", "The market's hours; `auto`: those of each symbol's scenario.", .calendarOrAuto,
      \.marketData.health.calendar),
    .root(
      "market_data.health.minimum_interval_ms",
      "The least interval that is expected of any symbol: shorter pauses of a machine mean nothing.",
      .milliseconds(ConfigRules.duration), \.marketData.health.minimumInterval),
  ]

  private static let symbols: [Setting] = [
    .tickers("The symbols that run from the start."),
    .symbol(
      "scenario", "How its price moves.", .scenario, default: "as `market_data.default_scenario`", \.scenario),
    .symbol("base_price", "Its first price.", .price, default: "as `market_data.default_base_price`", \.basePrice),
    .symbol(
      "tick_interval_ms", "The time between its quotes.", .milliseconds(ConfigRules.duration),
      default: "as `market_data.default_tick_interval_ms`", \.tickInterval),
    .symbol(
      "expected_interval_ms", "The longest silence that is ordinary for it.", .milliseconds(ConfigRules.duration),
      default: "as its scenario says, or as is learned", \.expectedInterval),
    .symbol(
      "calendar", "The hours of its market.", .name, default: "as `market_data.health.calendar`", \.calendar),
    .symbol(
      "on_demand", "Whether it runs only while a client asks for it by name; wildcards do not mean it.", .bool,
      \.onDemand),
  ]

  private static let cache: [Setting] = [
    .root(
      "cache.accept_older", "Whether a quote older than the one held replaces it.", .bool, \.marketData.acceptOlder),
    .root("redis.url", "Where Redis is; empty is no Redis, memory only.", .redisURL, \.redis.url),
    .root("redis.key_prefix", "What stands before the ticker in a key.", .keyPrefix, \.redis.keyPrefix),
    .root(
      "redis.connect_timeout_ms", "The longest wait for a connection.", .milliseconds(ConfigRules.duration),
      \.redis.connectTimeout),
    .root(
      "redis.command_timeout_ms", "The longest wait for an answer.", .milliseconds(ConfigRules.duration),
      \.redis.commandTimeout),
    .root(
      "redis.backoff_initial_ms", "The first pause before connecting again; it doubles each time, with jitter.",
      .milliseconds(ConfigRules.duration), \.redis.backoffInitial),
    .root(
      "redis.backoff_max_ms", "The longest such pause; at least the first.", .milliseconds(ConfigRules.duration),
      \.redis.backoffMax),
  ]

  private static let logging: [Setting] = [
    .root("logging.level", "The least level that is logged.", .name, \.logging.level),
    .root("logging.format", "The form of a log line.", .name, \.logging.format),
  ]
}
