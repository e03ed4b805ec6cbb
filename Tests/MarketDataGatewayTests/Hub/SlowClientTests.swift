import MarketData
import MarketDataWire
import Testing

@testable import MarketDataGateway

@Suite("Clients that do not keep up")
struct SlowClientTests {
  static let formats: [WireFormat] = [.polygon, .alpacaJSON, .alpacaMessagePack]

  @Test(
    "Of what waits, all but quotes and fair values stays, with the latest of each symbol, in order; the rest is counted",
    arguments: formats, [1, 2, 64])
  func conflated(format: WireFormat, limit: Int) throws {
    var model = try SlowClientModel(format, limit: limit, seed: 1)
    for _ in 0..<100 { model.publish(5) }
    let before = model.hub.backlog(of: model.id)
    model.conflate()
    #expect(model.hub.backlog(of: model.id) < before)
    while model.hub.backlog(of: model.id) > 0 { model.readFrame() }
    #expect(model.receivedPayloads == model.expectedPayloads)
    #expect(model.conflated > 50)
    #expect(model.hub.counters.conflated == model.conflated)
    #expect(model.hub.counters.messages == model.messageCount)
  }

  @Test(
    "However it reads and is conflated, it gets whole frames, each once and in order",
    arguments: 0..<60 as Range<UInt64>, [false, true])
  func random(seed: UInt64, compresses: Bool) throws {
    var model = try SlowClientModel(
      Self.formats[Int(seed % 3)], limit: [1, 2, 64][Int(seed / 3 % 3)], compresses: compresses, seed: seed)
    for _ in 0..<200 {
      switch model.pick(8) {
      case 0...2: model.publish(1 + model.pick(6))
      case 3...5: model.readFrame()
      case 6: model.answer()
      default: model.conflate()
      }
      if model.pick(5) == 0 { model.trim() }
    }
    while model.hub.backlog(of: model.id) > 0 { model.readFrame() }
    #expect(model.receivedPayloads == model.expectedPayloads, "seed \(seed)")
    #expect(model.queue.isEmpty && model.log.isEmpty, "seed \(seed)")
    #expect(model.hub.counters.conflated == model.conflated, "seed \(seed)")
    #expect(model.hub.counters.messages == model.messageCount, "seed \(seed)")
  }

  // MARK: Two clients

  /// A hub with two clients that want the trades of a symbol.
  static func twoClients() throws -> (hub: Hub, slow: ClientID, other: ClientID) {
    _ = try Symbol("SLOWTWO")
    var hub = Hub(limits: Hub.Limits(messagesPerFrame: 64, clientBytes: .max))
    let clients = (0..<2).map { _ in hub.add(format: .polygon, compresses: false) }
    for client in clients { hub.subscribe(client, to: [Interest(.trades, "SLOWTWO")]) }
    return (hub, clients[0], clients[1])
  }

  /// Publishes a trade in a frame of its own; returns that frame.
  static func publish(_ sequence: UInt64, in hub: inout Hub) throws -> RawFrame {
    let trade = MarketEvent.trade(
      Quote(
        symbol: try Symbol("SLOWTWO"), price: Price(nanos: 1_000_000_000), bid: .zero, ask: .zero,
        timestamp: Simulation.defaultStart, sequence: sequence))
    hub.publish(trade)
    hub.closeFrames()
    var encoder = EventEncoder(.polygon)
    return RawFrame(.polygon, [Array(encoder.encode(trade))])
  }

  /// All that waits for a client.
  static func read(_ id: ClientID, in hub: inout Hub) -> [RawFrame] {
    var bytes: [UInt8] = []
    while hub.backlog(of: id) > 0 { bytes += hub.takeFrames(of: id, upTo: 1) }
    return RawFrame.parse(bytes)
  }

  @Test("What is thrown away is gone, for that client alone, and counts as nothing sent")
  func discard() throws {
    var (hub, slow, other) = try Self.twoClients()
    hub.send([0x81, 1, UInt8(ascii: "x")], to: slow)
    let first = try Self.publish(1, in: &hub)
    hub.discard(slow)
    #expect(hub.backlog(of: slow) == 0)
    #expect(hub.counters.messages == 0)
    let second = try Self.publish(2, in: &hub)
    #expect(Self.read(slow, in: &hub) == [second])
    #expect(Self.read(other, in: &hub) == [first, second])
    #expect(hub.counters.messages == 3)
  }

  @Test("A client that leaves its group and comes back gets nothing twice, and nothing of the time between")
  func rejoining() throws {
    var (hub, slow, other) = try Self.twoClients()
    let interests = [Interest(.trades, "SLOWTWO")]
    let first = try Self.publish(1, in: &hub)
    hub.unsubscribe(slow, from: interests)
    let second = try Self.publish(2, in: &hub)
    hub.subscribe(slow, to: interests)
    let third = try Self.publish(3, in: &hub)
    hub.conflate(slow)
    hub.subscribe(slow, to: interests)
    #expect(Self.read(slow, in: &hub) == [first, third])
    #expect(Self.read(other, in: &hub) == [first, second, third])
    #expect(hub.counters.messages == 5)
  }

  @Test("Who takes the place of one who has gone gets nothing that waited for that one")
  func replaced() throws {
    var (hub, slow, other) = try Self.twoClients()
    hub.send([0x81, 1, UInt8(ascii: "x")], to: slow)
    _ = try Self.publish(1, in: &hub)
    hub.remove(slow)
    let new = hub.add(format: .polygon, compresses: false)
    #expect(new == slow)
    hub.subscribe(new, to: [Interest(.trades, "SLOWTWO")])
    let second = try Self.publish(2, in: &hub)
    #expect(Self.read(new, in: &hub) == [second])
    #expect(Self.read(other, in: &hub).last == second)
  }

  @Test("What all members have been sent is forgotten, and what one of them has not is kept")
  func trimmed() throws {
    var (hub, slow, other) = try Self.twoClients()
    let frames = try (1...10).map { try Self.publish($0, in: &hub) }
    _ = Self.read(other, in: &hub)
    let group = hub.clients[slow.number].group
    hub.trim(group)
    #expect(hub.groups[group].log.messages.count == 10)
    hub.conflate(slow)
    hub.trim(group)
    #expect(hub.groups[group].log.bytes.isEmpty)
    let messages = frames.map { Array($0.payload.dropFirst().dropLast()) }
    #expect(Self.read(slow, in: &hub) == [RawFrame(.polygon, messages)])
  }
}
