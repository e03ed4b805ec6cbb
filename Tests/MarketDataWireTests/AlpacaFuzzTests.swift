import MarketData
import Testing

@testable import MarketDataWire

@Suite("Alpaca's session, whatever is said to it")
struct AlpacaFuzzTests {
  private static let channels = [
    "trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds", "corrections", "cancelErrors",
  ]
  private static let valid = [
    #"{"action":"auth","key":"K","secret":"S"}"#, #"{"action":"subscribe","trades":["A","*"],"bars":["FAKEPACA"]}"#,
    #"{"action":"unsubscribe","trades":["A"],"quotes":[],"lulds":["*"]}"#, #"{"action":"subscribe","news":["A"]}"#,
  ]

  @Test("Answers are well formed, and what flows is what it says", arguments: 0..<32 as Range<UInt64>)
  func anything(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var now = AlpacaTalk.start
    var talk = Talk(feed: random.next() & 1 == 0 ? .test : .iex, binary: random.next() & 1 == 0)
    try talk.take(talk.session.open(at: now, authorize: AlpacaTalk.authorize))
    // Half of the clients are known from the start; the others may become so, or be sent away.
    let known = seed % 2 == 0
    if known {
      let auth = ClientMessage.text(Array(Self.valid[0].utf8))
      try talk.take(talk.session.receive(auth, at: now, authorize: AlpacaTalk.authorize))
    }
    var subscribed = false
    for _ in 0..<150 {
      now = now + .milliseconds(random.next() % 100)
      let message = Self.message(&random)
      try talk.take(talk.session.receive(message, at: now, authorize: AlpacaTalk.authorize))
      if random.next() % 8 == 0 { try talk.take(talk.session.advance(to: now)) }
      #expect(talk.flowing == talk.expected, "seed \(seed)")
      subscribed = subscribed || !talk.flowing.isEmpty
    }
    #expect(subscribed || !known, "seed \(seed)")
    try talk.take(talk.session.end(.slow))
    #expect(talk.session.end(.shutdown).isEmpty)
    #expect(!talk.session.isAuthenticated && talk.session.deadline == nil)
  }

  /// A message as clients send it, or one with a few bytes changed, or any bytes.
  private static func message(_ random: inout SplitMix64) -> ClientMessage {
    let json = Array((random.next() & 1 == 0 ? valid.randomElement(using: &random) ?? "" : request(&random)).utf8)
    let value = try? WireValue(json: json)
    let packs = random.next() & 1 == 0
    var bytes = packs ? value?.messagePack ?? [] : json
    switch random.next() % 8 {
    case 0: bytes = (0..<random.next() % 40).map { _ in UInt8.random(in: 0...255, using: &random) }
    case 1, 2: for _ in 0..<random.next() % 4 { mutate(&bytes, &random) }
    default: break
    }
    // A text is UTF-8, or the connection would have ended.
    return packs ? .binary(bytes) : .text(Array(String(decoding: bytes, as: UTF8.self).utf8))
  }

  private static func request(_ random: inout SplitMix64) -> String {
    let tickers = ["*", "FAKEPACA", "A", "B", "BRK.B"]
    let members = channels.shuffled(using: &random).prefix(Int(random.next() % 5)).map { channel in
      let list = (0..<random.next() % 4).map { _ in "\"\(tickers.randomElement(using: &random) ?? "")\"" }
      return ",\"\(channel)\":[\(list.joined(separator: ","))]"
    }
    return #"{"action":"\#(random.next() & 1 == 0 ? "subscribe" : "unsubscribe")"\#(members.joined())}"#
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let place = Int(random.next() % UInt64(bytes.count + 1))
    switch random.next() % 3 {
    case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
    case 1 where place < bytes.count: bytes.remove(at: place)
    default: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &random) }
    }
  }
}

/// A session, what its answers say, and what its actions let flow.
private struct Talk {
  var session: AlpacaSession
  let feed: AlpacaFeed
  let binary: Bool
  var flowing: Set<Interest> = []
  private var closed = false

  init(feed: AlpacaFeed, binary: Bool) {
    var config = GatewayConfig()
    config.maxSubscriptions = 20
    session = AlpacaSession(feed: feed, binary: binary, handshake: Handshake(uri: "/"), config: config)
    (self.feed, self.binary) = (feed, binary)
  }

  /// What should flow, by what the session says is subscribed.
  var expected: Set<Interest> {
    let named = session.subscriptions.interests
    let implied = feed == .test ? named.filter { $0.ticker == nil }.map { Interest($0.channel, "FAKEPACA") } : []
    return Set(named + implied)
  }

  mutating func take(_ actions: [SessionAction]) throws {
    for action in actions {
      #expect(!closed, "nothing follows a close")
      switch action {
      case .send(let message): try check(message)
      case .subscribe(let interests):
        for interest in interests { #expect(flowing.insert(interest).inserted) }
      case .unsubscribe(let interests):
        for interest in interests { #expect(flowing.remove(interest) != nil) }
      case .check: Issue.record("Alpaca has no tokens to check")
      case .close: closed = true
      }
    }
  }

  /// One object in an array, in the endpoint's encoding; what it says is subscribed is.
  private func check(_ message: ServerMessage) throws {
    let value =
      switch message {
      case .text(let bytes): try WireValue(json: bytes)
      case .binary(let bytes): try WireValue(messagePack: bytes)
      }
    if case .binary = message { #expect(binary) } else { #expect(!binary) }
    guard case .array(let items) = value, items.count == 1, let type = items[0]["T"]?.text else {
      Issue.record("not one message: \(value)")
      return
    }
    #expect(["success", "error", "subscription"].contains(type))
    guard type == "subscription" else { return }
    for (channel, name) in Channel.alpaca {
      let tickers = session.subscriptions[channel]
      let listed = (tickers.all ? ["*"] : []) + tickers.named.sorted()
      #expect(items[0][name] == .array(listed.map(WireValue.string)))
    }
  }
}
