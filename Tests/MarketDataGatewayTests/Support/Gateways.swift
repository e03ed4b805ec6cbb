import Logging
import MarketData
import MarketDataGateway
import MarketDataWire
import NIOSSL
import Testing

/// A logger that says nothing.
let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A market of two symbols that stands still.
func market() throws -> MarketDataService {
  let config = MarketDataConfig(symbols: [try Symbol("GWA"): SymbolConfig(), try Symbol("GWB"): SymbolConfig()])
  return try MarketDataService(config, logger: silent)
}

/// A gateway on a free port that is not started.
func gateway(_ change: (inout GatewayConfig) -> Void = { _ in }) throws -> Gateway {
  var config = GatewayConfig()
  (config.port, config.heartbeatInterval) = (0, .seconds(600))  // A slow machine is not a client that is gone.
  change(&config)
  return try Gateway(config, service: try market(), logger: silent)
}

/// Runs `body` with a gateway that serves, and stops it.
func withGateway(
  _ change: (inout GatewayConfig) -> Void = { _ in }, _ body: (Gateway, Int) async throws -> Void
) async throws {
  let gateway = try gateway(change)
  try await gateway.start()
  do { try await body(gateway, try #require(await gateway.port)) } catch {
    await gateway.stop()
    throw error
  }
  await gateway.stop()
}

/// The text of a handshake.
func handshake(_ path: String, _ headers: [String] = []) -> String {
  let lines = [
    "GET \(path) HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
  ]
  return (lines + headers + ["", ""]).joined(separator: "\r\n")
}

extension RawClient {
  static let connected = Frame.text(
    #"[{"ev":"status","status":"connected","message":"Connected Successfully"}]"#)
  static let authenticated = Frame.text(
    #"[{"ev":"status","status":"auth_success","message":"authenticated"}]"#)

  /// A client whose handshake is done.
  static func upgraded(
    port: Int, _ path: String = "/stocks", _ headers: [String] = [], security: NIOSSLContext? = nil
  ) async throws -> RawClient {
    let client = try await RawClient(port: port, security: security)
    try await client.send(handshake(path, headers))
    try #require(await client.head().hasPrefix("HTTP/1.1 101 "))
    return client
  }

  /// A client of Polygon's dialect that was greeted.
  static func polygon(port: Int, security: NIOSSLContext? = nil) async throws -> RawClient {
    let client = try await upgraded(port: port, security: security)
    try #require(await client.frame() == connected)
    return client
  }

  /// One that is known, by a key.
  static func known(port: Int, key: String = "K") async throws -> RawClient {
    let client = try await polygon(port: port)
    try await client.send(.text(#"{"action":"auth","params":"\#(key)"}"#))
    try #require(await client.frame() == authenticated)
    return client
  }
}
