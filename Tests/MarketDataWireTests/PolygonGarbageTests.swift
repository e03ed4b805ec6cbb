import MarketData
import MarketDataWire
import Testing

@Suite("Polygon's dialect, whatever a client sends")
struct PolygonGarbageTests {
  /// What is wrong with a frame; nil when it is a non-empty array of statuses.
  private static func problem(_ frame: WireValue) -> String? {
    guard case .array(let events) = frame, !events.isEmpty else { return "not a non-empty array" }
    let isGood = events.allSatisfy {
      $0["ev"]?.text == "status" && $0["status"]?.text != nil && $0["message"]?.text != nil
    }
    return isGood ? nil : "not a status with a message"
  }

  @Test(
    "Each frame is an array of statuses, and what was told adds up to what is subscribed",
    arguments: 0..<60 as Range<UInt64>)
  func garbage(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var config = GatewayConfig()
    config.maxSubscriptions = Int.random(in: 1...40, using: &random)
    var session = PolygonSession(
      handshake: Handshake(uri: Bool.random(using: &random) ? "/?apiKey=K" : "/"), config: config)
    var (ledger, now) = (ActionLedger(), Timestamp(nanos: 0))
    let authorize = { (credentials: Credentials) in credentials.key == "bad" ? Authorization.refused : .accepted }
    ledger.apply(session.open(at: now, authorize: authorize), message: Self.problem)
    for _ in 0..<200 {
      now = now + .milliseconds(Int.random(in: 0...200, using: &random))
      let wasAuthenticated = session.isAuthenticated
      let actions: [SessionAction]
      switch Int.random(in: 0..<1000, using: &random) {
      case 0: actions = session.end([.slow, .shutdown, .forced, .internalError].randomElement(using: &random) ?? .slow)
      case 1..<50: actions = session.advance(to: now)
      default: actions = session.receive(Self.message(&random), at: now, authorize: authorize)
      }
      ledger.apply(actions, message: Self.problem)
      ledger.require(Set(session.subscriptions.interests) == ledger.subscriptions, "told what is subscribed")
      ledger.require(session.subscriptions.count <= config.maxSubscriptions, "within the limit")
      ledger.require(wasAuthenticated || ledger.isClosed || ledger.subscriptions.isEmpty, "authenticated first")
      ledger.require(!(ledger.isClosed && session.isAuthenticated), "nothing after the close")
    }
    #expect(ledger.problems == [])
  }

  /// Mostly messages of the dialect, some of them damaged; else any bytes.
  private static func message(_ random: inout SplitMix64) -> ClientMessage {
    let action = ["subscribe", "subscribe", "unsubscribe", "auth", "x"].randomElement(using: &random) ?? ""
    let params = (0..<Int.random(in: 0...8, using: &random)).map { _ in entry(&random) }.joined(separator: ",")
    var bytes = Array(#"{"action":"\#(action)","params":"\#(action == "auth" ? key(&random) : params)"}"#.utf8)
    switch Int.random(in: 0..<10, using: &random) {
    case 0: bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in .random(in: 0...255, using: &random) }
    case 1: bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
    case 2: bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
    default: break
    }
    return Int.random(in: 0..<50, using: &random) == 0 ? .binary(bytes) : .text(bytes)
  }

  private static func key(_ random: inout SplitMix64) -> String {
    Int.random(in: 0..<50, using: &random) == 0 ? "bad" : "K"
  }

  private static func entry(_ random: inout SplitMix64) -> String {
    let channel = ["T", "Q", "A", "AM", "LULD", "FMV", "NOI", "", "T "].randomElement(using: &random) ?? ""
    let ticker = [
      "*", "AAPL", "MSFT", "BRK.B", " X", "", #"\n"#, #"\"\\"#, "é\u{301}",
      "S\(UInt8.random(in: 0...9, using: &random))",
    ]
    return Int.random(in: 0..<20, using: &random) == 0
      ? "*" : "\(channel).\(ticker.randomElement(using: &random) ?? "")"
  }
}
