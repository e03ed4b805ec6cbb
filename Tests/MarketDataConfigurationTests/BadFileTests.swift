import Testing

/// What a file can have wrong, and what is said about it.
struct BadFileTests {
  /// A value of `market_data`.
  @Test(
    "A bad value is named with its place, its key, what was expected and what was found",
    arguments: [
      BadCase("seed: x", #"seed: expected a whole number from 0 to 18446744073709551615, found "x""#),
      BadCase("seed: -1", "seed: expected a whole number from 0 to 18446744073709551615, found -1"),
      BadCase("seed: 1.5", "seed: expected a whole number from 0 to 18446744073709551615, found 1.5"),
      BadCase(
        "seed: 18446744073709551616",
        "seed: expected a whole number from 0 to 18446744073709551615, found 18446744073709551616"),
      BadCase("seed:", "seed: expected a whole number from 0 to 18446744073709551615, found nothing"),
      BadCase("seed: ~", "seed: expected a whole number from 0 to 18446744073709551615, found nothing"),
      BadCase("seed: ''", #"seed: expected a whole number from 0 to 18446744073709551615, found """#),
      BadCase("seed: [1]", "seed: expected a whole number from 0 to 18446744073709551615, found [1]"),
      BadCase("seed: {a: 1}", "seed: expected a whole number from 0 to 18446744073709551615, found a section"),
      BadCase("queue_max_size: 0", "queue_max_size: expected a whole number from 1 to 1000000, found 0"),
      BadCase("queue_max_size: 1000001", "queue_max_size: expected a whole number from 1 to 1000000, found 1000001"),
      BadCase("queue_max_size: 1e3", "queue_max_size: expected a whole number from 1 to 1000000, found 1e3"),
      BadCase("queue_max_size: 1_000", #"queue_max_size: expected a whole number from 1 to 1000000, found "1_000""#),
      BadCase(
        "overflow: drop",
        #"overflow: expected one of suspend, drop_oldest, drop_newest, conflate, found "drop"; did you mean "drop_oldest"?"#
      ),
      BadCase(
        "overflow: 7", "overflow: expected one of suspend, drop_oldest, drop_newest, conflate, found 7"),
      BadCase("source: other", #"source: expected one of mock, replay, found "other""#),
      BadCase("speed: -1", "speed: expected 0 (unpaced) or a number from 0.001 to 1000, found -1"),
      BadCase("speed: 1001", "speed: expected 0 (unpaced) or a number from 0.001 to 1000, found 1001"),
      BadCase("speed: .nan", #"speed: expected 0 (unpaced) or a number from 0.001 to 1000, found ".nan""#),
      BadCase(
        "default_scenario: volatil",
        #"default_scenario: expected \#(scenarios), found "volatil"; did you mean "volatile"?"#),
      BadCase("default_base_price: 0", "default_base_price: expected \(priceText), found 0"),
      BadCase("default_base_price: 1000000.01", "default_base_price: expected \(priceText), found 1000000.01"),
      BadCase(
        "default_base_price: 150.123456789012", "default_base_price: expected \(priceText), found 150.123456789012"),
      BadCase("default_base_price: $150", #"default_base_price: expected \#(priceText), found "$150""#),
      BadCase("default_tick_interval_ms: 0", "default_tick_interval_ms: expected \(dayMs), found 0"),
      BadCase("default_tick_interval_ms: 0.5", "default_tick_interval_ms: expected \(dayMs), found 0.5"),
      BadCase("default_tick_interval_ms: 86400001", "default_tick_interval_ms: expected \(dayMs), found 86400001"),
      BadCase("default_tick_interval_ms: 1s", #"default_tick_interval_ms: expected \#(dayMs), found "1s""#),
      BadCase("staleness_threshold_ms: 0", "staleness_threshold_ms: expected \(dayMs), found 0"),
      BadCase(
        "stop_timeout_ms: -1", "stop_timeout_ms: expected a whole number of milliseconds from 0 to 86400000, found -1"),
      BadCase("sede: 1", #"sede: expected a known key, found "sede"; did you mean "seed"?"#),
      BadCase(
        "enabled: 1", #"enabled: expected a known key, found "enabled"; did you mean "market_data.faults.enabled"?"#),
      BadCase("faults: true", "faults: expected a section of keys and values, found a single value"),
      BadCase("symbols:", "symbols: expected \(tickersText), found nothing"),
      BadCase("symbols: {}", "symbols: expected \(tickersText), found nothing"),
      BadCase("symbols: []", "symbols: expected \(tickersText), found []"),
      BadCase("symbols: [AAPL, 'A B']", "symbols: expected \(tickersText), found [AAPL, A B]"),
      BadCase("symbols: [[AAPL]]", "symbols: expected \(tickersText), found a list of lists or sections"),
    ])
  func marketData(_ bad: BadCase) {
    #expect(faults("market_data:\n  \(bad.input)\n") == ["f.yaml:2:3: market_data.\(bad.message)"])
  }

  @Test(
    "A bad fault or symbol setting is named by its full key",
    arguments: [
      BadCase("drop_probability: 1.5", "drop_probability: expected a number from 0 to 1, found 1.5"),
      BadCase("drop_probability: -0.1", "drop_probability: expected a number from 0 to 1, found -0.1"),
      BadCase("drop_probability: nan", #"drop_probability: expected a number from 0 to 1, found "nan""#),
      BadCase("drop_probability: inf", #"drop_probability: expected a number from 0 to 1, found "inf""#),
      BadCase("drop_probability: 1e999", "drop_probability: expected a number from 0 to 1, found 1e999"),
      BadCase("drop_probability: 0x1", #"drop_probability: expected a number from 0 to 1, found "0x1""#),
      BadCase("drop_probability: 1 %", #"drop_probability: expected a number from 0 to 1, found "1 %""#),
      BadCase("enabled: yes", #"enabled: expected true or false, found "yes""#),
      BadCase("delay_ms_range: [500, 50]", "delay_ms_range: expected \(rangeMs), found [500, 50]"),
      BadCase("delay_ms_range: [1, 2, 3]", "delay_ms_range: expected \(rangeMs), found [1, 2, 3]"),
      BadCase("delay_ms_range: []", "delay_ms_range: expected \(rangeMs), found []"),
      BadCase("delay_ms_range: [-1, 5]", "delay_ms_range: expected \(rangeMs), found [-1, 5]"),
      BadCase("delay_ms_range: 86400001", "delay_ms_range: expected \(rangeMs), found 86400001"),
      BadCase("delay_ms_range: 50-", "delay_ms_range: expected \(rangeMs), found 50-"),
      BadCase(
        "drop_probabilty: 1",
        #"drop_probabilty: expected a known key, found "drop_probabilty"; did you mean "drop_probability"?"#),
    ])
  func faultSettings(_ bad: BadCase) {
    let everyone = faults("market_data:\n  faults:\n    \(bad.input)\n")
    #expect(everyone == ["f.yaml:3:5: market_data.faults.\(bad.message)"])
    let own = faults("market_data:\n  symbols:\n    BRK.B:\n      faults:\n        \(bad.input)\n")
    #expect(own == ["f.yaml:5:9: market_data.symbols.BRK.B.faults.\(bad.message)"])
  }

  @Test(
    "A fault elsewhere in the file is named with line and column",
    arguments: [
      BadCase(
        "market_data: {symbols: {AAPL: {base_price: free}}}",
        #"f.yaml:1:32: market_data.symbols.AAPL.base_price: expected \#(priceText), found "free""#),
      BadCase(
        "market_data: {symbols: {AAPL: {prise: 1}}}",
        #"f.yaml:1:32: market_data.symbols.AAPL.prise: expected a known key, found "prise"; did you mean "base_price"?"#
      ),
      BadCase(
        "market_data: {symbols: {'': {}}}", #"f.yaml:1:25: market_data.symbols: expected \#(tickerText), found """#),
      BadCase(
        "market_data: {symbols: {A$: {}}}", #"f.yaml:1:25: market_data.symbols: expected \#(tickerText), found "A$""#),
      BadCase(
        "market_data: {symbols: {AAPL: 150}}",
        "f.yaml:1:25: market_data.symbols.AAPL: expected a section of keys and values, found a single value"),
      BadCase(
        "market_data: {symbols: {AAPL: {faults: {max_in_flight: 1}}}}",
        #"f.yaml:1:41: market_data.symbols.AAPL.faults.max_in_flight: expected a known key, found "max_in_flight"; did you mean "market_data.faults.max_in_flight"?"#
      ),
      BadCase(
        "market_data: {faults: {max_in_flight: 0}}",
        "f.yaml:1:24: market_data.faults.max_in_flight: expected a whole number from 1 to 1000000, found 0"),
      BadCase(
        "market_data: {faults: {ledger_capacity: lots}}",
        #"f.yaml:1:24: market_data.faults.ledger_capacity: expected a whole number from 1 to 1000000, found "lots""#),
      BadCase("cache: {accept_older: 1}", "f.yaml:1:9: cache.accept_older: expected true or false, found 1"),
      BadCase("redis: {url: 'http://h'}", #"f.yaml:1:9: redis.url: expected \#(urls), found "http://h""#),
      BadCase("redis: {url: 'redis://'}", #"f.yaml:1:9: redis.url: expected \#(urls), found "redis://""#),
      BadCase("redis: {url: 'redis://h/x'}", #"f.yaml:1:9: redis.url: expected \#(urls), found "redis://h/x""#),
      BadCase("redis: {url: 'unix://a'}", #"f.yaml:1:9: redis.url: expected \#(urls), found "unix://a""#),
      BadCase("redis: {url: }", #"f.yaml:1:9: redis.url: expected \#(urls), found nothing"#),
      BadCase(
        #"redis: {key_prefix: "a\nb"}"#,
        #"f.yaml:1:9: redis.key_prefix: expected at most 128 characters, none of them invisible, found "a\nb""#),
      BadCase("redis: {connect_timeout_ms: 0}", "f.yaml:1:9: redis.connect_timeout_ms: expected \(dayMs), found 0"),
      BadCase(
        "redis: {backoff_initial_ms: 50, backoff_max_ms: 20}",
        "f.yaml:1:33: redis.backoff_max_ms: expected at least redis.backoff_initial_ms, which is 50, found 20"),
      BadCase(
        "redis: {backoff_initial_ms: 20000}",
        "redis.backoff_max_ms: expected at least redis.backoff_initial_ms, which is 20000, found 10000"),
      BadCase(
        "logging: {level: loud}",
        #"f.yaml:1:11: logging.level: expected one of trace, debug, info, notice, warning, error, critical, found "loud""#
      ),
      BadCase(
        "logging: {format: jsn}",
        #"f.yaml:1:11: logging.format: expected one of text, json, found "jsn"; did you mean "json"?"#),
      BadCase(
        "histroy: {path: x}",
        #"f.yaml:1:1: histroy: expected a known key, found "histroy"; did you mean "history"?"#
      ),
      BadCase("seed: 5", #"f.yaml:1:1: seed: expected a known key, found "seed"; did you mean "market_data.seed"?"#),
      BadCase(
        "marketdata: {}",
        #"f.yaml:1:1: marketdata: expected a known key, found "marketdata"; did you mean "market_data"?"#),
      BadCase(
        "redis.url: ''",
        #"f.yaml:1:1: redis.url: expected a known key, found "redis.url"; write each part as a section"#),
      BadCase("redis: off", "f.yaml:1:1: redis: expected a section of keys and values, found a single value"),
      BadCase("? [a]\n: 1", "f.yaml:1:3: expected a known key, found a list"),
      BadCase("- 1", "f.yaml:1:1: expected sections such as market_data:, found a list"),
      BadCase("true", "f.yaml:1:1: expected sections such as market_data:, found a single value"),
    ])
  func elsewhere(_ bad: BadCase) { #expect(faults(bad.input) == [bad.message]) }

  @Test("All faults are reported at once: the file's in their order, then the environment's, then those of flags")
  func allAtOnce() {
    let yaml = "redis:\n  url: nowhere:x\nmarket_data:\n  sede: 1\n  faults:\n    drop_probability: 2\n  seed: x\n"
    let lines = faults(
      yaml, environment: ["MARKETDATA_REDIS__KEY": "k", "LOG_LEVEL": "loud"], set: ["market_data.speed=fast", "x"])
    let expected = [
      #"f.yaml:2:3: redis.url: expected \#(urls), found "nowhere…""#,
      #"f.yaml:4:3: market_data.sede: expected a known key, found "sede"; did you mean "seed"?"#,
      "f.yaml:6:5: market_data.faults.drop_probability: expected a number from 0 to 1, found 2",
      #"f.yaml:7:3: market_data.seed: expected a whole number from 0 to 18446744073709551615, found "x""#,
      #"environment LOG_LEVEL: logging.level: expected one of trace, debug, info, notice, warning, error, critical, found "loud""#,
      #"environment MARKETDATA_REDIS__KEY: redis.key: expected a known key, found "MARKETDATA_REDIS__KEY"; did you mean MARKETDATA_REDIS__KEY_PREFIX?"#,
      #"--set market_data.speed=fast: market_data.speed: expected 0 (unpaced) or a number from 0.001 to 1000, found "fast""#,
      #"--set x: expected key=value, found no "=""#,
    ]
    #expect(lines == expected)
  }
}
