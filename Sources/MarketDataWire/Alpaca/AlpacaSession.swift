public import MarketData

/// What a client and the server say to each other in Alpaca's dialect.
///
/// A client says who it is by message or by header fields. Its messages are JSON when they are text and MessagePack when
/// they are binary; the answers have the encoding that its handshake asked for. Every answer to a subscription says all
/// that is subscribed.
public struct AlpacaSession: ClientSession {
  private enum Phase: Hashable {
    /// Not open yet.
    case new
    /// Greeted, and not known.
    case authenticating(until: Timestamp)
    /// Its credentials are wrong, which it will be told then. Nothing that it says until then is heard.
    case refusing(at: Timestamp)
    /// Known.
    case authenticated
    /// Nothing is said any more.
    case closed
  }

  /// How long a client may take to say who it is.
  static let patience = Duration.seconds(10)

  /// What the client is subscribed to.
  public internal(set) var subscriptions = SubscriptionSet()
  private var phase = Phase.new
  /// What the handshake said, until the session is open.
  private var early: AlpacaRequest?
  let feed: AlpacaFeed
  let binary: Bool
  let maxSubscriptions: Int

  /// A session that is not open yet. The handshake may say who the client is.
  public init(feed: AlpacaFeed, binary: Bool, handshake: Handshake, config: GatewayConfig) {
    early = handshake.alpacaAuthentication
    (self.feed, self.binary, maxSubscriptions) = (feed, binary, config.maxSubscriptions)
  }

  /// Whether the credentials were good, and the connection is not ended.
  public var isAuthenticated: Bool { phase == .authenticated }

  /// When the client must have said who it is, or will be told that it is not.
  public var deadline: Timestamp? {
    switch phase {
    case .authenticating(let deadline), .refusing(let deadline): deadline
    case .new, .authenticated, .closed: nil
    }
  }

  /// Greets. Credentials of the handshake are answered after that, unasked.
  public mutating func open(at now: Timestamp, authorize: Authorizer) -> [SessionAction] {
    guard phase == .new else { return [] }
    phase = .authenticating(until: now + Self.patience)
    defer { early = nil }
    return [send(.connected)] + (early.map { answer($0, at: now, authorize) } ?? [])
  }

  /// Answers a message. What is wrong with it is said, and changes nothing.
  ///
  /// A client whose time is over is told so first, even before `advance` has.
  public mutating func receive(
    _ message: ClientMessage, at now: Timestamp, authorize: Authorizer
  ) -> [SessionAction] {
    let ended = advance(to: now)
    switch phase {
    case .authenticating, .authenticated: return answer(AlpacaRequest(message), at: now, authorize)
    case .new, .refusing, .closed: return ended
    }
  }

  /// Ends the connection when nobody said who it is, or it was somebody else, and enough time has passed.
  public mutating func advance(to now: Timestamp) -> [SessionAction] {
    guard let deadline, now >= deadline else { return [] }
    if case .refusing = phase { return close(.normal, .refused) }
    return close(.normal, .timeout)
  }

  /// Says why, where the dialect has words for it, and closes.
  ///
  /// Nothing stands for a connection ended for a newer one: Alpaca refuses the newer.
  public mutating func end(_ reason: EndReason) -> [SessionAction] {
    switch reason {
    case .slow: close(.normal, .slow)
    case .shutdown, .forced: close(.serviceRestart)
    case .connectionLimit: close(.policyViolation)
    case .internalError: close(.normal, .internalError)
    }
  }
}

extension AlpacaSession {
  func send(_ reply: AlpacaReply) -> SessionAction { .send(reply.message(binary: binary)) }

  private mutating func close(_ code: CloseCode, _ error: AlpacaError? = nil) -> [SessionAction] {
    guard phase != .closed else { return [] }
    phase = .closed
    return (error.map { [send(.error($0))] } ?? []) + [.close(code)]
  }

  private mutating func answer(
    _ request: AlpacaRequest, at now: Timestamp, _ authorize: Authorizer
  ) -> [SessionAction] {
    switch request {
    case .auth where isAuthenticated: [send(.error(.alreadyAuthenticated))]
    case .auth(let credentials): authenticate(credentials, at: now, authorize)
    case .subscribe where !isAuthenticated, .unsubscribe where !isAuthenticated: [send(.error(.notAuthenticated))]
    case .subscribe(let members): change(members) { $0.subscribe($1) }
    case .unsubscribe(let members): change(members) { $0.unsubscribe($1) }
    case .invalid: [send(.error(.invalidSyntax))]
    }
  }

  /// Over the limit of connections the client may try again: Alpaca's Go client does so on the same connection.
  private mutating func authenticate(
    _ credentials: Credentials?, at now: Timestamp, _ authorize: Authorizer
  ) -> [SessionAction] {
    switch credentials.map(authorize) {
    case .accepted:
      phase = .authenticated
      return [send(.authenticated)]
    case .connectionLimit:
      phase = .authenticating(until: now + Self.patience)
      return [send(.error(.connectionLimit))]
    case .wrongFeed: return close(.normal, .wrongFeed)
    case .refused, nil:
      phase = .refusing(at: now + Self.delay(key: credentials?.key ?? ""))
      return []
    }
  }

  /// How long a refusal waits: half a second to one, by the key.
  ///
  /// alpaca-trade-api comes back 13 ms after a refusal, without closing the connection that it had.
  private static func delay(key: String) -> Duration {
    .milliseconds(500 + derivedSeed(0, ticker: key, purpose: 0) % 501)
  }

  private mutating func change(
    _ members: [String: WireValue], _ body: (inout Self, [Interest]) -> [SessionAction]
  ) -> [SessionAction] {
    do { return body(&self, try AlpacaRequest.interests(members)) } catch { return [send(.error(error))] }
  }
}
