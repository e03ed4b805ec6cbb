import MarketData
import MarketDataWire

@testable import MarketDataGateway

/// A hub with one client that reads when it likes, beside a model of the frames that it must get.
struct SlowClientModel {
  /// What waits for the client: a frame of its own, or messages that share one.
  enum Item {
    case answer([UInt8])
    case messages([Message])
  }
  struct Message {
    var channel: Channel
    var symbol: Symbol
    var bytes: [UInt8]
  }
  struct Key: Hashable {
    var channel: Channel
    var symbol: Symbol
  }

  var hub: Hub
  let id: ClientID
  let format: WireFormat
  let compresses: Bool
  let limit: Int
  var random: SplitMix64
  /// What waits in the group's log, and before it in the client's own queue.
  var log: [[Message]] = []
  var queue: [Item] = []
  /// What the client must have got, and what it got.
  var expected: [Item] = []
  var received: [UInt8] = []
  var conflated = 0
  private var encoder: EventEncoder
  private let symbols: [Symbol]
  private var sequence: UInt64 = 0
  static let channels: [Channel] = [.trades, .quotes, .fairValues, .priceBands, .statuses]

  init(_ format: WireFormat, limit: Int, compresses: Bool = false, seed: UInt64) throws {
    let deflater = Deflater()
    hub = Hub(
      limits: Hub.Limits(messagesPerFrame: limit, clientBytes: .max), compress: { deflater.compress($0) })
    id = hub.add(format: format, compresses: compresses)
    hub.subscribe(id, to: Self.channels.map { Interest($0, nil) })
    (self.format, self.limit, self.compresses) = (format, limit, compresses)
    (encoder, random) = (EventEncoder(format), SplitMix64(seed: seed))
    symbols = try (0..<5).map { try Symbol("SLOW\($0)") }
  }

  mutating func pick(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

  /// Publishes so many events of any kind, which share frames as far as the limit allows.
  mutating func publish(_ count: Int) {
    var messages: [Message] = []
    for _ in 0..<count {
      let event = event(Self.channels[pick(Self.channels.count)], symbols[pick(symbols.count)])
      hub.publish(event)
      let bytes = Array(encoder.encode(event))
      if !bytes.isEmpty { messages.append(Message(channel: Channel(event), symbol: event.symbol, bytes: bytes)) }
    }
    hub.closeFrames()
    log += frames(messages)
  }

  private mutating func event(_ channel: Channel, _ symbol: Symbol) -> MarketEvent {
    sequence += 1
    let quote = Quote(
      symbol: symbol, price: Price(nanos: 100_010_000_000), bid: Price(nanos: 100_000_000_000),
      ask: Price(nanos: 100_020_000_000), timestamp: Simulation.defaultStart + .seconds(Int64(sequence)),
      sequence: sequence)
    return switch channel {
    case .trades: .trade(quote)
    case .quotes: .book(quote)
    case .fairValues: .fairValue(FairValue(quote))
    case .priceBands:
      .priceBand(
        PriceBand(symbol: symbol, upper: quote.ask, lower: quote.bid, timestamp: quote.timestamp, sequence: sequence))
    default:
      .status(
        TradingStatus(symbol: symbol, code: "H", message: "Halted", reasonCode: "T1", timestamp: quote.timestamp))
    }
  }

  private func frames(_ messages: [Message]) -> [[Message]] {
    stride(from: 0, to: messages.count, by: limit).map { Array(messages[$0..<min($0 + limit, messages.count)]) }
  }

  /// Lets the client read one frame, the first part of it by itself.
  mutating func readFrame() {
    guard hub.backlog(of: id) > 0 else { return }
    let share = pick(20)  // less than any frame
    let (isComplete, count) = hub.send(next: share, of: id) { bytes in
      received += bytes
      return bytes.count
    }
    assert(isComplete && count == share)
    received += hub.takeFrames(of: id, upTo: 1)
    expected.append(queue.isEmpty ? .messages(log.removeFirst()) : queue.removeFirst())
  }

  /// Sends the client an answer, before which all comes that waits.
  mutating func answer() {
    let frame = [0x81, 20] + [UInt8](repeating: UInt8(ascii: "a"), count: 20)
    hub.send(frame, to: id)
    queue += log.map(Item.messages) + [.answer(Array(frame[2...]))]
    log = []
  }

  /// Conflates the client: of quotes and fair values in the log the latest of each symbol stays, and all else.
  mutating func conflate() {
    hub.conflate(id)
    let all = log.flatMap { $0 }
    let latest = Dictionary(
      all.indices.map { (Key(channel: all[$0].channel, symbol: all[$0].symbol), $0) }, uniquingKeysWith: { $1 })
    let stays = all.indices.map { index in
      ![.quotes, .fairValues].contains(all[index].channel)
        || latest[Key(channel: all[index].channel, symbol: all[index].symbol)] == index
    }
    var (place, left) = (0, [[Message]]())
    for frame in log where compresses {
      if stays[place..<place + frame.count].contains(true) { left.append(frame) }
      place += frame.count
    }
    if !compresses { left = frames(all.indices.filter { stays[$0] }.map { all[$0] }) }
    conflated += all.count - left.joined().count
    queue += left.map(Item.messages)
    log = []
  }

  /// Lets the hub forget what the client has been sent.
  mutating func trim() { hub.trim(hub.clients[id.number].group) }

  /// The payloads that the client must have got.
  var expectedPayloads: [[UInt8]] {
    expected.map { item in
      switch item {
      case .answer(let payload): payload
      case .messages(let messages): RawFrame(format, messages.map(\.bytes)).payload
      }
    }
  }

  /// The payloads that it got, expanded.
  var receivedPayloads: [[UInt8]] {
    let inflater = Inflater()
    return RawFrame.parse(received).map { frame in
      guard frame.first & 0x40 != 0 else { return frame.payload }
      guard case .bytes(let payload) = inflater.expand(frame.payload, limit: 1 << 20) else { return [] }
      return payload
    }
  }

  /// How many messages of the market the client must have got.
  var messageCount: Int {
    expected.reduce(0) { sum, item in if case .messages(let messages) = item { sum + messages.count } else { sum } }
  }
}
