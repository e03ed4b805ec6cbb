import Foundation
import MarketData
import MarketDataGateway
import MarketDataWire
import NIOCore
import NIOPosix
import Testing

@Suite("A gateway's life", .timeLimit(.minutes(5)))
struct GatewayLifeTests {
  @Test("It starts, stops and starts again; what was done is summed up")
  func restart() async throws {
    let gateway = try gateway { $0.threads = 2 }
    #expect(await gateway.port == nil)
    await gateway.stop()
    for round in 1...3 {
      try await gateway.start()
      try await gateway.start()
      let client = try await RawClient.polygon(port: try #require(await gateway.port))
      #expect(await gateway.statistics().clients == 1)
      await withTaskGroup { group in
        group.addTask { await gateway.stop() }
        group.addTask { await gateway.stop() }
        #expect(await client.frame() == .close(1012))
        try? await client.send(.close(1012))
      }
      #expect(await gateway.port == nil)
      let statistics = await gateway.statistics()
      #expect((statistics.accepted, statistics.clients, statistics.refused) == (round, 0, 0))
      #expect(statistics.bytes > 0)
    }
  }

  @Test("Starting and stopping at once from many sides leaves it in one state or the other")
  func races() async throws {
    let gateway = try gateway()
    await withTaskGroup { group in
      for index in 0..<20 {
        group.addTask { if index % 2 == 0 { try? await gateway.start() } else { await gateway.stop() } }
      }
    }
    try await gateway.start()
    _ = try await RawClient.polygon(port: try #require(await gateway.port))
    await gateway.stop()
    #expect(await gateway.port == nil)
  }

  @Test("Clients are told to come back in their dialect; silent and half-open ones are closed when their time is over")
  func drain() async throws {
    let gateway = try gateway { $0.drainTimeout = .milliseconds(100) }
    try await gateway.start()
    let port = try #require(await gateway.port)
    let halfOpen = try await RawClient(port: port)
    let alpaca = try await RawClient.upgraded(port: port, "/v2/iex")
    let aggregates = try await RawClient.upgraded(port: port, "/ws")
    let polygon = try await RawClient.polygon(port: port)
    await gateway.stop()
    #expect(await halfOpen.rest() == [])
    #expect(await alpaca.rest() == [.text(#"[{"T":"success","msg":"connected"}]"#), .close(1012)])
    #expect(await aggregates.rest() == [.close(1012)])
    #expect(await polygon.rest() == [.close(1012)])
    #expect(try Self.sockets(localPort: port) == [])
  }

  @Test("No socket is left after a stop, however the clients behaved")
  func descriptors() async throws {
    let gateway = try gateway { ($0.threads, $0.drainTimeout) = (2, .milliseconds(50)) }
    try await gateway.start()
    let port = try #require(await gateway.port)
    var clients: [RawClient] = []
    for index in 0..<12 {
      switch index % 3 {
      case 0: clients.append(try await RawClient(port: port))
      case 1: clients.append(try await RawClient.known(port: port))
      default:
        let client = try await RawClient.polygon(port: port)
        try await client.send(ClientFrame(opcode: 3))
        clients.append(client)
      }
    }
    #expect(try Self.sockets(localPort: port).count > 4)
    await gateway.stop()
    #expect(try Self.sockets(localPort: port) == [])
    for client in clients { _ = await client.rest() }
  }

  /// The sockets that some process still has at a port: their inodes, by `/proc/net/tcp`.
  static func sockets(localPort port: Int) throws -> [String] {
    let suffix = ":" + String(port, radix: 16, uppercase: true)
    let file = try #require(FileHandle(forReadingAtPath: "/proc/net/tcp"))
    defer { try? file.close() }
    let text = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 9, fields[1].hasSuffix(suffix), fields[9] != "0" else { return nil }
      return String(fields[9])
    }
  }

  @Test("A port that is taken is named in the error, and nothing is left running")
  func taken() async throws {
    let first = try gateway()
    try await first.start()
    let port = try #require(await first.port)
    let second = try gateway { $0.port = port }
    await #expect(throws: GatewayError.self) { try await second.start() }
    do { try await second.start() } catch {
      #expect(
        error.description
          == "expected to listen on 127.0.0.1:\(port), found that another program listens there; "
          + "choose another with gateway.host and gateway.port, where 0 is any port that is free")
    }
    #expect(await second.port == nil)
    await first.stop()
  }

  @Test("A configuration that cannot be used is refused with all that is wrong")
  func configuration() throws {
    #expect(throws: GatewayError.self) { try gateway { $0.threads = 0 } }
    do { _ = try gateway { ($0.threads, $0.maxClients) = (0, 0) } } catch let error as GatewayError {
      #expect(
        error.description == """
          gateway.threads: expected a whole number from 1 to 64, found 0
          gateway.max_clients: expected a whole number from 1 to 1000000, found 0
          """)
    }
  }

  @Test("Handshakes beyond a second's worth wait, and all get their turn")
  func paced() async throws {
    try await withGateway({ $0.maxHandshakesPerSecond = 20 }) { _, port in
      let start = ContinuousClock.now
      for _ in 0..<25 { _ = try await RawClient.polygon(port: port) }
      #expect(ContinuousClock.now - start > .milliseconds(200))
    }
  }

  @Test("The market reaches a subscriber after the acknowledgement, and statistics count it")
  func market() async throws {
    let symbol = try Symbol("GWLIVE")
    let config = MarketDataConfig(symbols: [symbol: SymbolConfig(tickInterval: .milliseconds(10))])
    let service = try MarketDataService(config, logger: silent)
    var settings = GatewayConfig()
    settings.port = 0
    let gateway = try Gateway(settings, service: service, logger: silent)
    try await gateway.start()
    try await service.start()
    let client = try await RawClient.known(port: try #require(await gateway.port))
    try await client.send(.text(#"{"action":"subscribe","params":"T.GWLIVE"}"#))
    #expect(await client.frame()?.text.contains("subscribed to: T.GWLIVE") == true)
    #expect(await client.frame()?.text.contains(#""ev":"T","sym":"GWLIVE""#) == true)
    try await client.close()
    await gateway.stop()
    await service.stop()
    #expect(await gateway.statistics().messages > 0)
  }
}
