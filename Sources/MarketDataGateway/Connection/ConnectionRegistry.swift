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
    var isOpen = true
    /// The numbers of the connections that got through the handshake.
    var clients: Set<Int> = []
    var accepted = 0
    var refused = 0
    var nextNumber = 1
    var holders: [String: [Holder]] = [:]
  }
  private let state = Lock(State())
  private let config: GatewayConfig
  /// Rings when the last client has gone.
  let emptied = Alarm()

  init(_ config: GatewayConfig) { self.config = config }

  // MARK: Connections

  /// A connection has come. Each that comes must leave.
  ///
  /// - Returns: Its number, from 1.
  func enter() -> Int {
    state.withLock { state in
      defer { state.nextNumber += 1 }
      return state.nextNumber
    }
  }

  /// Takes a connection in as a client.
  ///
  /// - Returns: Whether there is room for it.
  func admit(_ number: Int) -> Bool {
    state.withLock { state in
      guard state.isOpen, state.clients.count < config.maxClients else { return false }
      if state.clients.insert(number).inserted { state.accepted += 1 }
      return true
    }
  }

  /// A connection has gone. One that never became a client was turned away.
  func leave(_ number: Int) {
    let isEmpty = state.withLock { state in
      if state.clients.remove(number) == nil { state.refused += 1 }
      return state.clients.isEmpty
    }
    if isEmpty { emptied.ring() }
  }

  /// Whether clients are taken in.
  var isOpen: Bool { state.withLock { $0.isOpen } }

  /// Takes in clients from here on, or no longer.
  func setOpen(_ isOpen: Bool) { state.withLock { $0.isOpen = isOpen } }

  /// Clients at present, and how many connections were accepted and turned away.
  var counts: (clients: Int, accepted: Int, refused: Int) {
    state.withLock { ($0.clients.count, $0.accepted, $0.refused) }
  }

  // MARK: Keys

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
