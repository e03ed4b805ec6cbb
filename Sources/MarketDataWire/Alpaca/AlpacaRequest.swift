import MarketData

/// What a client asks for.
enum AlpacaRequest: Hashable {
  /// What it says it is; nil when that cannot be read.
  case auth(Credentials?)
  /// The message itself: read only when the client may subscribe at all.
  case subscribe([String: WireValue])
  case unsubscribe([String: WireValue])
  /// None that is known.
  case invalid

  /// Reads a message. Its opcode tells the encoding, whatever the endpoint's is.
  init(_ message: ClientMessage) {
    let value =
      switch message {
      case .text(let bytes): try? WireValue(json: bytes)
      case .binary(let bytes): try? WireValue(messagePack: bytes)
      }
    guard case .object(let members) = value else {
      self = .invalid
      return
    }
    switch members["action"]?.text {
    case "auth": self = .auth(Credentials(alpacaKey: members["key"]?.text, secret: members["secret"]?.text))
    case "subscribe": self = .subscribe(members)
    case "unsubscribe": self = .unsubscribe(members)
    default: self = .invalid
    }
  }

  /// What a message is about, channel by channel. Trades bring corrections and cancellations of the same tickers.
  ///
  /// - Throws: `.invalidSyntax` when it names no tickers, and `.notOffered` for channels that are not offered.
  static func interests(_ members: [String: WireValue]) throws(AlpacaError) -> [Interest] {
    var (interests, others) = ([Interest](), members)
    others["action"] = nil
    for (channel, name) in Channel.alpaca {
      interests += try tickers(others.removeValue(forKey: name)).map { Interest(channel, $0) }
      if channel.followsTrades { interests += try tickers(members["trades"]).map { Interest(channel, $0) } }
    }
    // Some clients name every channel they know of, most of them with nothing.
    guard others.values.allSatisfy({ $0 == .null || $0 == .array([]) }) else { throw .notOffered }
    return interests
  }

  /// The tickers of a channel; nil stands for the wildcard.
  private static func tickers(_ value: WireValue?) throws(AlpacaError) -> [String?] {
    switch value {
    case nil, .null: return []
    case .array(let items):
      var tickers: [String?] = []
      for item in items {
        guard let text = item.text, text == "*" || ConfigRules.ticker.allows(text) else { throw .invalidSyntax }
        tickers.append(text == "*" ? nil : text)
      }
      return tickers
    default: throw .invalidSyntax
    }
  }
}
