import ArgumentParser
import Foundation
import MarketData
import MarketDataConfiguration
import MarketDataRedis

/// Where the configuration comes from: the options that all commands share.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The configuration file.",
      discussion: """
        Without it, config/default.yaml in the working directory, if there is one; else a few built-in symbols.
        """,
      valueName: "file"))
  var config: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Sets one configuration key, over file and environment. May be repeated.",
      discussion: "As in --set market_data.faults.enabled=true or --set redis.url= for no Redis.",
      valueName: "key=value"))
  var overrides: [String] = []

  static let defaultFile = "config/default.yaml"

  func validate() throws {
    for text in overrides where !text.contains("=") {
      throw ValidationError("--set: expected key=value, found \"\(text)\"")
    }
  }

  /// What the option `--source` means: it overrides both names of the setting.
  static func overrides(for source: DataSourceKind) -> [String] {
    ["market_data.source=\(source.rawValue)", "websocket.mode="]
  }

  /// Loads the configuration.
  ///
  /// - Parameters:
  ///   - own: Overrides by options of the command's own, over those of `--set`.
  ///   - faults: A file whose fault settings override those of the file.
  /// - Throws: `Failure` with everything that is wrong, and exit code 78.
  func load(own: [String] = [], faults: String? = nil) throws(Failure) -> LoadedConfiguration {
    let environment = RunFolder.withoutOwnVariable(ProcessInfo.processInfo.environment)
    let overrides = overrides + own
    do throws(ConfigurationError) {
      let hasDefault = FileManager.default.fileExists(atPath: Self.defaultFile)
      guard let file = config ?? (hasDefault ? Self.defaultFile : nil) else {
        return try LoadedConfiguration(
          yaml: BuiltInConfiguration.yaml, name: BuiltInConfiguration.name, faults: faults, environment: environment,
          overrides: overrides)
      }
      return try LoadedConfiguration(file: file, faults: faults, environment: environment, overrides: overrides)
    } catch { throw .configuration(error.description) }
  }

  /// Loads the configuration, with the Redis of the run folder when nothing else says where Redis is and it answers.
  ///
  /// - Throws: `Failure`, as `load` does.
  func loadWithRunningRedis(own: [String] = []) async throws(Failure) -> LoadedConfiguration {
    var loaded = try load(own: own)
    let environment = ProcessInfo.processInfo.environment
    let isChosen = environment["REDIS_URL"] != nil || environment["MARKETDATA_REDIS__URL"] != nil
    guard !isChosen, !overrides.contains(where: { $0.hasPrefix("redis.url=") }) else { return loaded }
    if let running = await RunFolder.runningRedis(environment) {
      loaded.configuration.redis.url = running.url
      loaded.origins["redis.url"] = .file(running.file)
    }
    return loaded
  }
}

/// What holds when there is no configuration file.
enum BuiltInConfiguration {
  static let name = "built-in"
  static let yaml = """
    market_data:
      symbols:
        AAPL: {scenario: synthetic, base_price: "185.00", tick_interval_ms: 250}
        AMZN: {scenario: trend_up, base_price: "155.00", tick_interval_ms: 500}
        GME: {scenario: volatile, base_price: "15.00", tick_interval_ms: 250}
        KO: {scenario: flat, base_price: "60.00", tick_interval_ms: 1000}
        MSFT: {scenario: sine, base_price: "390.00", tick_interval_ms: 250}
        NVDA: {scenario: jump, base_price: "550.00", tick_interval_ms: 250}
        PFE: {scenario: stale, base_price: "28.00", tick_interval_ms: 500}
        TSLA: {scenario: trend_down, base_price: "215.00", tick_interval_ms: 500}
    """
}
