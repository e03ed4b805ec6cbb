public import MarketData

/// What a client and the server say to each other besides data: greeting, authentication, subscriptions, errors.
///
/// A value without I/O: what happens goes in, with the time; what is to be done comes out, in order. Each dialect has
/// its own.
public protocol ClientSession: Sendable {
  /// Decides whether credentials are good.
  typealias Authorizer = (Credentials) -> Authorization

  /// When `advance` wants to be called, if nothing happens before.
  var deadline: Timestamp? { get }
  /// Whether data may flow.
  var isAuthenticated: Bool { get }

  /// The connection has been upgraded.
  mutating func open(at now: Timestamp, authorize: Authorizer) -> [SessionAction]
  /// The client has sent a message.
  mutating func receive(_ message: ClientMessage, at now: Timestamp, authorize: Authorizer) -> [SessionAction]
  /// Time has passed.
  mutating func advance(to now: Timestamp) -> [SessionAction]
  /// A token has been checked: when it expires (nil: never), or what is wrong with it.
  mutating func tokenChecked(
    _ result: Result<Timestamp?, TokenProblem>, at now: Timestamp
  ) -> [SessionAction]
  /// The server wants to end the connection.
  mutating func end(_ reason: EndReason) -> [SessionAction]
}

extension ClientSession {
  /// Dialects without tokens never ask for a check.
  public mutating func tokenChecked(
    _ result: Result<Timestamp?, TokenProblem>, at now: Timestamp
  ) -> [SessionAction] { [] }
}

/// A whole message of a client, put together from its frames.
public enum ClientMessage: Hashable, Sendable {
  /// A text message: valid UTF-8.
  case text([UInt8])
  /// A binary message.
  case binary([UInt8])
}

/// What a session wants done. The order matters: data that the market sends goes between.
public enum SessionAction: Hashable, Sendable {
  /// Send a message, in a frame of its own, after what is queued.
  case send(ServerMessage)
  /// Data of these flows from here on.
  case subscribe([Interest])
  /// Data of these ends here.
  case unsubscribe([Interest])
  /// Check a token and answer with `tokenChecked`.
  case check(token: String)
  /// Close the connection after what was sent; nothing follows.
  case close(CloseCode)
}

/// A control message to a client.
public enum ServerMessage: Hashable, Sendable {
  /// A text message.
  case text([UInt8])
  /// A binary message.
  case binary([UInt8])
}

/// Why the server ends a connection.
public enum EndReason: Hashable, Sendable {
  /// The client does not read fast enough.
  case slow
  /// The server stops; clients shall come back.
  case shutdown
  /// A newer connection takes its place.
  case connectionLimit
  /// Somebody in charge wants it.
  case forced
  /// The server is at fault.
  case internalError
}

/// A close code of RFC 6455, or one of ours.
public struct CloseCode: Hashable, Sendable {
  /// The number on the wire.
  public var number: UInt16
  /// A code of that number.
  public init(_ number: UInt16) { self.number = number }

  /// 1000: done.
  public static let normal = CloseCode(1000)
  /// 1002: the client breaks the protocol.
  public static let protocolError = CloseCode(1002)
  /// 1007: a text that is not UTF-8.
  public static let invalidPayload = CloseCode(1007)
  /// 1008: the client breaks a rule of ours.
  public static let policyViolation = CloseCode(1008)
  /// 1009: a message that is too large.
  public static let tooLarge = CloseCode(1009)
  /// 1011: the server is at fault.
  public static let internalError = CloseCode(1011)
  /// 1012: the server restarts; come back.
  public static let serviceRestart = CloseCode(1012)
  /// 4401: no valid token (stock aggregates).
  public static let unauthorized = CloseCode(4401)
  /// 4408: too slow (stock aggregates).
  public static let tooSlow = CloseCode(4408)
}
