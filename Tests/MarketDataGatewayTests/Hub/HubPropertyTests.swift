import MarketData
import MarketDataWire
import Testing

@testable import MarketDataGateway

// One seed after another: two at a time would leave nothing for the tests that wait for events.
@Suite("A hub and a thousand clients", .serialized)
struct HubPropertyTests {
  @Test(
    "Everybody gets what they subscribed to, once, in order, from the answer to a subscription to the answer to its end",
    arguments: 0..<200 as Range<UInt64>)
  func exactlyOnce(seed: UInt64) throws {
    var model = try HubModel(seed: seed, clients: 1000)
    for _ in 0..<360 { model.step() }  // an hour, ten seconds a step
    for index in model.clients.indices { model.read(index, all: true) }
    var (faults, messages) = ([String](), 0)
    for client in model.clients {
      if let fault = client.fault(messagesPerFrame: model.messagesPerFrame) { faults.append("\(client.id): \(fault)") }
      for case .message in client.expected { messages += 1 }
    }
    #expect(faults.isEmpty, "seed \(seed): \(faults.count) clients, such as \(faults.first ?? "")")
    #expect(messages > 1000)
    #expect(model.hub.counters.messages == messages, "seed \(seed)")
    #expect(model.hub.counters.conflated == 0)
  }
}
