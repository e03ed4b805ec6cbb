import ArgumentParser
import MarketDataConfiguration

/// `marketdata config`: what is configured.
struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Checks or shows the configuration.",
    discussion: """
      Flags override the environment, the environment overrides the file, the file overrides the defaults. Any key is \
      also MARKETDATA_ and its path with __ in the environment: MARKETDATA_MARKET_DATA__SEED=7.

      Examples:
        marketdata config check --config my.yaml
        marketdata config show --set market_data.seed=7
      """,
    subcommands: [Check.self, Show.self])

  /// `marketdata config check`.
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says everything that is wrong with the configuration, or ok.",
      discussion: """
        The exit code is 78 when something is wrong.

        Example:
          marketdata config check --config my.yaml
        """)
    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
      _ = try options.load()
      try printOut("ok\n")
    }
  }

  /// `marketdata config show`.
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints the effective configuration as YAML, and where each value comes from.",
      discussion: """
        Passwords are masked. The output is a configuration file itself.

        Example:
          marketdata config show > effective.yaml
        """)
    @OptionGroup var options: ConfigurationOptions

    func run() async throws { try printOut(try await options.loadWithRunningRedis().yaml) }
  }
}
