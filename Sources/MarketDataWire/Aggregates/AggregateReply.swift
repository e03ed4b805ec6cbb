/// What the server says besides data, as one JSON object.
enum AggregateReply: Hashable {
  case connected(id: String)
  case subscribed([String], unknown: [String])
  case unsubscribed([String])
  case pong
  case error(Code, String)

  /// What kind of error it is.
  enum Code: String {
    case badRequest = "bad_request"
    case unauthorized
    case tooSlow = "too_slow"
    case `internal`
  }

  /// The message.
  var json: [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .connected(let id): Self.append([("type", "connected"), ("connection_id", id)], to: &bytes)
    case .pong: Self.append([("type", "pong")], to: &bytes)
    case .error(let code, let message):
      Self.append([("type", "error"), ("code", code.rawValue), ("message", message)], to: &bytes)
    case .subscribed(let tickers, let unknown):
      bytes += #"{"type":"subscribed","tickers":"#.utf8
      Self.append(tickers, to: &bytes)
      bytes += #","unknown":"#.utf8
      Self.append(unknown, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
    case .unsubscribed(let tickers):
      bytes += #"{"type":"unsubscribed","tickers":"#.utf8
      Self.append(tickers, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
    }
    return bytes
  }

  private static func append(_ members: [(name: String, value: String)], to bytes: inout [UInt8]) {
    for (index, member) in members.enumerated() {
      bytes.append(UInt8(ascii: index == 0 ? "{" : ","))
      appendJSONString(member.name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      appendJSONString(member.value, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private static func append(_ texts: [String], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "["))
    for (index, text) in texts.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      appendJSONString(text, to: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }
}

extension SessionAction {
  static func reply(_ reply: AggregateReply) -> Self { .send(.text(reply.json)) }
  /// The answer to a message that changes nothing; the connection stays open.
  static func bad(_ problem: String) -> Self { .reply(.error(.badRequest, problem)) }
}
