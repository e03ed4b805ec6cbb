import MarketData
import MarketDataWire

/// Who is connected, over all event loops: how many, and with which keys.
final class ConnectionRegistry: Sendable {
  /// One connection that bears a key.
  struct Holder: Sendable {
    let number: Int
    /// Ends it because a newer one takes its place; any thread.
    let displace: @Sendable () -> Void
  }

  private struct State {
    var clients = 0
    var accepted = 0
    var refused = 0
    var nextNumber = 1
    var holders: [String: [Holder]] = [:]
  }
  private let state = Lock(State())
  private let config: GatewayConfig

  init(_ config: GatewayConfig) { self.config = config }

  /// A connection has come. Each that comes must leave.
  ///
  /// - Returns: Its number, from 1, and whether there is room for it.
  func enter() -> (number: Int, isAdmitted: Bool) {
    state.withLock { state in
      defer { state.nextNumber += 1 }
      state.clients += 1
      return (state.nextNumber, state.clients <= config.maxClients)
    }
  }

  /// A connection has gone.
  func leave() { state.withLock { $0.clients -= 1 } }

  /// A handshake is done.
  func accept() { state.withLock { $0.accepted += 1 } }

  /// A connection was turned away.
  func refuse() { state.withLock { $0.refused += 1 } }

  /// Connections at present, and how many were accepted and turned away.
  var counts: (clients: Int, accepted: Int, refused: Int) {
    state.withLock { ($0.clients, $0.accepted, $0.refused) }
  }

  /// Judges credentials, and notes who bears them.
  ///
  /// - Parameter displacesOldest: Whether beyond the limit of connections the oldest gives way, rather than the newest.
  func authorize(_ credentials: Credentials, _ holder: Holder, displacesOldest: Bool) -> Authorization {
    guard config.credentials.accepts(credentials) else { return .refused }
    let (result, displaced): (Authorization, Holder?) = state.withLock { state in
      let holders = state.holders[credentials.key] ?? []
      let isFull = config.maxConnectionsPerKey > 0 && holders.count >= config.maxConnectionsPerKey
      if isFull && !displacesOldest { return (.connectionLimit, nil) }
      let rest = isFull ? Array(holders.dropFirst()) : holders
      state.holders[credentials.key] = rest + [holder]
      return (.accepted, isFull ? holders.first : nil)
    }
    displaced?.displace()
    return result
  }

  /// A connection no longer bears a key.
  func release(_ key: String, number: Int) {
    state.withLock { state in
      let rest = (state.holders[key] ?? []).filter { $0.number != number }
      state.holders[key] = rest.isEmpty ? nil : rest
    }
  }
}
