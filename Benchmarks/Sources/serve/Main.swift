import Glibc
import Logging
import MarketData
import MarketDataGateway
import MarketDataWire

/// A gateway with a source that measures: serve PORT RATE MESSAGES_PER_FRAME [stamped|counted]
///
/// RATE is trades a second; 0 is as fast as the clients read. Ends with its standard input.
@main
enum Serve {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4, let port = Int(arguments[1]), let rate = Double(arguments[2]),
      let perFrame = Int(arguments[3])
    else {
      print("usage: serve PORT RATE MESSAGES_PER_FRAME [stamped|counted]")
      exit(64)
    }
    let symbol = try Symbol("AAPL")
    var config = MarketDataConfig(symbols: [symbol: SymbolConfig()])
    config.pace = rate > 0 ? .realTime : .unpaced
    let source = StampedSource(
      symbol, rate: rate, isStamped: arguments.count > 4 && arguments[4] == "stamped", start: SystemClock.shared.now)
    let logger = Logger(label: "serve") { _ in SwiftLogNoOpLogHandler() }
    let service = try MarketDataService(config, source: source, logger: logger)
    var options = GatewayConfig()
    (options.port, options.messagesPerFrame, options.maxClients) = (port, perFrame, 5000)
    let gateway = try Gateway(options, service: service, logger: logger)
    try await service.start()
    try await gateway.start()
    print("listening")
    fflush(nil)
    await Task.detached { while getchar() != EOF {} }.value
    await gateway.stop()
    await service.stop()
    print(await gateway.statistics())
  }
}
