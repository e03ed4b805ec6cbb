import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Turns a connection from HTTP into a WebSocket.
///
/// The handshake is NIO's. After it there is a decoder of frames but, other than with NIO's own, no encoder: the hub
/// writes frames that are framed already, and NIO's encoder cannot be taken out again.
struct WebSocketUpgrade: NIOTypedHTTPServerProtocolUpgrader {
  /// The header fields of the answer, but for what every WebSocket has; nil when the request is refused.
  let answer: @Sendable (any Channel, HTTPRequestHead) -> HTTPHeaders?
  /// Sets up the connection once it has been answered.
  let connect: @Sendable (any Channel, HTTPRequestHead) throws -> Void
  let maxFrameBytes: Int

  let supportedProtocol = "websocket"
  let requiredUpgradeHeaders: [String] = []

  func buildUpgradeResponse(
    channel: any Channel, upgradeRequest: HTTPRequestHead, initialResponseHeaders: HTTPHeaders
  ) -> EventLoopFuture<HTTPHeaders> {
    NIOTypedWebSocketServerUpgrader<Void>(
      shouldUpgrade: { channel, head in channel.eventLoop.makeSucceededFuture(answer(channel, head)) },
      upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() }
    ).buildUpgradeResponse(
      channel: channel, upgradeRequest: upgradeRequest, initialResponseHeaders: initialResponseHeaders)
  }

  func upgrade(channel: any Channel, upgradeRequest: HTTPRequestHead) -> EventLoopFuture<Void> {
    channel.eventLoop.makeCompletedFuture {
      let decoder = ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: maxFrameBytes))
      try channel.pipeline.syncOperations.addHandler(decoder)
      try connect(channel, upgradeRequest)
    }
  }
}
