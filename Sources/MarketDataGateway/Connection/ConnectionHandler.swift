import MarketData
import MarketDataWire
import NIOCore
import NIOWebSocket

/// One connection: what the client says goes through its session, and what the session wants done is done.
final class ConnectionHandler: ChannelInboundHandler, HubClient {
  typealias InboundIn = WebSocketFrame

  private let hub: LoopHub
  private let gate: ConnectionGate
  private var session: any ClientSession
  private var assembler: MessageAssembler
  private let format: WireFormat
  private let compresses: Bool
  private var id: ClientID?
  private var channel: (any NIOCore.Channel)?
  private var lastHeard = Timestamp(nanos: 0)
  private var lastPing = Timestamp(nanos: 0)
  /// Since when the connection is being closed.
  private var closingSince: Timestamp?
  /// The client has sent its close frame, or will not.
  private var hasClientClosed = false

  init(_ endpoint: Endpoint, session: any ClientSession, compresses: Bool, hub: LoopHub, gate: ConnectionGate) {
    (self.hub, self.gate, self.session) = (hub, gate, session)
    (format, self.compresses) = (endpoint.format, compresses)
    let limit = hub.config.maxMessageBytes
    let inflater = compresses ? Inflater() : nil
    assembler = MessageAssembler(
      maxBytes: limit, inflate: inflater.map { inflater in { inflater.expand($0, limit: limit) } })
  }

  // MARK: The channel

  func handlerAdded(context: ChannelHandlerContext) {
    let now = hub.now
    (channel, lastHeard, lastPing) = (context.channel, now, now)
    id = hub.add(self, on: context.channel, format: format, compresses: compresses)
    apply(session.open(at: now, authorize: gate.authorize))
  }

  func channelInactive(context: ChannelHandlerContext) {
    if let id { hub.remove(id) }
    (id, channel) = (nil, nil)
    gate.close()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    lastHeard = hub.now
    if closingSince != nil {
      if frame.opcode == .connectionClose { clientClosed() }
      return  // what was on its way is read, so that our close frame is not lost with it
    }
    guard let event = assembler.take(frame) else { return }
    switch event {
    case .message(let message): apply(session.receive(message, at: lastHeard, authorize: gate.authorize))
    case .ping(let payload): if let id { hub.sendUrgent(.pong, payload, to: id) }
    case .pong: break
    case .close(let code):
      close(code)
      clientClosed()
    case .violation(let code): close(code)
    }
  }

  /// A frame that is no frame. The decoder says so again for all that follows.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case is NIOWebSocketError where closingSince != nil: break
    case NIOWebSocketError.invalidFrameLength: close(.tooLarge)
    case is NIOWebSocketError: close(.protocolError)
    case is ByteToMessageDecoderError: break
    default: context.close(promise: nil)
    }
  }

  // MARK: The hub

  func tick(at now: Timestamp) {
    guard let id, let channel else { return }
    if let closingSince {
      let isDone = hasClientClosed && hub.isDrained(id)
      if isDone || now - closingSince > hub.config.drainTimeout { channel.close(promise: nil) }
      return
    }
    let interval = hub.config.heartbeatInterval
    if now - lastHeard > interval * 2 { return channel.close(promise: nil) }
    if now - lastPing > interval {
      lastPing = now
      hub.sendUrgent(.ping, [], to: id)
    }
    if let deadline = session.deadline, deadline <= now { apply(session.advance(to: now)) }
  }

  func end(_ reason: EndReason) { apply(session.end(reason)) }

  // MARK: Actions

  private func apply(_ actions: [SessionAction]) {
    for action in actions {
      guard let id else { return }
      switch action {
      case .send(let message): hub.send(message, to: id)
      case .subscribe(let interests): hub.subscribe(id, to: interests)
      case .unsubscribe(let interests): hub.unsubscribe(id, from: interests)
      case .check(let token): check(token)
      case .close(let code): close(code)
      }
    }
  }

  private func check(_ token: String) {
    hub.check(token, by: gate.verifier) { [weak self] result, now in
      guard let self else { return }
      apply(session.tokenChecked(result, at: now))
    }
  }

  private func close(_ code: CloseCode?) {
    guard let id, closingSince == nil else { return }
    closingSince = hub.now
    hub.close(id, code)
  }

  private func clientClosed() {
    hasClientClosed = true
    if let id, hub.isDrained(id) { channel?.close(promise: nil) }
  }
}
