import Glibc
import MarketData
import MarketDataGateway
import MarketDataWire
import Testing

/// Runs `body` with a gateway before a market that runs, and stops both.
func withMarket(
  _ symbols: [String: SymbolConfig], pace: Pace, _ change: (inout GatewayConfig) -> Void = { _ in },
  _ body: (MarketDataService, Gateway, Int) async throws -> Void
) async throws {
  var market = MarketDataConfig()
  for (ticker, config) in symbols { market.symbols[try Symbol(ticker)] = config }
  market.pace = pace
  let service = try MarketDataService(market, logger: silent)
  var config = GatewayConfig()
  // A slow machine must not be taken for a client that does not answer.
  (config.port, config.drainTimeout, config.heartbeatInterval) = (0, .milliseconds(100), .seconds(600))
  change(&config)
  let gateway = try Gateway(config, service: service, logger: silent)
  try await gateway.start()
  do {
    try await service.start()
    try await body(service, gateway, try #require(await gateway.port))
  } catch {
    await gateway.stop()
    await service.stop()
    throw error
  }
  await gateway.stop()
  await service.stop()
}

extension RawClient.Frame {
  /// The whole numbers that stand after a text, in order: `"q":` gives those of all Polygon's messages.
  func numbers(after text: StaticString) -> [UInt64] {
    payload.withUnsafeBytes { bytes in
      var (numbers, place) = ([UInt64](), 0)
      while let start = bytes.baseAddress,
        let found = memchr(start + place, Int32(text.utf8Start[0]), bytes.count - place)
      {
        place = UnsafeRawPointer(found) - start
        let fits = place + text.utf8CodeUnitCount <= bytes.count
        guard fits, memcmp(found, text.utf8Start, text.utf8CodeUnitCount) == 0 else {
          place += 1
          continue
        }
        place += text.utf8CodeUnitCount
        var number: UInt64 = 0
        while place < bytes.count, (48...57).contains(bytes[place]) {
          (number, place) = (number * 10 + UInt64(bytes[place] - 48), place + 1)
        }
        numbers.append(number)
      }
      return numbers
    }
  }
}

extension RawClient {
  /// Reads numbers that stand after a text until there are so many.
  func numbers(after text: StaticString, count: Int) async throws -> [UInt64] {
    var numbers: [UInt64] = []
    while numbers.count < count { numbers += try #require(await frame()).numbers(after: text) }
    return numbers
  }
}
