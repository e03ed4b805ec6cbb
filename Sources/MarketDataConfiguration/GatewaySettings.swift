import MarketData
import MarketDataWire

/// The keys of `gateway`.
extension Settings {
  static let gateway = entrance + limits + delivery

  private static let entrance: [Setting] = [
    .root("gateway.enabled", "Whether clients are served over WebSocket.", .bool, \.gateway.isEnabled),
    .root("gateway.host", "The address to listen on.", .host, \.gateway.host),
    .root("gateway.port", "The port to listen on; 0 is any that is free.", .whole(GatewayRules.port), \.gateway.port),
    .root(
      "gateway.threads", "How many threads serve clients.", .whole(GatewayRules.threads), \.gateway.threads),
    .root(
      "gateway.root_dialect", "What is spoken at the path `/` when the client does not tell.", .name,
      \.gateway.rootDialect),
    .root("gateway.credentials", "Who may come in; `any` is anybody.", .credentials, \.gateway.credentials),
    .root(
      "gateway.credentials_file", "A file of more credentials, one `KEY` or `KEY:SECRET` in a line.", .path,
      \.gateway.credentialsFile),
    .root(
      "gateway.jwt_secret", "What tokens for `/ws` are signed with (HS256); empty: nobody gets in there.", .secret,
      \.gateway.jwtSecret),
    .root(
      "gateway.jwt_issuer", "The issuer that tokens must name; empty: any.", .text(GatewayRules.name),
      \.gateway.jwtIssuer),
    .root(
      "gateway.jwt_audience", "The audience that tokens must name; empty: any.", .text(GatewayRules.name),
      \.gateway.jwtAudience),
    .root(
      "gateway.tls_certificate", "The PEM file of the certificate chain; empty: no TLS.", .path,
      \.gateway.tlsCertificate),
    .root("gateway.tls_key", "The PEM file of its private key.", .path, \.gateway.tlsKey),
  ]

  private static let limits: [Setting] = [
    .root("gateway.max_clients", "The most clients at a time.", .whole(GatewayRules.limit), \.gateway.maxClients),
    .root(
      "gateway.max_connections_per_key", "The most connections of one key at a time; 0: any number.",
      .whole(GatewayRules.optionalLimit), \.gateway.maxConnectionsPerKey),
    .root(
      "gateway.max_subscriptions", "The most subscriptions of one client.", .whole(GatewayRules.limit),
      \.gateway.maxSubscriptions),
    .root(
      "gateway.max_message_bytes", "The most bytes of one message of a client.", .whole(GatewayRules.messageBytes),
      \.gateway.maxMessageBytes),
    .root(
      "gateway.max_handshakes_per_second", "The most handshakes in a second; more wait for their turn.",
      .whole(GatewayRules.limit), \.gateway.maxHandshakesPerSecond),
    .root(
      "gateway.authentication_timeout_ms", "How long a client of Polygon's dialect may take to authenticate.",
      .milliseconds(ConfigRules.duration), \.gateway.authenticationTimeout),
  ]

  private static let delivery: [Setting] = [
    .root("gateway.compression", "Whether permessage-deflate is agreed to.", .bool, \.gateway.compression),
    .root(
      "gateway.heartbeat_interval_ms", "The time between pings.", .milliseconds(ConfigRules.duration),
      \.gateway.heartbeatInterval),
    .root(
      "gateway.messages_per_frame", "The most messages that share a frame.", .whole(GatewayRules.messagesPerFrame),
      \.gateway.messagesPerFrame),
    .root(
      "gateway.client_buffer_bytes", "The most bytes that wait for a client; beyond it the client is slow.",
      .whole(GatewayRules.bufferBytes), \.gateway.clientBufferBytes),
    .root(
      "gateway.client_max_lag_ms", "The age of the oldest byte waiting beyond which a client is slow.",
      .milliseconds(ConfigRules.duration), \.gateway.clientMaxLag),
    .root(
      "gateway.drain_timeout_ms", "How long clients have to close when the gateway stops.",
      .milliseconds(ConfigRules.patience), \.gateway.drainTimeout),
  ]
}

extension ValueFormat<String> {
  fileprivate static let host = text(GatewayRules.host)
  static let path = text(GatewayRules.path)
  fileprivate static var secret: Self {
    var format = Self(GatewayRules.secret, yaml: { quoted(GatewayRules.masked($0)) }, text: { $0 })
    format.mask = GatewayRules.masked
    return format
  }

  static func text(_ rule: ValueRule<String>) -> Self { Self(rule, yaml: quoted, text: { $0 }) }
}

extension ValueFormat<CredentialRule> {
  /// `any`, or a list; in one text, separated by commas.
  fileprivate static var credentials: Self {
    var format = Self(GatewayRules.credentials, yaml: yaml) { (raw: RawValue) in
      switch raw {
      case .text("any"): .any
      case .text(let text): list(text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed))
      case .list(let items): list(items)
      case .nothing, .other: nil
      }
    }
    format.mask = { $0 == "any" ? $0 : GatewayRules.masked($0) }
    return format
  }

  private static func list(_ texts: [String]) -> CredentialRule? {
    let credentials = texts.compactMap(CredentialText.parse)
    return credentials.count == texts.count ? .list(credentials) : nil
  }

  @Sendable private static func yaml(_ rule: CredentialRule) -> String {
    guard case .list(let list) = rule else { return "any" }
    return "[" + list.map { _ in quoted(CredentialText.mask) }.joined(separator: ", ") + "]"
  }
}
