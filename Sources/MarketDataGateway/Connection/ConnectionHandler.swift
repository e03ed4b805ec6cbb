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
  /// Whether the client has sent anything since the last tick.
  private var isHeard = false
  private var lastHeard = Timestamp(nanos: 0)
  private var lastPing = Timestamp(nanos: 0)
  private var closing: Closing?

  /// How far a connection is on its way to its end.
  private struct Closing {
    /// When it is closed whatever the client does; from the first tick on.
    var deadline: Timestamp?
    /// What is left to do when all that waits has been sent.
    var next: Step

    enum Step {
      /// Waiting for the client's close frame.
      case waitForClient
      /// Telling the client that nothing follows: it broke the protocol, so that it may never answer.
      ///
      /// To close at once would make the system throw away our close frame if anything of the client's is unread.
      case closeOutput
      /// Closing: both sides have said so.
      case closeChannel
    }
  }

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
    if !gate.isOpen { end(.shutdown) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { leave() }

  func channelInactive(context: ChannelHandlerContext) {
    leave()
    context.fireChannelInactive()
  }

  private func leave() {
    if let id { hub.remove(id) }
    (id, channel) = (nil, nil)
    gate.close()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    guard closing == nil else { return readWhileClosing(frame) }
    isHeard = true
    switch assembler.take(frame) {
    case .message(let message)?: apply(session.receive(message, at: hub.now, authorize: gate.authorize))
    case .ping(let payload)?: if let id { hub.sendUrgent(.pong, payload, to: id) }
    case .close(let code)?: close(code, then: .closeChannel)
    case .violation(let code)?: close(code, then: .closeOutput)
    case .pong?, nil: break
    }
  }

  /// A frame that is no frame. The decoder says so again for all that follows.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case NIOWebSocketError.invalidFrameLength: close(.tooLarge, then: .closeOutput)
    case is NIOWebSocketError: close(.protocolError, then: .closeOutput)
    case is ByteToMessageDecoderError: break
    default: context.close(promise: nil)
    }
  }

  // MARK: The hub

  func tick(at now: Timestamp) {
    guard closing == nil else { return tickWhileClosing(at: now) }
    if isHeard { (lastHeard, isHeard) = (now, false) }
    let interval = hub.config.heartbeatInterval
    guard let id, now - lastHeard <= interval * 2 else {
      channel?.close(promise: nil)
      return
    }
    if now - lastPing > interval {
      lastPing = now
      hub.sendUrgent(.ping, [], to: id)
    }
    if let deadline = session.deadline, deadline <= now { apply(session.advance(to: now)) }
  }

  private func tickWhileClosing(at now: Timestamp) {
    finish()
    let deadline = closing?.deadline ?? now + hub.config.drainTimeout
    closing?.deadline = deadline
    if now >= deadline { channel?.close(promise: nil) }
  }

  func end(_ reason: EndReason) { apply(session.end(reason)) }

  // MARK: Actions

  /// Does what the session wants, until the connection is being closed: nothing may follow a close frame.
  private func apply(_ actions: [SessionAction]) {
    for action in actions {
      guard let id, closing == nil else { return }
      switch action {
      case .send(let message): hub.send(message, to: id)
      case .subscribe(let interests): hub.subscribe(id, to: interests)
      case .unsubscribe(let interests): hub.unsubscribe(id, from: interests)
      case .check(let token): check(token)
      case .close(let code): close(code, then: .waitForClient)
      }
    }
  }

  private func check(_ token: String) {
    hub.check(token, by: gate.verifier) { [weak self] result, now in
      guard let self else { return }
      apply(session.tokenChecked(result, at: now))
    }
  }

  // MARK: Closing

  private func close(_ code: CloseCode?, then next: Closing.Step) {
    guard let id, closing == nil else { return }
    closing = Closing(next: next)
    hub.close(id, code)
    finish()
  }

  /// What was on its way is read, so that our close frame is not lost with it.
  private func readWhileClosing(_ frame: WebSocketFrame) {
    guard frame.opcode == .connectionClose else { return }
    closing?.next = .closeChannel
    finish()
  }

  /// Goes on with closing if all that waited has been sent; asked again with every tick.
  private func finish() {
    guard let id, let channel, let next = closing?.next, hub.isDrained(id) else { return }
    switch next {
    case .waitForClient: break
    case .closeOutput:
      closing?.next = .waitForClient
      channel.close(mode: .output, promise: nil)
    case .closeChannel: channel.close(promise: nil)
    }
  }
}
