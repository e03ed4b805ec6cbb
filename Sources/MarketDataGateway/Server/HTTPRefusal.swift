import MarketDataWire
import NIOCore
import NIOHTTP1

/// Answers a request that does not become a WebSocket, and closes.
final class HTTPRefusal: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let isFull: Bool
  private let rootDialect: RootDialect
  private var isDone = false

  init(isFull: Bool, rootDialect: RootDialect) { (self.isFull, self.rootDialect) = (isFull, rootDialect) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data), !isDone else { return }
    isDone = true
    let (status, text) = answer(to: head)
    let body = ByteBuffer(string: text + "\n")
    var headers = HTTPHeaders([("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")])
    headers.add(name: "Content-Length", value: "\(body.readableBytes)")
    if status == .upgradeRequired { headers.add(name: "Upgrade", value: "websocket") }
    context.write(
      wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in channel.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func answer(to head: HTTPRequestHead) -> (HTTPResponseStatus, String) {
    guard Endpoint(handshake: Handshake(head), rootDialect: rootDialect) != nil else {
      return (
        .notFound,
        "expected /, /stocks, /v2/iex, /v2/sip, /v2/delayed_sip, /v2/test or /ws, found \(head.uri.prefix(200))"
      )
    }
    if isFull { return (.serviceUnavailable, "expected room for one more client, found none; see gateway.max_clients") }
    guard head.headers["Upgrade"].contains(where: { $0.lowercased().contains("websocket") }) else {
      return (
        .upgradeRequired,
        "expected a WebSocket handshake, found a plain request; connect with ws:// in place of http://"
      )
    }
    return (.badRequest, "expected a WebSocket handshake of version 13 with one Sec-WebSocket-Key, found another")
  }
}

extension Handshake {
  /// What a request asks for.
  init(_ head: HTTPRequestHead) {
    self.init(
      uri: head.uri,
      headers: Dictionary(
        head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first }))
  }
}
