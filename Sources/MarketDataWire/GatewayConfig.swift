/// What the gateway serves, to whom, and within which bounds: the `gateway` part of the configuration.
public struct GatewayConfig: Hashable, Sendable {
  /// Whether there is a gateway.
  public var isEnabled = true
  /// The address to listen on.
  public var host = "127.0.0.1"
  /// The port to listen on; 0 is any that is free.
  public var port = 8765
  /// How many event loops serve clients; each encodes for its own.
  public var threads = 1
  /// The dialect of `/` when the handshake does not tell.
  public var rootDialect = RootDialect.polygon
  /// Who may come in.
  public var credentials = CredentialRule.any
  /// A file with one `KEY` or `KEY:SECRET` in each line, besides `credentials`; empty: none.
  public var credentialsFile = ""
  /// The secret that tokens of stock aggregates are signed with (HS256); empty: nobody gets in there.
  public var jwtSecret = ""
  /// The issuer that tokens must name; empty: any.
  public var jwtIssuer = ""
  /// The audience that tokens must name; empty: any.
  public var jwtAudience = ""
  /// The PEM file of the certificate chain; empty: no TLS.
  public var tlsCertificate = ""
  /// The PEM file of its private key.
  public var tlsKey = ""
  /// Whether permessage-deflate is agreed to.
  public var compression = false
  /// The most clients at a time.
  public var maxClients = 1000
  /// The most connections of one key at a time; 0: any number.
  public var maxConnectionsPerKey = 0
  /// The most subscriptions of one client.
  public var maxSubscriptions = 20_000
  /// The most bytes of one message of a client.
  public var maxMessageBytes = 1 << 20
  /// The most handshakes in a second; more wait for their turn.
  public var maxHandshakesPerSecond = 1000
  /// The time to authenticate in of Polygon's dialect.
  public var authenticationTimeout = Duration.seconds(30)
  /// The time between pings.
  public var heartbeatInterval = Duration.seconds(30)
  /// The most messages that share a frame.
  public var messagesPerFrame = 64
  /// The most bytes that wait for a client.
  public var clientBufferBytes = 4 << 20
  /// The age of the oldest byte waiting beyond which a client is slow.
  public var clientMaxLag = Duration.seconds(5)
  /// How long clients have to close when the server stops.
  public var drainTimeout = Duration.seconds(2)

  /// The defaults.
  public init() {}
}

/// Who may come in.
public enum CredentialRule: Hashable, Sendable {
  /// Anybody who says anything.
  case any
  /// These only.
  case list([Credentials])

  /// Whether these may come in. A key listed without a secret goes with any; where a dialect has no secret, the key
  /// alone counts.
  public func accepts(_ credentials: Credentials) -> Bool {
    guard case .list(let list) = self else { return true }
    return list.contains { listed in
      guard let secret = listed.secret, let given = credentials.secret else { return listed.key == credentials.key }
      return listed.key == credentials.key && secret == given
    }
  }
}
