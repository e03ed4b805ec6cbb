import MarketData

/// What a client asks for.
enum AggregateRequest: Hashable {
  /// The token; nil when there is none, or it is no text.
  case auth(token: String?)
  case subscribe([String])
  case unsubscribe([String])
  case ping
  /// Not a request; the text says what was expected.
  case bad(String)

  /// Reads a message.
  init(_ message: ClientMessage) {
    guard case .text(let bytes) = message else {
      self = .bad("expected a text message, found a binary one; send JSON as text")
      return
    }
    do { self.init(try WireValue(json: bytes)) } catch {
      self = .bad("expected a JSON object: \(error)")
    }
  }

  private init(_ value: WireValue) {
    switch value["type"]?.text {
    case "auth": self = .auth(token: value["token"]?.text)
    case "ping": self = .ping
    case "subscribe": self = Self.tickers(value).map(Self.subscribe) ?? .badTickers
    case "unsubscribe": self = Self.tickers(value).map(Self.unsubscribe) ?? .badTickers
    default: self = .bad(#"expected "type" to be "auth", "subscribe", "unsubscribe" or "ping""#)
    }
  }

  private static let badTickers = Self.bad(#"expected "tickers" to be an array of strings"#)

  private static func tickers(_ value: WireValue) -> [String]? {
    guard case .array(let items) = value["tickers"] else { return nil }
    let texts = items.compactMap(\.text)
    return texts.count == items.count ? texts : nil
  }
}
