import MarketData
import MarketDataWire
import Testing

@testable import MarketDataGateway

@Suite("A client's own queue")
struct ClientQueueTests {
  @Test("Answers that a client has taken are forgotten, even when it never takes all of them")
  func queueThatNeverEmpties() {
    var hub = Hub(limits: Hub.Limits(messagesPerFrame: 1, clientBytes: .max))
    let id = hub.add(format: .polygon, compresses: false)
    func frame(_ number: Int) -> [UInt8] { [0x82, 4] + (0..<4).map { UInt8(number >> (8 * $0) & 0xFF) } }
    for number in 0..<10 { hub.send(frame(number), to: id) }
    var received: [UInt8] = []
    for number in 10..<5000 {
      hub.send(frame(number), to: id)
      // A socket takes a part of a frame, and the rest of it later.
      let (isComplete, _) = hub.send(next: 6, of: id) { bytes in
        received += bytes[..<5]
        return 5
      }
      #expect(!isComplete)
      received += hub.takeFrames(of: id, upTo: 1)
      #expect(hub.backlog(of: id) == 60)
      #expect(hub.clients[id.number].queue.count <= 2 * 60 + 6)
    }
    #expect(received == (0..<4990).flatMap(frame))
  }

  @Test("Of compressed frames, all that comes along with what is kept counts as sent, and only the rest as replaced")
  func compressedConflation() throws {
    let compress: FrameBuilder.Compressor = { _ in nil }
    var hub = Hub(limits: Hub.Limits(messagesPerFrame: 2, clientBytes: .max), compress: compress)
    let id = hub.add(format: .polygon, compresses: true)
    hub.subscribe(id, to: [Interest(.quotes, nil)])
    let symbols = [try Symbol("CONFA"), try Symbol("CONFB")]
    // Frames: A A, A B, A A. The latest of B is in the second, the latest of A in the third.
    for (index, symbol) in [0, 0, 0, 1, 0, 0].enumerated() {
      hub.publish(
        Quote(
          symbol: symbols[symbol], price: Price(nanos: 100_010_000_000), bid: Price(nanos: 100_000_000_000),
          ask: Price(nanos: 100_020_000_000), timestamp: Simulation.defaultStart, sequence: UInt64(index + 1),
          volume: 100))
    }
    let waiting = hub.backlog(of: id)
    hub.conflate(id)
    #expect((hub.counters.messages, hub.counters.conflated) == (4, 2))
    #expect(hub.backlog(of: id) == waiting * 2 / 3)  // frames of the same length
  }
}
