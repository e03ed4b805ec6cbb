/// What Alpaca's server says besides data: always alone in an array, since clients look at the first only.
enum AlpacaReply: Hashable {
  case connected
  case authenticated
  case error(AlpacaError)
  /// All that is subscribed.
  case subscription(SubscriptionSet)

  /// The message in the encoding of an endpoint.
  func message(binary: Bool) -> ServerMessage { binary ? .binary(messagePack) : .text(json) }

  private var json: [UInt8] {
    switch self {
    case .connected: return Array(#"[{"T":"success","msg":"connected"}]"#.utf8)
    case .authenticated: return Array(#"[{"T":"success","msg":"authenticated"}]"#.utf8)
    case .error(let error):
      return Array(#"[{"T":"error","code":\#(error.rawValue),"msg":"\#(error.message)"}]"#.utf8)
    case .subscription(let subscriptions):
      var bytes = Array(#"[{"T":"subscription""#.utf8)
      for (channel, name) in Channel.alpaca {
        bytes += #","\#(name)":"#.utf8
        appendJSONArray(subscriptions[channel].sorted, to: &bytes)
      }
      return bytes + "}]".utf8
    }
  }

  private var messagePack: [UInt8] {
    var writer = MessagePackWriter()
    writer.array(count: 1)
    switch self {
    case .connected: writer.map([("T", "success"), ("msg", "connected")])
    case .authenticated: writer.map([("T", "success"), ("msg", "authenticated")])
    case .error(let error):
      writer.map([("T", "error")], more: 2)
      writer.text("code")
      writer.integer(error.rawValue)
      writer.text("msg")
      writer.text(error.message)
    case .subscription(let subscriptions):
      writer.map([("T", "subscription")], more: Channel.alpaca.count)
      for (channel, name) in Channel.alpaca {
        writer.text(name)
        writer.texts(subscriptions[channel].sorted)
      }
    }
    return writer.bytes
  }
}

extension SubscriptionSet.Tickers {
  /// In the order of their bytes; the wildcard comes before all tickers.
  fileprivate var sorted: [String] { (all ? ["*"] : []) + named.sorted() }
}

extension MessagePackWriter {
  /// A map that begins with these members, and so many more.
  fileprivate mutating func map(_ members: [(name: String, value: String)], more: Int = 0) {
    map(count: members.count + more)
    for (name, value) in members {
      text(name)
      text(value)
    }
  }

  fileprivate mutating func texts(_ texts: [String]) {
    array(count: texts.count)
    for text in texts { self.text(text) }
  }
}

/// Appends texts as a JSON array of strings.
func appendJSONArray(_ texts: [String], to bytes: inout [UInt8]) {
  bytes.append(UInt8(ascii: "["))
  for (index, text) in texts.enumerated() {
    if index > 0 { bytes.append(UInt8(ascii: ",")) }
    appendJSONString(text, to: &bytes)
  }
  bytes.append(UInt8(ascii: "]"))
}
