import MarketData
import MarketDataWire

@testable import MarketDataGateway

/// A client as it should be served: one list of what it must get, in order, kept by the plainest of means.
struct ModelClient {
  let id: ClientID
  let format: WireFormat
  var wants: Set<Interest> = []
  /// What it must get: messages, and control frames as they are on the wire.
  var expected: [Expected] = []
  /// What it got.
  var received: [UInt8] = []

  enum Expected {
    case message([UInt8])
    case control([UInt8])
  }

  func wants(_ channel: Channel, _ ticker: String) -> Bool {
    wants.contains(Interest(channel, ticker)) || wants.contains(Interest(channel, nil))
  }

  /// What is wrong with what it got; nil: it is exactly what it must be.
  func fault(messagesPerFrame: Int) -> String? {
    var (place, next) = (0, 0)
    while place < received.count {
      guard next < expected.count else { return "\(received.count - place) bytes more than expected" }
      if case .control(let frame) = expected[next] {
        guard received[place...].starts(with: frame) else { return "no answer at item \(next)" }
        (place, next) = (place + frame.count, next + 1)
        continue
      }
      let end = place + FrameHeader.frameLength(at: place, in: received)
      guard let count = messages(in: received[place..<end], from: next) else { return "a wrong message at item \(next)" }
      guard (1...messagesPerFrame).contains(count) else { return "\(count) messages in a frame" }
      (place, next) = (end, next + count)
    }
    return next == expected.count ? nil : "\(expected.count - next) of \(expected.count) items missing"
  }

  /// How many of the expected messages a frame holds; nil when it holds anything else.
  private func messages(in frame: ArraySlice<UInt8>, from start: Int) -> Int? {
    for count in 1...1000 where start + count <= expected.count {
      guard case .message = expected[start + count - 1] else { return nil }
      let whole = Self.frame(of: expected[start..<start + count], format)
      if whole.count > frame.count { return nil }
      if whole.elementsEqual(frame) { return count }
    }
    return nil
  }

  private static func frame(of messages: ArraySlice<Expected>, _ format: WireFormat) -> [UInt8] {
    var payload: [UInt8] = []
    format.appendOpening(messages: messages.count, to: &payload)
    for (index, item) in messages.enumerated() {
      if index > 0, let separator = format.separator { payload.append(separator) }
      if case .message(let message) = item { payload += message }
    }
    if let closing = format.closing { payload.append(closing) }
    var frame: [UInt8] = []
    FrameHeader.append(format.isBinary ? FrameHeader.binary : FrameHeader.text, payload: payload.count, to: &frame)
    return frame + payload
  }
}

/// A hub with clients that come and go at random, beside a model of what each of them must get.
struct HubModel {
  var hub: Hub
  var clients: [ModelClient] = []
  var random: SplitMix64
  let messagesPerFrame: Int
  private var encoders = WireFormat.allCases.map { EventEncoder($0) }
  private let symbols: [Symbol]
  private var sequence: UInt64 = 0
  private var time = Simulation.defaultStart

  static let channels: [Channel] = [.trades, .quotes, .fairValues, .statuses]

  init(seed: UInt64, clients count: Int) throws {
    random = SplitMix64(seed: seed)
    messagesPerFrame = [1, 2, 64][Int(random.next() % 3)]
    hub = Hub(limits: Hub.Limits(messagesPerFrame: messagesPerFrame, clientBytes: .max))
    symbols = try (0..<40).map { try Symbol("HUB\($0).\(seed % 4)") }
    for _ in 0..<count {
      let format = WireFormat.allCases[Int(random.next() % 3)]
      clients.append(ModelClient(id: hub.add(format: format, compresses: false), format: format))
    }
  }

  /// A number below a bound.
  mutating func pick(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

  mutating func step() {
    time = time + .seconds(10)
    hub.now = time
    for _ in 0..<5 { changeSubscription(of: pick(clients.count)) }
    publish()
    for _ in 0..<50 { read(pick(clients.count), all: false) }
    for group in hub.dirty { hub.trim(group) }
    hub.dirty.removeAll()
  }

  private mutating func changeSubscription(of index: Int) {
    var interests: [Interest] = []
    for _ in 0...pick(3) {
      let ticker = pick(20) == 0 ? nil : "\(symbols[pick(symbols.count)])"
      interests.append(Interest(Self.channels[pick(Self.channels.count)], ticker))
    }
    let answer = [0x81, 2, UInt8(ascii: "o"), UInt8(ascii: "k")] as [UInt8]
    clients[index].expected.append(.control(answer))
    if pick(3) == 0 {
      // Half of those that unsubscribe do so from what they have.
      if pick(2) == 0 { interests = Array(clients[index].wants.prefix(2)) }
      hub.unsubscribe(clients[index].id, from: interests)
      hub.send(answer, to: clients[index].id)
      clients[index].wants.subtract(interests)
    } else {
      hub.send(answer, to: clients[index].id)
      hub.subscribe(clients[index].id, to: interests)
      clients[index].wants.formUnion(interests)
    }
  }

  private mutating func publish() {
    sequence += 1
    let quote = Quote(
      symbol: symbols[pick(symbols.count)], price: Price(nanos: 100_010_000_000), bid: Price(nanos: 100_000_000_000),
      ask: Price(nanos: 100_020_000_000), timestamp: time, sequence: sequence, volume: 100)
    hub.publish(QuoteBatch([quote], firstPosition: sequence))
    expect(.trade(quote))
    expect(.book(quote))
    expect(.fairValue(FairValue(quote)))
    guard pick(4) == 0 else { return hub.closeFrames() }
    let status = MarketEvent.status(
      TradingStatus(symbol: quote.symbol, code: "H", message: "Halt", reasonCode: "T1", timestamp: time))
    hub.publish(status)
    expect(status)
    hub.closeFrames()
  }

  private mutating func expect(_ event: MarketEvent) {
    let (channel, ticker) = (Channel(event), event.symbol.ticker)
    let messages = WireFormat.allCases.map { Array(encoders[Int($0.rawValue)].encode(event)) }
    for index in clients.indices where clients[index].wants(channel, ticker) {
      let message = messages[Int(clients[index].format.rawValue)]
      if !message.isEmpty { clients[index].expected.append(.message(message)) }
    }
  }

  /// Lets a client read, in portions of any size, as a socket would.
  mutating func read(_ index: Int, all: Bool) {
    let id = clients[index].id
    while hub.backlog(of: id) > 0 {
      let share = all ? Int.max : 1 + pick(400)
      let (isComplete, _) = hub.send(next: 256 << 10, of: id) { bytes in
        let taken = min(share, bytes.count)
        clients[index].received += bytes[..<taken]
        return taken
      }
      // What a socket does not take at once leaves up to the next boundary, and then nothing for a while.
      guard isComplete else {
        clients[index].received += hub.takeFrames(of: id, upTo: 1 + pick(500))
        return
      }
    }
  }
}
