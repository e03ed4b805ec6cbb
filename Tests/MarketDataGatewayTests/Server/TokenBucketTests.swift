import NIOCore
import NIOEmbedded
import Testing

@testable import MarketDataGateway

@Suite("So many handshakes in a second")
struct TokenBucketTests {
  static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  @Test("A second's worth may come at once, the next waits for its turn")
  func burst() {
    var bucket = TokenBucket(perSecond: 10, at: Self.start)
    for _ in 0..<10 {
      #expect(bucket.wait(at: Self.start) == nil)
      bucket.take(at: Self.start)
    }
    #expect(bucket.wait(at: Self.start) == .nanoseconds(100_000_001))
    #expect(bucket.wait(at: Self.start + .milliseconds(50)) == .nanoseconds(50_000_001))
    #expect(bucket.wait(at: Self.start + .milliseconds(101)) == nil)
  }

  @Test("A pause saves up no more than a second's worth")
  func pause() {
    var bucket = TokenBucket(perSecond: 2, at: Self.start)
    let later = Self.start + .hours(1)
    for _ in 0..<2 { bucket.take(at: later) }
    #expect(bucket.wait(at: later) == .nanoseconds(500_000_001))
  }

  @Test("What comes beyond the rate is paid back")
  func debt() {
    var bucket = TokenBucket(perSecond: 1, at: Self.start)
    for _ in 0..<3 { bucket.take(at: Self.start) }
    #expect(bucket.wait(at: Self.start) == .nanoseconds(3_000_000_001))
  }

  @Test("Time that seems to go back changes nothing")
  func back() {
    var bucket = TokenBucket(perSecond: 1, at: Self.start)
    bucket.take(at: Self.start)
    #expect(bucket.wait(at: Self.start - .hours(1)) == .nanoseconds(1_000_000_001))
    #expect(bucket.wait(at: Self.start + .seconds(1)) == nil)
  }
}

@Suite("Connections beyond the rate stay in the kernel's backlog")
struct AcceptPacerTests {
  /// Counts the reads that get through to the socket.
  final class Socket: ChannelOutboundHandler {
    typealias OutboundIn = Never
    var reads = 0
    func read(context: ChannelHandlerContext) { reads += 1 }
  }

  @Test("Reads are put off when the rate is used up, and come when it is their turn")
  func paced() throws {
    let (loop, socket) = (EmbeddedEventLoop(), Socket())
    let pacer = AcceptPacer(perSecond: 2, at: loop.now)
    let channel = EmbeddedChannel(handlers: [socket, pacer], loop: loop)
    defer { _ = try? channel.finish() }
    for _ in 0..<2 {
      channel.read()
      channel.pipeline.fireChannelRead(EmbeddedChannel())
    }
    let before = socket.reads
    channel.read()
    channel.read()
    #expect(socket.reads == before)
    loop.advanceTime(by: .milliseconds(501))
    #expect(socket.reads == before + 1)
    channel.pipeline.fireErrorCaught(ChannelError.ioOnClosedChannel)  // no descriptor left, say
    channel.read()
    #expect(socket.reads == before + 1)
    loop.advanceTime(by: .milliseconds(501))
    #expect(socket.reads == before + 2)
  }
}
