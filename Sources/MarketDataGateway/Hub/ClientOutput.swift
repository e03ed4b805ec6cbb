import Glibc
import MarketData
import NIOCore
import NIOPosix

/// The way to one client's socket.
///
/// As long as the socket takes everything, bytes go from the hub's log to the kernel by `send`, without a copy and
/// past NIO, whose write costs half as much again as the system call. What the socket does not take is handed to NIO,
/// which waits until it does; until then nothing else is sent, so the order is kept. With TLS all goes by NIO.
final class ClientOutput {
  let client: any HubClient
  let channel: any Channel
  /// The socket; nil with TLS. Valid while the channel is active: NIO closes it and says so at once.
  private let socket: CInt?
  /// Bytes that NIO holds.
  private(set) var inFlight = 0
  /// Since when NIO has held them.
  private(set) var blockedSince = Timestamp(nanos: 0)
  /// When the client last lost its place in the shared log, and has not caught up since.
  var conflatedSince: Timestamp?
  /// Control frames that wait for NIO, one of each kind.
  var urgent: [ControlOpcode: [UInt8]] = [:]
  /// A close frame has been queued.
  var isClosing = false

  init(_ client: any HubClient, _ channel: any Channel, isSecure: Bool) {
    (self.client, self.channel) = (client, channel)
    let handle = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
      of: NIOBSDSocket.Handle.self
    ) { $0 }
    socket = isSecure ? nil : handle ?? nil
  }

  var isBlocked: Bool { inFlight > 0 }
  /// Whether bytes go to the socket itself.
  var isDirect: Bool { socket != nil }

  /// Offers bytes to the socket.
  ///
  /// - Returns: How many it took; a broken connection takes nothing, and NIO will notice.
  func send(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let socket, channel.isActive, let start = bytes.baseAddress else { return 0 }
    return max(0, Glibc.send(socket, start, bytes.count, CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL)))
  }

  /// Gives bytes to NIO, and calls `then` on the loop when the socket has taken them.
  func hand(_ bytes: some Collection<UInt8>, at now: Timestamp, then: @escaping () -> Void) {
    if inFlight == 0 { blockedSince = now }
    inFlight += bytes.count
    let promise = channel.eventLoop.makePromise(of: Void.self)
    promise.futureResult.assumeIsolated().whenSuccess { [count = bytes.count] in
      self.inFlight -= count
      if self.inFlight == 0 { then() }
    }
    channel.writeAndFlush(channel.allocator.buffer(bytes: bytes), promise: promise)
  }
}
