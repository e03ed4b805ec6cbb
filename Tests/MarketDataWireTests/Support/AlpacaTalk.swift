import MarketData
import Testing

@testable import MarketDataWire

/// A conversation with a session: what happens, and what is to be done then. Run for both encodings of answers.
struct AlpacaTalk: Sendable, CustomTestStringConvertible {
  static let endpoints = [false, true]
  static let start = Timestamp(nanos: 1_789_997_600_000_000_000)

  let testDescription: String
  var headers: [String: String] = [:]
  var feed = AlpacaFeed.iex
  var maxSubscriptions = 50_000
  let steps: [Step]

  init(
    _ name: String, headers: [String: String] = [:], feed: AlpacaFeed = .iex, maxSubscriptions: Int = 50_000,
    _ steps: [Step]
  ) {
    (testDescription, self.headers, self.feed) = (name, headers, feed)
    (self.maxSubscriptions, self.steps) = (maxSubscriptions, steps)
  }

  /// Something that happens, and what is expected then.
  struct Step: Sendable {
    enum Input: Sendable {
      case open
      case says(String)
      case passes(Double)
      case ends(EndReason)
      /// Time goes by, and nobody looks.
      case waits(Double)
    }
    let input: Input
    let expected: [Expected]

    static func open(_ expected: Expected...) -> Self { Self(input: .open, expected: expected) }
    static func says(_ text: String, _ expected: Expected...) -> Self { Self(input: .says(text), expected: expected) }
    static func passes(_ seconds: Double, _ expected: Expected...) -> Self {
      Self(input: .passes(seconds), expected: expected)
    }
    static func waits(_ seconds: Double) -> Self { Self(input: .waits(seconds), expected: []) }
    static func ends(_ reason: EndReason, _ expected: Expected...) -> Self {
      Self(input: .ends(reason), expected: expected)
    }
  }

  /// Who may come in: key `K` with secret `S`, some others, and the token `T`.
  static func authorize(_ credentials: Credentials) -> Authorization {
    switch (credentials.key, credentials.secret) {
    case ("K", "S"), ("K2", "a:b"), ("K3", "a"), ("T", ""): .accepted
    case ("FULL", "S"): .connectionLimit
    case ("POOR", "S"): .wrongFeed
    default: .refused
    }
  }

  /// Runs it. What the client says is sent as text, and as MessagePack where it is JSON.
  func run(binary: Bool) throws {
    for packs in [false, true] {
      var config = GatewayConfig()
      config.maxSubscriptions = maxSubscriptions
      var session = AlpacaSession(
        feed: feed, binary: binary, handshake: Handshake(uri: "/v2/\(feed)", headers: headers), config: config)
      var now = Self.start
      for (number, step) in steps.enumerated() {
        let actions = Self.perform(step.input, &session, &now, packs: packs)
        let expected = try step.expected.map { try $0.action(binary: binary) }
        #expect(actions == expected, "step \(number + 1), packs \(packs)")
        if case .waits = step.input { continue }
        #expect(session.deadline.map { $0 > now } != false, "step \(number + 1) leaves a deadline that is past")
      }
    }
  }

  private static func perform(
    _ input: Step.Input, _ session: inout AlpacaSession, _ now: inout Timestamp, packs: Bool
  ) -> [SessionAction] {
    switch input {
    case .open: return session.open(at: now, authorize: authorize)
    case .ends(let reason): return session.end(reason)
    case .says(let text):
      let bytes = Array(text.utf8)
      let value = packs ? try? WireValue(json: bytes) : nil
      let message = value.map { ClientMessage.binary($0.messagePack) } ?? .text(bytes)
      return session.receive(message, at: now, authorize: authorize)
    case .passes(let seconds):
      now = now + .seconds(seconds)
      return session.advance(to: now)
    case .waits(let seconds):
      now = now + .seconds(seconds)
      return []
    }
  }
}

/// What is expected of a session, before it is known how answers are encoded.
enum Expected: Sendable {
  case text(String)
  case subscribe([Interest])
  case unsubscribe([Interest])
  case close(UInt16)

  static let connected = text(#"[{"T":"success","msg":"connected"}]"#)
  static let authenticated = text(#"[{"T":"success","msg":"authenticated"}]"#)
  static let closed = close(1000)
  static let invalidSyntax = error(400, "invalid syntax")
  static let notAuthenticated = error(401, "not authenticated")
  static let refused = error(402, "auth failed")
  static let alreadyAuthenticated = error(403, "already authenticated")
  static let timeout = error(404, "auth timeout")
  static let symbolLimit = error(405, "symbol limit exceeded")
  static let connectionLimit = error(406, "connection limit exceeded")
  static let slow = error(407, "slow client")
  static let wrongFeed = error(409, "insufficient subscription")
  static let notOffered = error(410, "invalid subscribe action for this feed")
  static let internalError = error(500, "internal error")

  private static func error(_ code: Int, _ text: String) -> Self {
    .text(#"[{"T":"error","code":\#(code),"msg":"\#(text)"}]"#)
  }

  /// What is subscribed, as in `["trades": "A,B"]`.
  static func subscription(_ lists: [String: String]) -> Self {
    let names = [
      "trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds", "corrections", "cancelErrors",
    ]
    let members = names.map { name in
      let tickers = lists[name, default: ""].split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",")
      return #","\#(name)":[\#(tickers)]"#
    }
    return .text(#"[{"T":"subscription"\#(members.joined())}]"#)
  }

  /// The action. In MessagePack, members come in the same order as in JSON.
  func action(binary: Bool) throws -> SessionAction {
    switch self {
    case .subscribe(let interests): .subscribe(interests)
    case .unsubscribe(let interests): .unsubscribe(interests)
    case .close(let number): .close(CloseCode(number))
    case .text(let text):
      .send(binary ? .binary(try OrderedMessagePack.bytes(json: text)) : .text(Array(text.utf8)))
    }
  }
}

extension [AlpacaTalk.Step] {
  /// Greeted and known.
  static let known: Self = [
    .open(.connected), .says(#"{"action":"auth","key":"K","secret":"S"}"#, .authenticated),
  ]
}

/// Turns JSON into MessagePack with members in their order, which `WireValue` does not keep.
enum OrderedMessagePack {
  static func bytes(json: String) throws -> [UInt8] {
    var scanner = JSONScanner(Array(json.utf8))
    return try value(&scanner)
  }

  private static func value(_ scanner: inout JSONScanner) throws(JSONError) -> [UInt8] {
    var (bytes, count) = ([UInt8](), 0)
    switch try scanner.kind() {
    case .string: return WireValue.string(try scanner.string()).messagePack
    case .array:
      try scanner.array { (scanner) throws(JSONError) in
        (bytes, count) = (bytes + (try value(&scanner)), count + 1)
      }
      return header(0x90, count) + bytes
    case .object:
      try scanner.object { (name, scanner) throws(JSONError) in
        (bytes, count) = (bytes + WireValue.string(name).messagePack + (try value(&scanner)), count + 1)
      }
      return header(0x80, count) + bytes
    default: return WireValue.integer(try scanner.integer()).messagePack
    }
  }

  private static func header(_ short: UInt8, _ count: Int) -> [UInt8] {
    if count < 16 { return [short | UInt8(count)] }
    return [short == 0x90 ? 0xDC : 0xDE, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
  }
}
