import Logging
import MarketData
import MarketDataConfiguration
import MarketDataRedis

/// Puts the parts together that a configuration asks for.
enum Assembly {
  /// Sends all log lines to standard error, in the level and form that is configured.
  static func bootstrapLogging(_ config: LoggingConfig) {
    let level = Logger.Level(rawValue: config.level.rawValue) ?? .info
    LoggingSystem.bootstrap { LineLogHandler(label: $0, level: level, isJSON: config.format == .json) }
  }

  /// The cache of a service, and where it is, for people: Redis, or memory when `redis.url` is empty.
  ///
  /// - Throws: `Failure` when the URL is none.
  static func cache(_ config: RedisConfig, logger: Logger) throws(Failure) -> (cache: any QuoteCache, place: String) {
    guard !config.url.isEmpty else {
      logger.info("no Redis: quotes are kept in memory only")
      return (MemoryQuoteCache(), "memory")
    }
    return (try redis(config, logger: logger), try place(config))
  }

  /// Redis, for a command that only reads.
  ///
  /// - Throws: `Failure` when there is no URL, or when it is none.
  static func reader(_ config: RedisConfig) throws(Failure) -> RedisQuoteCache {
    guard !config.url.isEmpty else {
      throw .unavailable("expected a Redis to read from, found an empty redis.url; name one with --set redis.url=…")
    }
    return try redis(config, logger: .silent)
  }

  /// A session as configured.
  ///
  /// - Throws: `Failure` when the configuration cannot be used.
  static func session(_ configuration: Configuration, logger: Logger) throws(Failure) -> MarketSession {
    let (cache, place) = try cache(configuration.redis, logger: logger)
    do {
      return try MarketSession(configuration, cache: cache, at: place, logger: logger)
    } catch let failure as Failure { throw failure } catch { throw .configuration("\(error)") }
  }

  private static func redis(_ config: RedisConfig, logger: Logger) throws(Failure) -> RedisQuoteCache {
    do { return try RedisQuoteCache(config, logger: logger) } catch { throw .configuration("redis.url: \(error)") }
  }

  private static func place(_ config: RedisConfig) throws(Failure) -> String {
    do { return try RedisURL(config.url).description } catch { throw .configuration("redis.url: \(error)") }
  }
}
