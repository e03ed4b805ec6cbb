import MarketData
import NIOCore

/// Accepts no more connections in a second than allowed; the others wait in the kernel's backlog.
final class AcceptPacer: ChannelDuplexHandler {
  typealias InboundIn = any NIOCore.Channel
  typealias InboundOut = any NIOCore.Channel
  typealias OutboundIn = Never

  private var bucket: TokenBucket
  private var isWaiting = false

  init(perSecond rate: Int) { bucket = TokenBucket(perSecond: rate, at: SystemClock.shared.now) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    bucket.take(at: SystemClock.shared.now)
    context.fireChannelRead(data)
  }

  func read(context: ChannelHandlerContext) {
    guard let wait = bucket.wait(at: SystemClock.shared.now) else { return context.read() }
    guard !isWaiting else { return }
    isWaiting = true
    context.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(wait.nanos)) {
      self.isWaiting = false
      context.read()
    }
  }
}
