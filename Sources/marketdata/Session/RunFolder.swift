import Foundation
import Logging
import MarketData
import MarketDataRedis

/// The folder in which a running service notes where its private Redis is, so that other commands find it.
enum RunFolder {
  private static let variable = "MARKETDATA_RUN_DIR"

  /// The Redis noted in the folder, if it answers.
  static func runningRedis(_ environment: [String: String]) async -> (url: String, file: String)? {
    let file = (environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? ".run") + "/redis.url"
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    let url = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return await answers(url) ? (url, file) : nil
  }

  /// The environment for the configuration, of which this variable is no part.
  static func withoutOwnVariable(_ environment: [String: String]) -> [String: String] {
    environment.filter { $0.key != variable }
  }

  private static func answers(_ url: String) async -> Bool {
    var config = RedisConfig()
    (config.url, config.connectTimeout, config.commandTimeout) = (url, .milliseconds(500), .milliseconds(500))
    guard let cache = try? RedisQuoteCache(config, logger: .silent) else { return false }
    let answer = try? await cache.quotes(for: [])
    await cache.close()
    return answer != nil
  }
}

extension Logger {
  /// A logger for what is reported in another way.
  static let silent = Logger(label: "marketdata.silent") { _ in SwiftLogNoOpLogHandler() }
}
