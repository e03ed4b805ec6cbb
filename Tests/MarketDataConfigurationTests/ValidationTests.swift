import MarketData
import MarketDataConfiguration
import MarketDataRedis
import Testing

/// What programs that build their configuration themselves are told.
struct ValidationTests {
  private func lines(_ change: (inout MarketDataConfig) throws -> Void) rethrows -> [String] {
    var config = MarketDataConfig()
    try change(&config)
    return config.validate().map(\.description)
  }

  @Test("The defaults are valid")
  func defaults() { #expect(Configuration().validate() == []) }

  @Test("All faults are found, under the keys of the file and in its order")
  func all() throws {
    let found = try lines { config in
      config.queueMaxSize = 0
      config.pace = .scaled(.nan)
      config.defaultBasePrice = .zero
      config.defaultTickInterval = .zero
      config.stalenessThreshold = .seconds(-1)
      config.stopTimeout = .seconds(100_000)
      config.faults.dropProbability = .infinity
      config.faults.delayMsRange = -5...5
      (config.maxInFlight, config.ledgerCapacity) = (0, 2_000_000)
      config.symbols[try Symbol("ZZZ")] = SymbolConfig(tickInterval: .microseconds(1500))
      config.symbols[try Symbol("AAA")] = SymbolConfig(basePrice: Price(nanos: -1), faults: config.faults)
    }
    let expected = [
      "market_data.queue_max_size: expected a whole number from 1 to 1000000, found 0",
      "market_data.speed: expected 0 (unpaced) or a number from 0.001 to 1000, found nan",
      "market_data.default_base_price: expected \(priceText), found 0.00",
      "market_data.default_tick_interval_ms: expected \(dayMs), found 0",
      "market_data.staleness_threshold_ms: expected \(dayMs), found -1000",
      "market_data.stop_timeout_ms: expected a whole number of milliseconds from 0 to 86400000, found 100000000",
      "market_data.faults.drop_probability: expected a number from 0 to 1, found inf",
      "market_data.faults.delay_ms_range: expected \(rangeMs), found [-5, 5]",
      "market_data.faults.max_in_flight: expected a whole number from 1 to 1000000, found 0",
      "market_data.faults.ledger_capacity: expected a whole number from 1 to 1000000, found 2000000",
      "market_data.symbols.AAA.base_price: expected \(priceText), found -0.000000001",
      "market_data.symbols.AAA.faults.drop_probability: expected a number from 0 to 1, found inf",
      "market_data.symbols.AAA.faults.delay_ms_range: expected \(rangeMs), found [-5, 5]",
      "market_data.symbols.ZZZ.tick_interval_ms: expected \(dayMs), found 1.5",
    ]
    #expect(found == expected)
  }

  @Test(
    "Every probability and every range is looked at",
    arguments: [
      ("stale_window", \FaultConfig.staleWindowProbability), ("drop", \.dropProbability),
      ("corrupt", \.corruptProbability), ("out_of_order", \.outOfOrderProbability),
      ("duplicate", \.duplicateProbability), ("delay", \.delayProbability), ("reorder", \.reorderProbability),
    ] as [(String, any WritableKeyPath<FaultConfig, Double> & Sendable)])
  func probabilities(_ name: String, _ path: any WritableKeyPath<FaultConfig, Double> & Sendable) {
    let message = "market_data.faults.\(name)_probability: expected a number from 0 to 1, found 1.5"
    #expect(lines { $0.faults[keyPath: path] = 1.5 } == [message])
  }

  @Test("A scale of nothing, or less, is no pace", arguments: [0, -1, 1e-9, 1000.5, .infinity])
  func pace(_ factor: Double) {
    #expect(lines { $0.pace = .scaled(factor) }.count == 1)
  }

  @Test("Redis settings are judged without showing a password")
  func redis() {
    var redis = RedisConfig()
    redis.url = "redis://:hunter2@h:x"
    redis.keyPrefix = String(repeating: "k", count: 129)
    redis.connectTimeout = .zero
    let expected = [
      #"redis.url: expected \#(urls), found "redis://***@h:x""#,
      #"redis.key_prefix: expected at most 128 characters, none of them invisible, found 129 characters"#,
      "redis.connect_timeout_ms: expected \(dayMs), found 0",
    ]
    #expect(redis.validate().map(\.description) == expected)
  }

  @Test("The longest pause is at least the first")
  func backoff() {
    var redis = RedisConfig()
    redis.backoffMax = .milliseconds(50)
    let message = "redis.backoff_max_ms: expected at least redis.backoff_initial_ms, which is 100, found 50"
    #expect(redis.validate().map(\.description) == [message])
  }
}
