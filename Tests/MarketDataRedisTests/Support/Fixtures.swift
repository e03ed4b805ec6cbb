import MarketData

@testable import MarketDataRedis

/// Times and quotes that the tests share.
enum Fixture {
  static let start = Timestamp(milliseconds: 1_705_314_600_123)
  /// Longer than any machine needs; no passing test waits for it.
  static let patience = Duration.seconds(60)

  static func quote(_ ticker: String, _ number: Int = 1) throws -> Quote {
    let price = Price(nanos: 150_250_000_000 + Int64(number - 1) * 10_000_000)
    let step = Price(nanos: 50_000_000)
    return Quote(
      symbol: try Symbol(ticker), price: price, bid: price - step, ask: price + step, timestamp: start,
      volume: Int64(number) * 1_000_000)
  }

  static func quotes(_ count: Int, _ number: Int) throws -> [Quote] {
    try (0..<count).map { try quote("SYM\($0)", number) }
  }

  static func cached(_ quotes: [Quote]) -> [CachedQuote] { quotes.map { CachedQuote($0, cachedAt: start) } }

  /// Connects at once again, so that no test waits long for a pause of the code under test.
  static func config(_ url: String, commandTimeout: Duration = patience) -> RedisConfig {
    var config = RedisConfig()
    config.url = url
    config.commandTimeout = commandTimeout
    (config.backoffInitial, config.backoffMax) = (.milliseconds(1), .milliseconds(20))
    return config
  }
}

/// The error that `body` throws, or nil.
func cacheError(_ body: () async throws(CacheError) -> Void) async -> CacheError? {
  do throws(CacheError) {
    try await body()
    return nil
  } catch { return error }
}
