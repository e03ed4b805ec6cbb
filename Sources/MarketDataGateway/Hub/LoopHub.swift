import MarketData
import MarketDataWire
import NIOCore

/// All that one event loop sends: its clients, what they want, and what waits for them. Used on that loop only.
///
/// The effects around `Hub`, which decides.
final class LoopHub {
  let loop: any EventLoop
  let config: GatewayConfig
  let service: MarketDataService
  var hub: Hub
  var outputs: [ClientOutput?] = []
  /// Clients whose sockets do not take more at present.
  var blocked: Set<ClientID> = []
  var isFlushScheduled = false
  /// When the next round of writes may begin.
  var nextFlush = NIODeadline.now()
  /// Quotes published since the last flush.
  var unflushed = 0
  /// Quotes published since the loop last saw to its sockets.
  var unrested = 0
  /// Bytes handed to the system.
  var bytes = 0
  var slowClosed = 0

  var bars = BarBuilder(kinds: [.second, .minute, .updatedMinute, .day])
  /// Bars that are to be published at once.
  var closedBars: [(Bar, Bar.Kind)] = []
  var barTimer: Scheduled<Void>?
  var time: HubTime

  let feed: HubFeed
  var reader: BatchReader?
  /// The feed, when it waits for slow clients.
  var waiter: CheckedContinuation<Void, Never>?
  /// Quotes that a live market lost because the hub was too slow.
  var lost = 0
  var demand: Demand
  var isSettling = false
  private(set) var isStopped = true
  /// Tokens that are being checked: what to do then, and the tasks that run.
  var checks: [Int: (Result<Timestamp?, TokenProblem>, Timestamp) -> Void] = [:]
  var tasks: [Int: Task<Void, Never>] = [:]
  var nextCheck = 0
  private var reading: Task<Void, Never>?
  var settling: Task<Void, Never>?
  private var ticks: Scheduled<Void>?

  init(loop: any EventLoop, config: GatewayConfig, service: MarketDataService) {
    (self.loop, self.config, self.service) = (loop, config, service)
    let onDemand = Set(service.config.symbols.filter(\.value.onDemand).keys)
    demand = Demand(onDemand: onDemand)
    time = HubTime(pace: service.config.pace)
    feed = HubFeed(loop)
    hub = Hub(
      limits: Hub.Limits(messagesPerFrame: config.messagesPerFrame, clientBytes: config.clientBufferBytes),
      onDemand: onDemand, compress: config.compression ? Self.compressor() : nil)
  }

  private static func compressor() -> FrameBuilder.Compressor {
    let deflater = Deflater()
    return { deflater.compress($0) }
  }

  /// The time of connections; quotes have the market's.
  var now: Timestamp { SystemClock.shared.now }

  // MARK: Life

  /// Begins to read the market.
  func start() {
    isStopped = false
    let bound = NIOLoopBound(self, eventLoop: loop)
    reading = Task { [feed] in await feed.read(into: bound) }
    scheduleTick()
  }

  private func scheduleTick() {
    guard !isStopped else { return }
    ticks = loop.assumeIsolated().scheduleTask(in: .milliseconds(250)) { [weak self] in
      self?.tick()
      self?.scheduleTick()
    }
  }

  /// Ends reading the market, all demand for symbols, and the connections that are left.
  ///
  /// - Returns: What still runs on the loop.
  func stop() -> [Task<Void, Never>] {
    isStopped = true
    ticks?.cancel()
    barTimer?.cancel()
    reader?.cancel()
    makeRoom()
    for output in outputs { output?.channel.close(promise: nil) }
    demand.removeAll()
    settleDemand()
    return [reading, settling].compactMap { $0 } + tasks.values
  }

  /// What was done so far, but for what connections count.
  var statistics: GatewayStatistics {
    var statistics = GatewayStatistics()
    (statistics.messages, statistics.conflated) = (hub.counters.messages, hub.counters.conflated)
    (statistics.bytes, statistics.slowClosed, statistics.lost) = (bytes, slowClosed, lost)
    return statistics
  }

  // MARK: Clients

  /// Takes in a client whose handshake is done. Nothing but control messages goes out before it subscribes.
  ///
  /// Frames are written past the channel's handlers, but for TLS.
  func add(
    _ client: any HubClient, on channel: any NIOCore.Channel, format: WireFormat, compresses: Bool
  ) -> ClientID {
    let id = hub.add(format: format, compresses: compresses)
    while outputs.count <= id.number { outputs.append(nil) }
    outputs[id.number] = ClientOutput(client, channel, isSecure: !config.tlsCertificate.isEmpty)
    return id
  }

  /// Forgets a client whose channel is closed.
  func remove(_ id: ClientID) {
    demand.remove(hub.subscription(of: id).interests)
    hub.remove(id)
    outputs[id.number] = nil
    blocked.remove(id)
    settleDemand()
    adjustBars()
    makeRoom()
  }

  /// Lets data of these flow from here on.
  func subscribe(_ id: ClientID, to interests: [Interest]) {
    hub.subscribe(id, to: interests)
    demand.add(interests)
    settleDemand()
    adjustBars()
    flush(id)
  }

  /// Ends data of these; what is queued already still comes before what is sent next.
  func unsubscribe(_ id: ClientID, from interests: [Interest]) {
    hub.unsubscribe(id, from: interests)
    demand.remove(interests)
    settleDemand()
    adjustBars()
    flush(id)
  }

  /// Sends a control message after what is queued.
  func send(_ message: ServerMessage, to id: ClientID) {
    guard outputs[id.number]?.isClosing == false else { return }
    hub.send(message.frame, to: id)
    flush(id)
  }

  /// Whether nothing waits for a client any more.
  func isDrained(_ id: ClientID) -> Bool { outputs[id.number]?.isBlocked != true && hub.backlog(of: id) == 0 }

  /// Sends a close frame after what is queued; nothing is sent after it. The channel stays open for the client's
  /// answer: whoever calls this closes it.
  func close(_ id: ClientID, _ code: CloseCode?) {
    guard let output = outputs[id.number], !output.isClosing else { return }
    let interests = hub.subscription(of: id).interests
    unsubscribe(id, from: interests)
    guard outputs[id.number] === output else { return }
    output.isClosing = true
    hub.send(code.closeFrame, to: id)
    flush(id)
  }
}

extension ServerMessage {
  /// The message in a frame of its own.
  fileprivate var frame: [UInt8] {
    let (opcode, payload) =
      switch self {
      case .text(let payload): (FrameHeader.text, payload)
      case .binary(let payload): (FrameHeader.binary, payload)
      }
    var bytes: [UInt8] = []
    FrameHeader.append(opcode, payload: payload.count, to: &bytes)
    return bytes + payload
  }
}

extension CloseCode? {
  /// A close frame with the code, or without any.
  fileprivate var closeFrame: [UInt8] {
    guard let code = self?.number else { return [0x80 | FrameHeader.close, 0] }
    return [0x80 | FrameHeader.close, 2, UInt8(code >> 8), UInt8(truncatingIfNeeded: code)]
  }
}

/// Control frames that overtake data.
enum ControlOpcode: UInt8 {
  /// Asks whether the other side is there.
  case ping = 0x9
  /// Answers that.
  case pong = 0xA
}
