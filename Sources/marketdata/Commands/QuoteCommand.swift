import ArgumentParser
import MarketData
import MarketDataConfiguration
import MarketDataRedis

/// `marketdata quote`: the latest quotes, as another process sees them.
struct QuoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quote",
    abstract: "Shows the latest quotes that a running service keeps in Redis.",
    discussion: """
      A quote older than market_data.staleness_threshold_ms is shown as stale. A symbol without a quote is said to be \
      missing, and the exit code is 1. Without Redis the exit code is 69.

      Redis is found as marketdata run finds it: --set redis.url=…, the environment, .run/redis.url, the configuration.

      Examples:
        marketdata quote AAPL
        marketdata quote AAPL MSFT --json
        marketdata quote AAPL --set redis.url=redis://127.0.0.1:6380
      """)

  @OptionGroup var symbols: SymbolArguments
  @OptionGroup var options: ConfigurationOptions
  @Flag(help: "One JSON object a line, in place of a table.")
  var json = false

  func run() async throws {
    let configuration = try await options.loadWithRunningRedis().configuration
    let cache = try Assembly.reader(configuration.redis)
    let lines: [QuoteLine]
    do throws(CacheError) {
      lines = try await QuoteLine.read(
        symbols.symbols, from: cache, threshold: configuration.marketData.stalenessThreshold)
    } catch { throw Failure(error) }
    await cache.close()
    try printOut(json ? try QuoteLine.json(lines) : QuoteLine.table(lines, colour: false))
    let missing = lines.filter { $0.quote == nil }.map(\.symbol.ticker)
    guard missing.isEmpty else {
      let tickers = missing.joined(separator: ", ")
      throw Failure.missing("expected a quote in Redis for each symbol, found none for \(tickers)")
    }
  }
}

/// The symbols that a command is about.
struct SymbolArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp("Tickers such as AAPL or BRK.B.", valueName: "symbol"),
    transform: { (text: String) throws(SymbolError) in try Symbol(text) })
  var symbols: [Symbol]
}
