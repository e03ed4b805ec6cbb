public import MarketData

/// What a client and the server say to each other in the stock-aggregate dialect.
///
/// A token is needed before anything else: from the header `authorization: Bearer …`, else from `?token=`, else from
/// the first message. While it is being checked, messages wait and are then answered in order.
public struct AggregateSession: ClientSession {
  private enum Phase: Hashable {
    /// Not open yet.
    case new
    /// No token has come.
    case waiting(until: Timestamp)
    /// The token is being checked. Whoever checks it always answers, so that there is no deadline.
    case checking
    /// The token is good, until then if it expires.
    case connected(until: Timestamp?)
    /// Nothing is said any more.
    case closed
  }

  /// How long a client may take to send its token.
  static let patience = Duration.seconds(10)
  /// The most messages that wait for a check; together they are no longer than one message may be.
  static let maxWaiting = 64

  /// What the client is subscribed to, all on one channel.
  public internal(set) var subscriptions = SubscriptionSet()
  private var phase = Phase.new
  private var waiting: [ClientMessage] = []
  private let token: String?
  private let connectionID: String
  private let maxWaitingBytes: Int
  let maxSubscriptions: Int
  let isKnown: @Sendable (String) -> Bool

  /// A session that is not open yet.
  ///
  /// - Parameters:
  ///   - connectionID: What the client is told that its connection is called.
  ///   - isKnown: Whether there is data of a ticker, or will be. Called with valid tickers only.
  public init(
    handshake: Handshake, config: GatewayConfig, connectionID: String, isKnown: @escaping @Sendable (String) -> Bool
  ) {
    token = handshake.bearerToken ?? handshake.queryItem("token")
    (self.connectionID, self.isKnown) = (connectionID, isKnown)
    (maxWaitingBytes, maxSubscriptions) = (config.maxMessageBytes, config.maxSubscriptions)
  }

  /// Whether the token is good, and the connection is not ended.
  public var isAuthenticated: Bool { if case .connected = phase { true } else { false } }

  /// When the token must have come, or expires.
  public var deadline: Timestamp? {
    switch phase {
    case .waiting(let deadline): deadline
    case .connected(let expiry): expiry
    case .new, .checking, .closed: nil
    }
  }

  /// Has the token of the handshake checked, or waits for one.
  public mutating func open(at now: Timestamp, authorize: Authorizer) -> [SessionAction] {
    guard phase == .new else { return [] }
    phase = .waiting(until: now + Self.patience)
    return token.map { check($0) } ?? []
  }

  /// Answers a message, or keeps it until the token is checked.
  ///
  /// A token that has expired is worth nothing, even before `advance` has said so.
  public mutating func receive(
    _ message: ClientMessage, at now: Timestamp, authorize: Authorizer
  ) -> [SessionAction] {
    let ended = advance(to: now)
    guard phase == .checking else { return ended + answer(message) }
    return hold(message)
  }

  /// Ends the connection when no token came in time, or its time is over.
  public mutating func advance(to now: Timestamp) -> [SessionAction] {
    guard let deadline, now >= deadline else { return [] }
    return refuse(isAuthenticated ? .expired : .missing)
  }

  /// Takes in what became of the token, and answers what waited for it.
  ///
  /// The time of expiry includes any leeway: the connection ends at that moment.
  public mutating func tokenChecked(
    _ result: Result<Timestamp?, TokenProblem>, at now: Timestamp
  ) -> [SessionAction] {
    guard phase == .checking else { return [] }
    switch result {
    case .failure(let problem): return refuse(problem)
    case .success(let expiry?) where expiry <= now: return refuse(.expired)
    case .success(let expiry):
      phase = .connected(until: expiry)
      let held = waiting
      waiting = []
      return held.reduce(into: [.reply(.connected(id: connectionID))]) { $0 += answer($1) }
    }
  }

  /// Says why, where the dialect has words for it, and closes.
  ///
  /// The dialect has no keys, so that no connection is ended for another; if it were, it would be without words.
  public mutating func end(_ reason: EndReason) -> [SessionAction] {
    switch reason {
    case .slow: close(.tooSlow, .error(.tooSlow, "the connection is closed: it does not read fast enough"))
    case .shutdown, .forced: close(.serviceRestart)
    case .connectionLimit: close(.policyViolation)
    case .internalError: close(.internalError, .error(.internal, "internal error"))
    }
  }
}

extension AggregateSession {
  private mutating func check(_ token: String) -> [SessionAction] {
    phase = .checking
    return [.check(token: token)]
  }

  private mutating func refuse(_ problem: TokenProblem) -> [SessionAction] {
    close(.unauthorized, .error(.unauthorized, problem.rawValue))
  }

  private mutating func close(_ code: CloseCode, _ reply: AggregateReply? = nil) -> [SessionAction] {
    guard phase != .closed else { return [] }
    (phase, waiting) = (.closed, [])
    return (reply.map { [.reply($0)] } ?? []) + [.close(code)]
  }

  /// Keeps a message until the token is checked; one too many is refused at once, ahead of those that wait.
  private mutating func hold(_ message: ClientMessage) -> [SessionAction] {
    let bytes = waiting.reduce(message.count) { $0 + $1.count }
    guard waiting.count < Self.maxWaiting, bytes <= maxWaitingBytes else {
      return [.bad("expected at most \(Self.maxWaiting) messages before the answer to the token; send it again then")]
    }
    waiting.append(message)
    return []
  }

  private mutating func answer(_ message: ClientMessage) -> [SessionAction] {
    guard phase != .closed else { return [] }
    switch AggregateRequest(message) {
    case .bad(let problem): return [.bad(problem)]
    case .ping: return [.reply(.pong)]
    case .auth where isAuthenticated: return [.bad("expected one token per connection, found a second one")]
    case .auth(let token): return token.map { check($0) } ?? refuse(.missing)
    case .subscribe where !isAuthenticated, .unsubscribe where !isAuthenticated: return refuse(.missing)
    case .subscribe(let tickers): return subscribe(tickers)
    case .unsubscribe(let tickers): return unsubscribe(tickers)
    }
  }
}

extension ClientMessage {
  fileprivate var count: Int {
    switch self {
    case .text(let bytes), .binary(let bytes): bytes.count
    }
  }
}

extension Handshake {
  /// The token of `authorization: Bearer …`; schemes are compared without regard to case (RFC 9110).
  fileprivate var bearerToken: String? {
    let parts = headers["authorization", default: ""].split(separator: " ")
    return parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
  }
}
