import MarketDataConfiguration
import Testing

/// What variables and flags can have wrong.
struct BadVariableAndFlagTests {
  @Test(
    "A bad variable is named",
    arguments: [
      BadCase(
        "MARKETDATA_MARKET_DATA__SEDE=1",
        #"market_data.sede: expected a known key, found "MARKETDATA_MARKET_DATA__SEDE"; did you mean MARKETDATA_MARKET_DATA__SEED?"#
      ),
      BadCase(
        "MARKETDATA_SEED=1",
        #"seed: expected a known key, found "MARKETDATA_SEED"; did you mean MARKETDATA_MARKET_DATA__SEED?"#),
      BadCase("MARKETDATA_=1", #": expected a known key, found "MARKETDATA_"; marketdata config show lists the keys"#),
      BadCase(
        "MARKETDATA_MARKET_DATA__SYMBOLS__AAPL__PRISE=1",
        #"market_data.symbols.aapl.prise: expected a known key, found "MARKETDATA_MARKET_DATA__SYMBOLS__AAPL__PRISE"; did you mean MARKETDATA_MARKET_DATA__SYMBOLS__AAPL__BASE_PRICE?"#
      ),
      BadCase(
        "MARKETDATA_MARKET_DATA__SYMBOLS__A$__BASE_PRICE=1",
        #"market_data.symbols: expected \#(tickerText), found "A$""#),
      BadCase(
        "MARKETDATA_LOGGING__LEVEL=",
        #"logging.level: expected one of trace, debug, info, notice, warning, error, critical, found """#),
      BadCase(
        "SYNTHETIC_CADENCE_HZ=0",
        "market_data.default_tick_interval_ms: expected a number of quotes a second from 0.001 to 1000, found 0"),
      BadCase("USE_SYNTHETIC_DATA=maybe", #"market_data.default_scenario: expected true or false, found "maybe""#),
      BadCase("SYNTHETIC_TICKERS=A,,B", #"market_data.symbols: expected \#(tickersText), found "A,,B""#),
      BadCase(
        "SYNTHETIC_SEED=x", #"market_data.seed: expected a whole number from 0 to 18446744073709551615, found "x""#),
      BadCase("PROXY_STOCKS_PORT=65536", "gateway.port: expected a whole number from 0 to 65535, found 65536"),
      BadCase("MAX_CLIENTS=0", "gateway.max_clients: expected a whole number from 1 to 1000000, found 0"),
      BadCase(
        "HEARTBEAT_INTERVAL_SEC=0",
        "gateway.heartbeat_interval_ms: expected a number of seconds from 0.001 to 86400, found 0"),
      BadCase(
        "MESSAGE_BUFFER_SIZE=lots",
        #"gateway.client_buffer_bytes: expected a number of messages from 1 to 8388608, found "lots""#),
      BadCase("ENABLE_FAKE_DATA=1", "market_data.symbols: expected true or false, found 1"),
      BadCase("FAKE_DATA_SYMBOLS=", #"market_data.symbols: expected \#(tickersText), found """#),
      BadCase("REDIS_URL=h:1", #"redis.url: expected \#(urls), found "h…""#),
    ])
  func variables(_ bad: BadCase) {
    let parts = bad.input.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let key = bad.message.hasPrefix(": ") ? String(bad.message.dropFirst(2)) : bad.message
    #expect(faults(environment: [parts[0]: parts[1]]) == ["environment \(parts[0]): \(key)"])
  }

  @Test(
    "A bad flag is named",
    arguments: [
      BadCase("market_data.seed", #"--set market_data.seed: expected key=value, found no "=""#),
      BadCase("", #"--set : expected key=value, found no "=""#),
      BadCase(
        "market_data.sede=1",
        #"--set market_data.sede=…: market_data.sede: expected a known key, found "market_data.sede"; did you mean "market_data.seed"?"#
      ),
      BadCase(
        "market_data.symbols.BRK.B.faults.drop=1",
        #"--set market_data.symbols.BRK.B.faults.drop=…: market_data.symbols.BRK.B.faults.drop: expected a known key, found "market_data.symbols.BRK.B.faults.drop"; did you mean "market_data.symbols.BRK.B.faults.drop_probability"?"#
      ),
      BadCase(
        "market_data.symbols..base_price=1",
        #"--set market_data.symbols..base_price=…: market_data.symbols..base_price: expected a known key, found "market_data.symbols..base_price"; did you mean "market_data.default_base_price"?"#
      ),
      BadCase(
        "market_data.faults.delay_ms_range=500-50",
        "--set market_data.faults.delay_ms_range=500-50: market_data.faults.delay_ms_range: expected \(rangeMs), found 500-50"
      ),
      BadCase(
        "market_data.symbols.<SYMBOL>.base_price=1",
        "--set market_data.symbols.<SYMBOL>.base_price=1: market_data.symbols: expected \(tickerText), found \"<SYMBOL>\""
      ),
      BadCase(
        "market_data.symbols.A B.base_price=1",
        #"--set market_data.symbols.A B.base_price=1: market_data.symbols: expected \#(tickerText), found "A B""#),
      BadCase(
        "market_data.source=a\nb\u{1B}[31m",
        #"--set market_data.source=a\nb\u{1b}[31m: market_data.source: expected one of mock, replay, found "a\nb\u{1b}[31m""#
      ),
    ])
  func flags(_ bad: BadCase) { #expect(faults(set: [bad.input]) == [bad.message]) }

  @Test("Variables of others are left alone")
  func others() throws {
    let environment = ["PATH": "/bin", "marketdata_x": "1", "MARKETDATA": "1", "HOME": "*&:"]
    #expect(try load(environment: environment) == Configuration())
  }
}
