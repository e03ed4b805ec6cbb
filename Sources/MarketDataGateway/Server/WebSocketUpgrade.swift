import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Turns a connection from HTTP into a WebSocket.
///
/// The handshake is NIO's. After it there is a decoder of frames but, other than with NIO's own, no encoder: the hub
/// writes frames that are framed already, and NIO's encoder cannot be taken out again.
struct WebSocketUpgrade: NIOTypedHTTPServerProtocolUpgrader {
  /// The header fields of the answer, but for what every WebSocket has; or what is wrong with the request.
  let answer: @Sendable (HTTPRequestHead) throws(HandshakeProblem) -> HTTPHeaders
  /// Sets up the connection once it has been answered.
  let connect: @Sendable (any Channel, HTTPRequestHead) throws -> Void
  let maxFrameBytes: Int

  let supportedProtocol = "websocket"
  let requiredUpgradeHeaders: [String] = []

  /// Fails with what is wrong; `HTTPRefusal` hears of it then.
  func buildUpgradeResponse(
    channel: any Channel, upgradeRequest: HTTPRequestHead, initialResponseHeaders: HTTPHeaders
  ) -> EventLoopFuture<HTTPHeaders> {
    let headers: HTTPHeaders
    do { headers = try answer(upgradeRequest) } catch { return channel.eventLoop.makeFailedFuture(error) }
    return NIOTypedWebSocketServerUpgrader<Void>(
      shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(headers) },
      upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() }
    ).buildUpgradeResponse(
      channel: channel, upgradeRequest: upgradeRequest, initialResponseHeaders: initialResponseHeaders)
  }

  func upgrade(channel: any Channel, upgradeRequest: HTTPRequestHead) -> EventLoopFuture<Void> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      try pipeline.removeHandler(context: pipeline.context(handlerType: HTTPRefusal.self), promise: nil)
      try pipeline.addHandler(ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: maxFrameBytes)))
      try connect(channel, upgradeRequest)
    }
  }
}
