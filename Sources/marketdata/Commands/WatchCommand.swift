import ArgumentParser
import Foundation
import MarketData
import MarketDataConfiguration
import MarketDataRedis

/// `marketdata watch`: the latest quotes, again and again.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Shows the latest quotes that a running service keeps in Redis, until Ctrl-C.",
    discussion: """
      On a terminal the quotes are redrawn in place; elsewhere each look prints a line for each symbol. While Redis \
      does not answer it says so and goes on; when it is not there at first the exit code is 69.

      Examples:
        marketdata watch AAPL MSFT
        marketdata watch AAPL --interval 100ms
      """)

  @OptionGroup var symbols: SymbolArguments
  @OptionGroup var options: ConfigurationOptions
  @Option(
    help: ArgumentHelp("The time between two looks.", valueName: "duration"), transform: DurationText.parse)
  var interval = Duration.milliseconds(500)

  func run() async throws {
    let configuration = try await options.loadWithRunningRedis().configuration
    let cache = try Assembly.reader(configuration.redis)
    let threshold = configuration.marketData.stalenessThreshold
    let tickers = symbols.symbols
    let look = { () async throws(CacheError) in try await QuoteLine.read(tickers, from: cache, threshold: threshold) }
    do { _ = try await look() } catch { throw Failure(error) }
    let stop = Alarm()
    Interrupts.shared.stopGracefully { _ in stop.ring() }
    let environment = ProcessInfo.processInfo.environment
    if Terminal.canDraw(on: STDOUT_FILENO, environment: environment) {
      let colour = Terminal.wantsColour(on: STDOUT_FILENO, environment: environment)
      await draw(look, until: stop, colour: colour)
    } else {
      try await printLines(look, until: stop)
    }
    await cache.close()
  }

  private typealias Look = () async throws(CacheError) -> [QuoteLine]

  private func draw(_ look: Look, until stop: Alarm, colour: Bool) async {
    let screen = Screen()
    Interrupts.shared.tidy(screen)
    screen.enter()
    while Interrupts.shared.first == nil {
      let (width, height) = screen.size
      var lines: [StyledLine]
      do { lines = QuoteLine.lines(try await look()) } catch { lines = [StyledLine([Span(error.message, .warning)])] }
      lines += [StyledLine(), StyledLine([Span("Ctrl-C to stop", .dim)])]
      screen.draw(lines.prefix(height).map { $0.text(width: width, colour: colour) })
      await pause(stop)
    }
    await screen.leave()
    Interrupts.shared.tidy(nil)
  }

  private func printLines(_ look: Look, until stop: Alarm) async throws {
    while Interrupts.shared.first == nil {
      do { try printOut(QuoteLine.plain(try await look())) } catch let error as CacheError { printError(error.message) }
      await pause(stop)
    }
  }

  private func pause(_ stop: Alarm) async {
    SystemClock.shared.park(stop, until: SystemClock.shared.now + interval)
    await stop.wait()
  }
}
