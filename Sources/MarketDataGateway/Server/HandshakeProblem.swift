import MarketDataWire
import NIOHTTP1

/// Why a request does not become a WebSocket (RFC 6455, section 4.2.1), as the client is told.
struct HandshakeProblem: Error, Equatable {
  let status: HTTPResponseStatus
  /// What was expected, what was found, what to do.
  let text: String

  /// No more clients at present.
  static let full = HandshakeProblem(
    status: .serviceUnavailable,
    text: "expected room for one more client, found none; try again later, or raise gateway.max_clients")

  /// What is wrong with a request; nil: nothing.
  init?(_ head: HTTPRequestHead, rootDialect: RootDialect) {
    guard Endpoint(handshake: Handshake(head), rootDialect: rootDialect) != nil else {
      self = .unknown(path: head.uri.prefix { $0 != "?" })
      return
    }
    guard let problem = Self.problem(with: head) else { return nil }
    self = problem
  }

  private init(status: HTTPResponseStatus, text: String) { (self.status, self.text) = (status, text) }

  private static func problem(with head: HTTPRequestHead) -> HandshakeProblem? {
    let headers = head.headers
    guard headers.names("upgrade", contain: "websocket") else {
      return .upgradeNeeded("a WebSocket handshake, found a plain request; connect with ws:// in place of http://")
    }
    guard headers["sec-websocket-version"] == ["13"] else {
      return .upgradeNeeded("Sec-WebSocket-Version: 13, found \(found(headers["sec-websocket-version"]))")
    }
    guard head.method == .GET, head.version == .http1_1 else {
      return .bad("GET and HTTP/1.1, found \(head.method.rawValue) and \(head.version)")
    }
    guard headers.names("connection", contain: "upgrade") else {
      return .bad("Connection: Upgrade, found \(found(headers["connection"]))")
    }
    let keys = headers["sec-websocket-key"]
    guard keys.count == 1, keys[0].utf8.count == 24, keys[0].hasSuffix("==") else {
      return .bad("one Sec-WebSocket-Key of 16 bytes in Base64, found \(found(keys))")
    }
    return nil
  }

  private static func unknown(path: some StringProtocol) -> HandshakeProblem {
    let paths = "/, /stocks, /v2/iex, /v2/sip, /v2/delayed_sip, /v2/test or /ws"
    return HandshakeProblem(status: .notFound, text: "expected \(paths), found \"\(path.prefix(64))\"")
  }

  private static func upgradeNeeded(_ text: String) -> HandshakeProblem {
    HandshakeProblem(status: .upgradeRequired, text: "expected \(text)")
  }

  private static func bad(_ text: String) -> HandshakeProblem {
    HandshakeProblem(status: .badRequest, text: "expected \(text)")
  }

  private static func found(_ values: [String]) -> String {
    values.isEmpty ? "none" : values.map { "\"\($0.prefix(64))\"" }.joined(separator: " and ")
  }
}

extension HTTPHeaders {
  /// Whether one of the names that a field lists is this, without regard to case.
  fileprivate func names(_ field: String, contain name: String) -> Bool {
    self[canonicalForm: field].contains { $0.lowercased() == name }
  }
}

extension Handshake {
  /// What a request asks for.
  init(_ head: HTTPRequestHead) {
    self.init(
      uri: head.uri,
      headers: Dictionary(
        head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first }))
  }
}
