import MarketData
import MarketDataWire
import Testing

@testable import MarketDataGateway

@Suite("Who is connected")
struct ConnectionRegistryTests {
  static func registry(clients: Int = 10, perKey: Int = 0, _ rule: CredentialRule = .any) -> ConnectionRegistry {
    var config = GatewayConfig()
    (config.maxClients, config.maxConnectionsPerKey, config.credentials) = (clients, perKey, rule)
    return ConnectionRegistry(config)
  }

  /// Connections that bear a key, and which of them were ended for a newer one.
  struct Holders {
    let ended = Lock<[Int]>([])
    let registry: ConnectionRegistry
    let displacesOldest: Bool

    func authorize(_ number: Int, _ key: String = "K") -> Authorization {
      let holder = ConnectionRegistry.Holder(number: number) { [ended] in ended.withLock { $0.append(number) } }
      return registry.authorize(Credentials(key: key), holder, displacesOldest: displacesOldest)
    }
  }

  @Test("There is room for so many clients; whoever goes makes room")
  func room() {
    let registry = Self.registry(clients: 2)
    let numbers = (0..<4).map { _ in registry.enter() }
    #expect(numbers == [1, 2, 3, 4])
    #expect(numbers.prefix(3).map(registry.admit) == [true, true, false])
    registry.leave(1)
    registry.leave(3)
    #expect(registry.admit(4))
    #expect(registry.counts == (clients: 2, accepted: 3, refused: 1))
  }

  @Test("A gateway that stops takes nobody in, and learns when the last has gone")
  func closing() async {
    let registry = Self.registry()
    let (first, second) = (registry.enter(), registry.enter())
    #expect(registry.admit(first))
    registry.setOpen(false)
    #expect(!registry.admit(second))
    registry.leave(first)
    await registry.emptied.wait()
    #expect(registry.counts.clients == 0)
  }

  @Test("Beyond the limit of a key Polygon's oldest connection gives way, and only that")
  func oldest() {
    let holders = Holders(registry: Self.registry(perKey: 2), displacesOldest: true)
    #expect((1...4).map { holders.authorize($0) } == Array(repeating: .accepted, count: 4))
    #expect(holders.authorize(5, "another") == .accepted)
    #expect(holders.ended.withLock { $0 } == [1, 2])
    holders.registry.release("K", number: 1)  // it was ended, and goes now
    holders.registry.release("K", number: 3)
    #expect(holders.authorize(6) == .accepted)
    #expect(holders.ended.withLock { $0 } == [1, 2])
  }

  @Test("Beyond the limit of a key Alpaca's newest connection is refused, until one goes")
  func newest() {
    let holders = Holders(registry: Self.registry(perKey: 1), displacesOldest: false)
    #expect(holders.authorize(1) == .accepted)
    #expect(holders.authorize(2) == .connectionLimit)
    holders.registry.release("K", number: 1)
    #expect(holders.authorize(2) == .accepted)
    #expect(holders.ended.withLock { $0 } == [])
  }

  @Test("Keys that are not listed are refused, and hold no place")
  func list() {
    let registry = Self.registry(perKey: 1, .list([Credentials(key: "K")]))
    let holders = Holders(registry: registry, displacesOldest: false)
    #expect(holders.authorize(1, "J") == .refused)
    #expect(holders.authorize(2) == .accepted)
  }
}
