import MarketDataWire
import NIOCore
import NIOHTTP1

/// Answers a request that does not become a WebSocket, and closes.
///
/// A request for an upgrade that is refused comes as the error; NIO lets go of the request itself. Any other comes as
/// it is.
final class HTTPRefusal: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let rootDialect: RootDialect
  private var isDone = false

  init(rootDialect: RootDialect) { self.rootDialect = rootDialect }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data) else { return }
    guard let problem = HandshakeProblem(head, rootDialect: rootDialect) else { return context.close(promise: nil) }
    refuse(problem, context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let problem = error as? HandshakeProblem else { return context.close(promise: nil) }
    refuse(problem, context)
  }

  private func refuse(_ problem: HandshakeProblem, _ context: ChannelHandlerContext) {
    guard !isDone else { return }
    isDone = true
    let body = ByteBuffer(string: problem.text + "\n")
    let response = HTTPResponseHead(
      version: .http1_1, status: problem.status, headers: Self.headers(problem, length: body.readableBytes))
    context.write(wrapOutboundOut(.head(response)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in channel.close(promise: nil) }
  }

  private static func headers(_ problem: HandshakeProblem, length: Int) -> HTTPHeaders {
    var headers = HTTPHeaders([
      ("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", "\(length)"), ("Connection", "close"),
    ])
    if problem.status == .upgradeRequired {
      headers.add(name: "Upgrade", value: "websocket")
      headers.add(name: "Sec-WebSocket-Version", value: "13")
    }
    if problem.status == .serviceUnavailable { headers.add(name: "Retry-After", value: "1") }
    return headers
  }
}
