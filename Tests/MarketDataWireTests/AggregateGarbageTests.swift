import MarketData
import MarketDataWire
import Testing

@Suite("Stock aggregates, whatever a client sends")
struct AggregateGarbageTests {
  /// What is wrong with a message; nil when it is one of the dialect's.
  private static func problem(_ message: WireValue) -> String? {
    switch message["type"]?.text {
    case "connected": return message["connection_id"]?.text == nil ? "no connection_id" : nil
    case "pong": return nil
    case "subscribed": return tickers(message, "tickers") && tickers(message, "unknown") ? nil : "no lists"
    case "unsubscribed": return tickers(message, "tickers") ? nil : "no list"
    case "error":
      let codes = ["bad_request", "unauthorized", "too_slow", "internal"]
      return codes.contains(message["code"]?.text ?? "") && message["message"]?.text != nil ? nil : "no code"
    default: return "an unknown type"
    }
  }

  /// Whether a member is a sorted array of strings, each once.
  private static func tickers(_ message: WireValue, _ name: String) -> Bool {
    guard case .array(let items) = message[name] else { return false }
    let texts = items.compactMap(\.text)
    return texts.count == items.count && texts == Set(texts).sorted()
  }

  @Test(
    "Each message is one of the dialect's, and what was told adds up to what is subscribed",
    arguments: 0..<60 as Range<UInt64>)
  func garbage(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var config = GatewayConfig()
    (config.maxSubscriptions, config.maxMessageBytes) = (Int.random(in: 1...12, using: &random), 500)
    var session = AggregateSession(
      handshake: Handshake(uri: Bool.random(using: &random) ? "/ws?token=T" : "/ws"), config: config,
      connectionID: "c1", isKnown: { $0 != "NOPE" })
    var (ledger, now) = (ActionLedger(), Timestamp(nanos: 0))
    ledger.apply(session.open(at: now) { _ in .refused }, message: Self.problem)
    for _ in 0..<200 {
      now = now + .milliseconds(Int.random(in: 0...200, using: &random))
      let actions: [SessionAction]
      switch Int.random(in: 0..<1000, using: &random) {
      case 0: actions = session.end([.slow, .shutdown, .forced, .internalError].randomElement(using: &random) ?? .slow)
      case 1..<50: actions = session.advance(to: now)
      case 50..<55: actions = session.tokenChecked(.failure(.invalid), at: now)
      case 55..<200: actions = session.tokenChecked(.success(now + .seconds(25)), at: now)
      default: actions = session.receive(Self.message(&random), at: now) { _ in .refused }
      }
      ledger.apply(actions, message: Self.problem)
      ledger.require(Set(session.subscriptions.interests) == ledger.subscriptions, "told what is subscribed")
      ledger.require(session.subscriptions.count <= config.maxSubscriptions, "within the limit")
      ledger.require(
        session.isAuthenticated || ledger.isClosed || ledger.subscriptions.isEmpty, "authenticated first")
      ledger.require(!(ledger.isClosed && session.isAuthenticated), "nothing after the close")
    }
    #expect(ledger.problems == [])
  }

  /// Mostly messages of the dialect, some of them damaged; else any bytes.
  private static func message(_ random: inout SplitMix64) -> ClientMessage {
    let type = ["subscribe", "subscribe", "unsubscribe", "ping", "auth", "x"].randomElement(using: &random) ?? ""
    let tickers = (0..<Int.random(in: 0...6, using: &random)).map { _ in ticker(&random) }
    var bytes = Array(#"{"type":"\#(type)","token":"T","tickers":[\#(tickers.joined(separator: ","))]}"#.utf8)
    switch Int.random(in: 0..<10, using: &random) {
    case 0: bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in .random(in: 0...255, using: &random) }
    case 1: bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
    case 2: bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
    default: break
    }
    return Int.random(in: 0..<50, using: &random) == 0 ? .binary(bytes) : .text(bytes)
  }

  /// Seldom something that is no string, which spoils its whole list.
  private static func ticker(_ random: inout SplitMix64) -> String {
    let number = Int.random(in: 0..<60, using: &random)
    let odd = ["1", #""NOPE""#, #""*""#, #""\u0000\"""#, #""é""#, #""""#]
    return number < odd.count ? odd[number] : #""S\#(number % 20)""#
  }
}
