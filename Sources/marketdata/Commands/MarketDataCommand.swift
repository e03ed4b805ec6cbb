import ArgumentParser

/// The root of the command line.
struct MarketDataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "marketdata",
    abstract: "A market-data service that can be broken on purpose.",
    discussion: """
      It makes quotes for any number of symbols, breaks them as you ask (drops, delays, silences, lies), hands them to \
      strategies and to WebSocket clients, and keeps the latest in Redis. The same seed gives the same quotes.

      Examples:
        marketdata run                             a live market, as a table
        marketdata quote AAPL MSFT                 its quotes, from elsewhere
        marketdata watch AAPL                      the same, again and again
        marketdata simulate --duration 1m          the same in virtual time
        marketdata scenarios preview halt          how prices move then
        marketdata history import day.csv.gz       real market data, to replay
        marketdata config show                     what holds, and why

      To break it:
        marketdata run --set market_data.faults.enabled=true \\
          --set market_data.faults.drop_probability=0.1

      Results go to standard output, logs to standard error.

      Exit codes: 0 done, also after Ctrl-C and SIGTERM; 1 a quote is missing; 64 bad usage; 65 history cannot be read or kept; 69 something needed, such \
      as Redis or a free port, is not there; 74 output cannot be written; 78 the configuration is wrong; 128 and the signal's number \
      (130 for Ctrl-C, 143 for SIGTERM) when a signal cut the work short.
      """,
    version: Version.text,
    subcommands: [
      RunCommand.self, QuoteCommand.self, WatchCommand.self, SimulateCommand.self, ScenariosCommand.self,
      HistoryCommand.self, ConfigCommand.self,
    ])
}

/// The version of the program.
enum Version {
  static let text = "0.1.0"
}

/// Where the process starts.
@main
enum Program {
  /// Not `async`, so that signals are blocked before there is another thread.
  static func main() { Interrupts.shared.receive(while: run) }

  @Sendable private static func run() async {
    do {
      var command = try MarketDataCommand.parseAsRoot()
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
      await LogOutput.shared.flush()
    } catch let failure as Failure {
      await LogOutput.shared.flush()
      if !failure.message.isEmpty { printError("Error: \(failure.message)") }
      MarketDataCommand.exit(withError: ExitCode(failure.code))
    } catch {
      MarketDataCommand.exit(withError: error)
    }
    MarketDataCommand.exit()
  }
}
