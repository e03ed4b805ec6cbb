import MarketData
import MarketDataWire

/// Plays a client, and notes what its session wants done, one line each, so that tests compare whole conversations.
///
/// Messages stand for themselves; the other lines read `subscribe trades.AAPL quotes.*`, `check TOKEN`, `close 1008`.
/// Used for Polygon's sessions and those of stock aggregates.
struct ScriptedClient<Session: ClientSession> {
  var session: Session
  var now = Timestamp(nanos: 1_790_000_000_000_000_000)
  var authorize: (Credentials) -> Authorization = { _ in .accepted }

  init(_ session: Session) { self.session = session }

  mutating func open() -> [String] { lines(session.open(at: now, authorize: authorize)) }
  mutating func say(_ text: String) -> [String] { send(.text(Array(text.utf8))) }
  mutating func send(_ message: ClientMessage) -> [String] {
    lines(session.receive(message, at: now, authorize: authorize))
  }
  mutating func wait(_ duration: Duration) -> [String] {
    now = now + duration
    return lines(session.advance(to: now))
  }
  mutating func end(_ reason: EndReason) -> [String] { lines(session.end(reason)) }
  mutating func tokenChecked(_ result: Result<Timestamp?, TokenProblem>) -> [String] {
    lines(session.tokenChecked(result, at: now))
  }

  private func lines(_ actions: [SessionAction]) -> [String] {
    actions.map { action in
      switch action {
      case .send(.text(let bytes)): String(decoding: bytes, as: UTF8.self)
      case .send(.binary(let bytes)): "binary \(bytes)"
      case .subscribe(let interests): "subscribe \(entries(interests).joined(separator: " "))"
      case .unsubscribe(let interests): "unsubscribe \(entries(interests).joined(separator: " "))"
      case .check(let token): "check \(token)"
      case .close(let code): "close \(code.number)"
      }
    }
  }
}

/// Interests as text, in their order: `trades.AAPL`, `quotes.*`.
func entries(_ interests: [Interest]) -> [String] { interests.map { "\($0.channel).\($0.ticker ?? "*")" } }

/// What a session's actions add up to, and what is wrong with them whatever was said.
struct ActionLedger {
  var subscriptions: Set<Interest> = []
  var isClosed = false
  var problems: [String] = []

  /// What must hold after each step.
  mutating func require(_ condition: Bool, _ rule: String) {
    if !condition { problems.append(rule) }
  }

  /// - Parameter message: Judges a message; what it returns is wrong with it.
  mutating func apply(_ actions: [SessionAction], message: (WireValue) -> String?) {
    for action in actions {
      if isClosed { problems.append("something after the close") }
      switch action {
      case .send(.text(let bytes)):
        if bytes.count > 1_000_000 { problems.append("a message of \(bytes.count) bytes") }
        let found = (try? WireValue(json: bytes)).map(message) ?? "not JSON"
        if let found { problems.append("\(found): \(String(decoding: bytes.prefix(500), as: UTF8.self))") }
      case .send(.binary): problems.append("a binary message")
      case .subscribe(let new):
        for interest in new where !subscriptions.insert(interest).inserted { problems.append("\(interest) twice") }
      case .unsubscribe(let old):
        for interest in old where subscriptions.remove(interest) == nil { problems.append("\(interest) was not there") }
      case .check: break
      case .close: isClosed = true
      }
    }
  }
}
