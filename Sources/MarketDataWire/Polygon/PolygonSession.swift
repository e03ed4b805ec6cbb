public import MarketData

/// What a client and the server say to each other in Polygon's dialect.
///
/// A client that sends before it was greeted, or several messages at once, is answered in order. Subscriptions are a
/// set of exact entries: `T.*` and `T.AAPL` are independent, and `*` stands for the wildcards of all channels.
public struct PolygonSession: ClientSession {
  private enum Phase: Hashable {
    /// Not open yet.
    case new
    /// Greeted, and not known.
    case authenticating(until: Timestamp)
    /// Known.
    case authenticated
    /// Nothing is said any more.
    case closed
  }

  /// What the client is subscribed to.
  public private(set) var subscriptions = SubscriptionSet()
  private var phase = Phase.new
  /// The key in the handshake's uri.
  private let uriKey: String?
  private let patience: Duration
  private let maxSubscriptions: Int

  /// A session that is not open yet. The handshake may bring the key, as in `/stocks?apiKey=K`.
  public init(handshake: Handshake, config: GatewayConfig) {
    uriKey = handshake.queryItem("apiKey")
    (patience, maxSubscriptions) = (config.authenticationTimeout, config.maxSubscriptions)
  }

  /// Whether the key is good, and the connection is not ended.
  public var isAuthenticated: Bool { phase == .authenticated }

  /// When the key must have come.
  public var deadline: Timestamp? {
    guard case .authenticating(let deadline) = phase else { return nil }
    return deadline
  }

  /// Greets, and answers for the key of the handshake if there is one.
  public mutating func open(at now: Timestamp, authorize: Authorizer) -> [SessionAction] {
    guard phase == .new else { return [] }
    phase = .authenticating(until: now + patience)
    let greeting = [PolygonStatus.connected].frames
    guard let uriKey else { return greeting }
    return greeting + authenticate(uriKey, authorize)
  }

  /// Answers a message; what is none of the dialect changes nothing.
  public mutating func receive(
    _ message: ClientMessage, at now: Timestamp, authorize: Authorizer
  ) -> [SessionAction] {
    guard phase != .closed else { return [] }
    guard case .text(let bytes) = message, let request = try? WireValue(json: bytes) else {
      return [.invalidMessage].frames
    }
    let params = request["params"]?.text
    switch request["action"]?.text {
    case "auth": return authenticate(params, authorize)
    case "subscribe": return change(params, subscribing: true)
    case "unsubscribe": return change(params, subscribing: false)
    default: return [.invalidMessage].frames
    }
  }

  /// Ends the connection when no key came in time.
  public mutating func advance(to now: Timestamp) -> [SessionAction] {
    guard let deadline, now >= deadline else { return [] }
    return close(.policyViolation, .timeout)
  }

  /// Says why, and closes.
  ///
  /// A server that stops says so by the close code alone: clients log every status that they do not expect.
  public mutating func end(_ reason: EndReason) -> [SessionAction] {
    switch reason {
    case .slow: close(.policyViolation, .slow)
    case .shutdown: close(.serviceRestart)
    case .connectionLimit: close(.policyViolation, .connectionLimit)
    case .forced: close(.serviceRestart, .forced)
    case .internalError: close(.internalError, .internalError)
    }
  }

  private mutating func close(_ code: CloseCode, _ status: PolygonStatus? = nil) -> [SessionAction] {
    guard phase != .closed else { return [] }
    phase = .closed
    return (status.map { [$0].frames } ?? []) + [.close(code)]
  }
}

extension PolygonSession {
  /// Never answers with `error`: clients take that for success. Over the limit of connections the newcomer lives, and
  /// the gateway ends the oldest.
  private mutating func authenticate(_ key: String?, _ authorize: Authorizer) -> [SessionAction] {
    if !isAuthenticated {
      switch key.map({ authorize(Credentials(key: $0)) }) {
      case .accepted, .connectionLimit: phase = .authenticated
      case .refused, .wrongFeed, nil: return close(.policyViolation, .refused)
      }
    }
    return [.authenticated].frames
  }

  /// A list longer than the limit is refused before it is answered entry by entry: what is invalid in it would count
  /// for nothing, and the answers would be many times its length.
  private mutating func change(_ params: String?, subscribing: Bool) -> [SessionAction] {
    guard isAuthenticated else { return [.notAuthorized].frames }
    let entries = params.map(PolygonEntry.list) ?? []
    guard !entries.isEmpty else { return [.invalidMessage].frames }
    guard entries.count <= maxSubscriptions else { return [.tooMany(limit: maxSubscriptions)].frames }
    return subscribing ? subscribe(entries) : unsubscribe(entries)
  }

  /// Acknowledges what was there already too. Over the limit, nothing of the message is applied.
  private mutating func subscribe(_ entries: [PolygonEntry]) -> [SessionAction] {
    let new = entries.flatMap(\.interests).filter { subscriptions.insert($0) }
    guard subscriptions.count <= maxSubscriptions else {
      for interest in new { subscriptions.remove(interest) }
      return [.tooMany(limit: maxSubscriptions)].frames
    }
    return Self.answers(entries, PolygonStatus.subscribed) + (new.isEmpty ? [] : [.subscribe(new)])
  }

  /// Acknowledges what was not there too.
  private mutating func unsubscribe(_ entries: [PolygonEntry]) -> [SessionAction] {
    let old = entries.flatMap(\.interests).filter { subscriptions.remove($0) }
    return (old.isEmpty ? [] : [.unsubscribe(old)]) + Self.answers(entries, PolygonStatus.unsubscribed)
  }

  private static func answers(
    _ entries: [PolygonEntry], _ acknowledgement: (String) -> PolygonStatus
  ) -> [SessionAction] {
    entries.map { $0.interests.isEmpty ? .invalidSubscription($0.text) : acknowledgement($0.text) }.frames
  }
}
