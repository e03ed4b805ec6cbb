import NIOCore

/// Accepts no more connections in a second than allowed; the others wait in the kernel's backlog.
///
/// To accept is to read from the socket that listens: a read that comes too early is put off.
final class AcceptPacer: ChannelDuplexHandler {
  typealias InboundIn = any NIOCore.Channel
  typealias InboundOut = any NIOCore.Channel
  typealias OutboundIn = Never

  private var bucket: TokenBucket
  private var isWaiting = false

  init(perSecond rate: Int, at now: NIODeadline) { bucket = TokenBucket(perSecond: rate, at: now) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    bucket.take(at: context.eventLoop.now)
    context.fireChannelRead(data)
  }

  /// A connection that could not be accepted counts too: without descriptors left, every attempt fails at once.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    bucket.take(at: context.eventLoop.now)
    context.fireErrorCaught(error)
  }

  func read(context: ChannelHandlerContext) {
    guard let wait = bucket.wait(at: context.eventLoop.now) else { return context.read() }
    guard !isWaiting else { return }
    isWaiting = true
    context.eventLoop.assumeIsolated().scheduleTask(in: wait) {
      self.isWaiting = false
      context.read()
    }
  }
}
