import MarketData
import MarketDataWire
import NIOCore

/// What one connection has to do with all others: its place in the registry, and the check of what it says it is.
final class ConnectionGate {
  let verifier: TokenVerifier
  private let registry: ConnectionRegistry
  private let holder: ConnectionRegistry.Holder
  private let displacesOldest: Bool
  private var keys: [String] = []

  init(
    _ registry: ConnectionRegistry, verifier: TokenVerifier, number: Int, displacesOldest: Bool,
    displace: @escaping @Sendable () -> Void
  ) {
    (self.registry, self.verifier, self.displacesOldest) = (registry, verifier, displacesOldest)
    holder = ConnectionRegistry.Holder(number: number, displace: displace)
  }

  /// Whether the gateway serves; it may have stopped while the handshake was answered.
  var isOpen: Bool { registry.isOpen }

  /// Judges credentials; good ones count until the connection is closed.
  func authorize(_ credentials: Credentials) -> Authorization {
    let result = registry.authorize(credentials, holder, displacesOldest: displacesOldest)
    if result == .accepted { keys.append(credentials.key) }
    return result
  }

  /// The connection is closed.
  func close() {
    for key in keys { registry.release(key, number: holder.number) }
    keys = []
  }
}
