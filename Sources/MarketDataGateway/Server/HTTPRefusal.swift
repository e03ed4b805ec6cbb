import MarketDataWire
import NIOCore
import NIOHTTP1

/// Answers a request that does not become a WebSocket, and closes.
final class HTTPRefusal: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let rootDialect: RootDialect
  private var isDone = false

  init(rootDialect: RootDialect) { self.rootDialect = rootDialect }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data), !isDone else { return }
    isDone = true
    // A request with nothing wrong is here because there was no room.
    let problem = HandshakeProblem(head, rootDialect: rootDialect) ?? .full
    let body = ByteBuffer(string: problem.text + "\n")
    let response = HTTPResponseHead(
      version: .http1_1, status: problem.status, headers: Self.headers(problem, length: body.readableBytes))
    context.write(wrapOutboundOut(.head(response)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in channel.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

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
