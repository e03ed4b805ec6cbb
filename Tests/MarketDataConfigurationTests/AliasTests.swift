import MarketData
import MarketDataRedis
import MarketDataWire
import Testing

@testable import MarketDataConfiguration

/// The variables that people already use.
struct AliasTests {
  private let synthetic = [
    "USE_SYNTHETIC_DATA": "true", "SYNTHETIC_TICKERS": "AAPL, TSLA", "SYNTHETIC_CADENCE_HZ": "4", "SYNTHETIC_SEED": "9",
  ]

  @Test("The log level is taken in either case", arguments: ["DEBUG", "debug", "Debug"])
  func logLevel(_ text: String) throws {
    #expect(try load("logging: {level: error}", environment: ["LOG_LEVEL": text]).logging.level == .debug)
  }

  @Test("An empty Redis URL is no Redis")
  func redis() throws {
    #expect(try load(environment: ["REDIS_URL": ""]).redis.url == "")
    #expect(try load(environment: ["REDIS_URL": "unix:///run/r.sock?db=2"]).redis.url == "unix:///run/r.sock?db=2")
  }

  @Test("Synthetic tickers are the symbols there are, at their cadence and seed, whatever the file says of them")
  func tickers() throws {
    let file = "market_data: {symbols: {AAPL: {scenario: flat, tick_interval_ms: 1, base_price: 5}, MSFT: }}"
    let market = try load(file, environment: synthetic).marketData
    let quarter = Duration.milliseconds(250)
    var apple = SymbolConfig(scenario: .synthetic, tickInterval: quarter)
    let tesla = apple
    apple.basePrice = Price(nanos: 5 * Price.scale)
    #expect(try market.symbols == [Symbol("AAPL"): apple, Symbol("TSLA"): tesla])
    #expect(market.defaultTickInterval == quarter)
    #expect(market.defaultScenario == .synthetic)
    #expect(market.seed == 9)
  }

  @Test("Synthetic data switched off leaves everything as it was")
  func off() throws {
    var environment = synthetic
    environment["USE_SYNTHETIC_DATA"] = "False"
    #expect(try load(environment: environment) == Configuration())
  }

  @Test("A cadence is rounded to whole milliseconds", arguments: [("3", 333), ("1000", 1), ("0.001", 1_000_000)])
  func cadence(_ hertz: String, _ milliseconds: Int) throws {
    let market = try load(environment: ["SYNTHETIC_CADENCE_HZ": hertz]).marketData
    #expect(market.defaultTickInterval == .milliseconds(milliseconds))
  }

  @Test("The gateway's variables are keys in other units")
  func gateway() throws {
    var gateway = Configuration().gateway
    (gateway.port, gateway.maxClients) = (9000, 5)
    (gateway.heartbeatInterval, gateway.clientBufferBytes) = (.milliseconds(1500), 128_000)
    let environment = [
      "PROXY_STOCKS_PORT": "9000", "MAX_CLIENTS": "5", "HEARTBEAT_INTERVAL_SEC": "1.5", "MESSAGE_BUFFER_SIZE": "1000",
    ]
    #expect(try load(environment: environment).gateway == gateway)
  }

  @Test("A small message buffer is the least one", arguments: [("1", 65_536), ("512", 65_536), ("8388608", 1 << 30)])
  func messageBuffer(_ messages: String, _ bytes: Int) throws {
    #expect(try load(environment: ["MESSAGE_BUFFER_SIZE": messages]).gateway.clientBufferBytes == bytes)
  }

  @Test(
    "Its own name overrides an alias",
    arguments: [
      ("ENABLE_FAKE_DATA", "true", "MARKETDATA_MARKET_DATA__SYMBOLS", "B"),
      ("FAKE_DATA_SYMBOLS", "A", "MARKETDATA_MARKET_DATA__SYMBOLS", "B"),
      ("HEARTBEAT_INTERVAL_SEC", "5", "MARKETDATA_GATEWAY__HEARTBEAT_INTERVAL_MS", "7000"),
      ("LOG_LEVEL", "debug", "MARKETDATA_LOGGING__LEVEL", "error"),
      ("MAX_CLIENTS", "5", "MARKETDATA_GATEWAY__MAX_CLIENTS", "6"),
      ("MESSAGE_BUFFER_SIZE", "1000", "MARKETDATA_GATEWAY__CLIENT_BUFFER_BYTES", "70000"),
      ("PROXY_STOCKS_PORT", "1", "MARKETDATA_GATEWAY__PORT", "2"),
      ("REDIS_URL", "redis://a", "MARKETDATA_REDIS__URL", "redis://b"),
      ("SYNTHETIC_SEED", "1", "MARKETDATA_MARKET_DATA__SEED", "2"),
      ("SYNTHETIC_CADENCE_HZ", "5", "MARKETDATA_MARKET_DATA__DEFAULT_TICK_INTERVAL_MS", "3"),
      ("SYNTHETIC_TICKERS", "A", "MARKETDATA_MARKET_DATA__SYMBOLS", "B"),
      ("USE_SYNTHETIC_DATA", "true", "MARKETDATA_MARKET_DATA__DEFAULT_SCENARIO", "flat"),
      ("RECYCLER_REPLAY_SPEED", "10", "MARKETDATA_RECYCLER__REPLAY_SPEED", "0"),
      ("RECYCLER_SYMBOLS", "A,B", "MARKETDATA_RECYCLER__SYMBOLS", "C"),
      ("WEBSOCKET_MODE", "recycler", "MARKETDATA_WEBSOCKET__MODE", "mock"),
    ])
  func overridden(_ alias: String, _ value: String, _ name: String, _ other: String) throws {
    let both = try load(environment: [alias: value, name: other])
    #expect(try both == load(environment: [name: other]))
    #expect(try load(environment: [alias: value]) != Configuration())
  }

  @Test("Every alias is in the table that this suite overrides one by one")
  func complete() {
    let tested = [
      "ENABLE_FAKE_DATA", "FAKE_DATA_SYMBOLS", "HEARTBEAT_INTERVAL_SEC", "LOG_LEVEL", "MAX_CLIENTS",
      "MESSAGE_BUFFER_SIZE", "PROXY_STOCKS_PORT", "RECYCLER_REPLAY_SPEED", "RECYCLER_SYMBOLS", "REDIS_URL",
      "SYNTHETIC_CADENCE_HZ", "SYNTHETIC_SEED", "SYNTHETIC_TICKERS", "USE_SYNTHETIC_DATA", "WEBSOCKET_MODE",
    ]
    #expect(EnvironmentAlias.all.map(\.name) == tested)
  }
}
