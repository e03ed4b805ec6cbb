import MarketData
import MarketDataRedis
import MarketDataWire
import Testing

@testable import MarketDataConfiguration

/// What `config show` prints loads to what was shown.
struct RoundTripTests {
  @Test("Any valid configuration, shown and loaded, is the same", arguments: 1...300 as ClosedRange<UInt64>)
  func anyConfiguration(seed: UInt64) throws {
    var random = RandomConfiguration(seed: seed)
    var shown = LoadedConfiguration()
    shown.configuration = try random.configuration()
    #expect(shown.configuration.validate() == [], "seed \(seed)")
    #expect(try load(shown.yaml) == shown.configuration, "seed \(seed):\n\(shown.yaml)")
  }

  @Test("What is shown says where each value came from")
  func origins() throws {
    let loaded = try LoadedConfiguration(
      yaml: "market_data:\n  symbols:\n    NO: {base_price: 2.5}\n    A:\n", name: "f.yaml",
      environment: ["LOG_LEVEL": "debug"], overrides: ["market_data.seed=7"])
    let lines = loaded.yaml.split(separator: "\n")
    let expected = [
      "  seed: 7  # --set market_data.seed=7", "  speed: 1", #"    "A": {}"#, #"    "NO":"#,
      "      base_price: 2.50  # f.yaml:3:10", "  level: debug  # environment LOG_LEVEL",
    ]
    for line in expected { #expect(lines.contains { $0 == line }, "\(line)") }
    #expect(loaded.origins["market_data.symbols.NO.base_price"] == .line(file: "f.yaml", 3, column: 10))
    #expect(loaded.origins["market_data.speed"] == nil)
  }

  @Test(
    "Any text is quoted so that YAML gives it back",
    arguments: [
      "", "a\"b\\c", "é€😀", "\u{A0}x", " a ", "# no comment", "&a *b", "null", "e\u{301}",
    ])
  func quoting(_ text: String) throws {
    #expect(try load("redis: {key_prefix: \(quoted(text))}").redis.keyPrefix == text)
  }
}

/// Configurations with every value drawn within its rule, the ends included.
private struct RandomConfiguration {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func configuration() throws -> Configuration {
    var result = Configuration()
    result.marketData = try market()
    result.redis.url = pick(["", "redis://h:1/2", "unix:///run/a b.sock".replacing(" ", with: "_"), "redis://[::1]"])
    result.redis.keyPrefix = pick(["", "quote:", "é\"\\ #"])
    (result.redis.connectTimeout, result.redis.commandTimeout) = (duration(), duration())
    let pauses = [duration(), duration()].sorted()
    (result.redis.backoffInitial, result.redis.backoffMax) = (pauses[0], pauses[1])
    result.gateway = gateway()
    result.logging.level = pick(LoggingConfig.Level.allCases)
    result.logging.format = pick(LoggingConfig.Format.allCases)
    return result
  }

  /// Without credentials and secrets, which are shown masked.
  private mutating func gateway() -> GatewayConfig {
    var gateway = GatewayConfig()
    (gateway.isEnabled, gateway.compression) = (pick([true, false]), pick([true, false]))
    gateway.host = pick(["0.0.0.0", "::1", "a-b.example"])
    (gateway.port, gateway.threads) = (pick([0, 65_535, whole(0...65_535)]), whole(1...64))
    gateway.rootDialect = pick(RootDialect.allCases)
    (gateway.jwtIssuer, gateway.jwtAudience) = (pick(["", "é\"\\ #"]), pick(["", "null"]))
    (gateway.maxClients, gateway.maxConnectionsPerKey) = (whole(1...1_000_000), pick([0, whole(0...1_000_000)]))
    (gateway.maxSubscriptions, gateway.maxMessageBytes) = (whole(1...1_000_000), whole(1024...16_777_216))
    (gateway.maxHandshakesPerSecond, gateway.messagesPerFrame) = (whole(1...1_000_000), whole(1...1000))
    (gateway.authenticationTimeout, gateway.heartbeatInterval) = (duration(), duration())
    gateway.clientBufferBytes = whole(65_536...1_073_741_824)
    (gateway.clientMaxLag, gateway.drainTimeout) = (duration(), pick([.zero, duration()]))
    return gateway
  }

  private mutating func market() throws -> MarketDataConfig {
    var market = MarketDataConfig(seed: pick([0, .max, random.next()]))
    market.queueMaxSize = whole(1...1_000_000)
    market.overflow = pick(OverflowPolicy.allCases)
    market.pace = pick([.realTime, .unpaced, .scaled(0.001), .scaled(1000), .scaled(0.001 + 999 * chance())])
    market.defaultScenario = pick(SymbolScenario.builtIn)
    market.defaultBasePrice = price()
    (market.defaultTickInterval, market.stalenessThreshold, market.stopTimeout) = (duration(), duration(), duration())
    market.acceptOlder = pick([true, false])
    market.faults = faults()
    market.health.enabled = pick([true, false])
    market.health.calendar = pick([nil] + MarketCalendar.allCases)
    market.health.minimumInterval = duration()
    market.timeline = try RandomTimeline(seed: random.next()).timeline()
    (market.maxInFlight, market.ledgerCapacity) = (whole(1...1_000_000), whole(1...1_000_000))
    for ticker in ["AAPL", "BRK.B", "1.0", "NO", "X:BTC-USD", "-", "null", "a/b"] where chance() < 0.5 {
      market.symbols[try Symbol(ticker)] = symbol()
    }
    return market
  }

  private mutating func symbol() -> SymbolConfig {
    var symbol = SymbolConfig(
      scenario: chance() < 0.5 ? pick(SymbolScenario.builtIn) : nil, basePrice: chance() < 0.5 ? price() : nil,
      tickInterval: chance() < 0.5 ? duration() : nil, faults: chance() < 0.3 ? faults() : nil)
    symbol.onDemand = pick([true, false])
    symbol.expectedInterval = chance() < 0.3 ? duration() : nil
    symbol.calendar = chance() < 0.3 ? pick(MarketCalendar.allCases) : nil
    return symbol
  }

  private mutating func faults() -> FaultConfig {
    var faults = FaultConfig()
    faults.enabled = pick([true, false])
    (faults.staleWindowProbability, faults.dropProbability, faults.corruptProbability) = (chance(), chance(), chance())
    (faults.outOfOrderProbability, faults.duplicateProbability) = (chance(), pick([0, 1, 1e-12]))
    (faults.delayProbability, faults.reorderProbability) = (chance(), chance())
    (faults.staleWindowDurationMs, faults.outOfOrderOffsetMs) = (range(), range())
    (faults.delayMsRange, faults.reorderMsRange) = (range(), range())
    return faults
  }

  private mutating func pick<T>(_ values: [T]) -> T { values[whole(0...values.count - 1)] }
  private mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  private mutating func chance() -> Double { Double.random(in: 0...1, using: &random) }
  private mutating func duration() -> Duration { .milliseconds(pick([1, 86_400_000, whole(1...86_400_000)])) }
  private mutating func price() -> Price {
    Price(nanos: pick([1_000_000, 1_000_000_000_000_000, Int64(whole(1_000_000...1_000_000_000_000_000))]))
  }
  private mutating func range() -> ClosedRange<Int> {
    let ends = [whole(0...86_400_000), pick([0, 86_400_000, whole(0...86_400_000)])].sorted()
    return ends[0]...ends[1]
  }
}
