import MarketData
import MarketDataWire

@testable import MarketDataGateway

/// A client as it should be served: one list of what it must get, in order, kept by the plainest of means.
struct ModelClient {
  let id: ClientID
  let format: WireFormat
  /// What it must get: messages, and control frames as they are on the wire.
  var expected: [Expected] = []
  /// What it got.
  var received: [UInt8] = []

  enum Expected {
    case message([UInt8])
    case control([UInt8])
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
      guard let count = messages(in: received[place..<end], from: next) else {
        return "a wrong message at item \(next)"
      }
      guard (1...messagesPerFrame).contains(count) else { return "\(count) messages in a frame" }
      (place, next) = (end, next + count)
    }
    return next == expected.count ? nil : "\(expected.count - next) of \(expected.count) items missing"
  }

  /// How many of the expected messages a frame holds; nil when it holds anything else.
  ///
  /// Rather than read a dialect, it builds the frames that may be meant: of one message more each time.
  private func messages(in frame: ArraySlice<UInt8>, from start: Int) -> Int? {
    var body: [UInt8] = []
    for (index, item) in expected[start...].enumerated() {
      guard case .message(let message) = item, body.count < frame.count else { return nil }
      if index > 0, let separator = format.separator { body.append(separator) }
      body += message
      var payload: [UInt8] = []
      format.appendOpening(messages: index + 1, to: &payload)
      let length = payload.count + body.count + (format.closing == nil ? 0 : 1)
      guard FrameHeader.length(payload: length) + length >= frame.count else { continue }
      var whole: [UInt8] = []
      FrameHeader.append(format.isBinary ? FrameHeader.binary : FrameHeader.text, payload: length, to: &whole)
      whole += payload + body + (format.closing.map { [$0] } ?? [])
      return whole == Array(frame) ? index + 1 : nil
    }
    return nil
  }
}

/// A hub with clients that come and go at random, beside a model of what each of them must get.
struct HubModel {
  var hub: Hub
  var clients: [ModelClient] = []
  /// Who wants what: the indices of clients by channel and symbol, where the symbol after the last is the wildcard.
  private var audience: [[Set<Int>]]
  var random: SplitMix64
  let messagesPerFrame: Int
  private var encoders = WireFormat.allCases.map { EventEncoder($0) }
  private let symbols: [Symbol]
  private var sequence: UInt64 = 0
  private var time = Simulation.defaultStart

  static let channels: [Channel] = [.trades, .quotes, .fairValues, .priceBands]

  init(seed: UInt64, clients count: Int) throws {
    random = SplitMix64(seed: seed)
    messagesPerFrame = [1, 2, 64][Int(random.next() % 3)]
    hub = Hub(limits: Hub.Limits(messagesPerFrame: messagesPerFrame, clientBytes: .max))
    audience = Self.channels.map { _ in [Set<Int>](repeating: [], count: 41) }
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
    let answer = [0x81, 2, UInt8(ascii: "o"), UInt8(ascii: "k")] as [UInt8]
    let (id, subscribes) = (clients[index].id, pick(3) > 0)
    var interests: [Interest] = []
    for _ in 0...pick(3) {
      let (channel, symbol) = (pick(Self.channels.count), pick(20) == 0 ? symbols.count : pick(symbols.count))
      interests.append(Interest(Self.channels[channel], symbol == symbols.count ? nil : "\(symbols[symbol])"))
      if subscribes { audience[channel][symbol].insert(index) } else { audience[channel][symbol].remove(index) }
    }
    if !subscribes { hub.unsubscribe(id, from: interests) }
    hub.send(answer, to: id)
    if subscribes { hub.subscribe(id, to: interests) }
    clients[index].expected.append(.control(answer))
  }

  private mutating func publish() {
    sequence += 1
    let symbol = pick(symbols.count)
    let quote = Quote(
      symbol: symbols[symbol], price: Price(nanos: 100_010_000_000), bid: Price(nanos: 100_000_000_000),
      ask: Price(nanos: 100_020_000_000), timestamp: time, sequence: sequence, volume: 100)
    hub.publish(QuoteBatch([quote], firstPosition: sequence))
    expect(.trade(quote), symbol)
    expect(.book(quote), symbol)
    expect(.fairValue(FairValue(quote)), symbol)
    guard pick(4) == 0 else { return hub.closeFrames() }
    let band = MarketEvent.priceBand(
      PriceBand(symbol: quote.symbol, upper: quote.ask, lower: quote.bid, timestamp: time, sequence: sequence))
    hub.publish(band)
    expect(band, symbol)
    hub.closeFrames()
  }

  private mutating func expect(_ event: MarketEvent, _ symbol: Int) {
    guard let channel = Self.channels.firstIndex(of: Channel(event)) else { return }
    let messages = WireFormat.allCases.map { Array(encoders[Int($0.rawValue)].encode(event)) }
    for index in audience[channel][symbol].union(audience[channel][symbols.count]) {
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
