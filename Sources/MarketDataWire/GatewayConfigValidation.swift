public import MarketData

/// The rules of values that only the gateway has.
package enum GatewayRules {
  /// `gateway.host`.
  package static let host = ValueRule<String>(
    "a host name or an IP address such as 127.0.0.1",
    allows: { (1...253).contains($0.utf8.count) && $0.utf8.allSatisfy(isHostByte) }, text: { String(reflecting: $0) })
  /// `gateway.port`.
  package static let port = ValueRule.whole(0...65_535)
  /// `gateway.threads`.
  package static let threads = ValueRule.whole(1...64)
  /// `gateway.credentials`. None of them is shown.
  package static let credentials = ValueRule<CredentialRule>(
    "any, or at least one \(CredentialText.expected)", allows: isPossible, text: masked)
  /// `gateway.jwt_secret`. It is not shown.
  package static let secret = ValueRule<String>(
    "at most 1024 characters, none of them invisible; not ***",
    allows: { name.allows($0) && $0 != CredentialText.mask }, text: { String(reflecting: masked($0)) })
  /// `gateway.jwt_issuer` and `gateway.jwt_audience`.
  package static let name = ValueRule.visibleText(upTo: 1024)
  /// `gateway.credentials_file`, `gateway.tls_certificate` and `gateway.tls_key`.
  package static let path = ValueRule.visibleText(upTo: 4096)
  /// `gateway.max_clients`, `gateway.max_subscriptions` and `gateway.max_handshakes_per_second`.
  package static let limit = ValueRule.whole(1...1_000_000)
  /// `gateway.max_connections_per_key`, where 0 is no limit.
  package static let optionalLimit = ValueRule.whole(0...1_000_000)
  /// `gateway.max_message_bytes`: room for a list of symbols, and no more than a client may fill the memory with.
  package static let messageBytes = ValueRule.whole(1024...16_777_216)
  /// `gateway.messages_per_frame`.
  package static let messagesPerFrame = ValueRule.whole(1...1000)
  /// `gateway.client_buffer_bytes`.
  package static let bufferBytes = ValueRule.whole(65_536...1_073_741_824)

  /// A secret as it may be shown.
  @Sendable package static func masked(_ secret: String) -> String { secret.isEmpty ? "" : CredentialText.mask }

  /// A list of credentials as it may be shown.
  @Sendable private static func masked(_ rule: CredentialRule) -> String {
    guard case .list(let list) = rule else { return "any" }
    return "[" + list.map { _ in CredentialText.mask }.joined(separator: ", ") + "]"
  }

  @Sendable private static func isPossible(_ rule: CredentialRule) -> Bool {
    guard case .list(let list) = rule else { return true }
    return !list.isEmpty && list.allSatisfy(CredentialText.isValid)
  }

  @Sendable private static func isHostByte(_ byte: UInt8) -> Bool {
    let character = Character(Unicode.Scalar(byte))
    return byte < 0x80 && (character.isLetter || character.isNumber || ".:-_%".contains(character))
  }
}

extension GatewayConfig {
  /// Everything that is wrong with this configuration, under the full keys of the configuration file; empty: nothing.
  /// No secret is shown. Files are not looked at.
  public func validate() -> [ConfigProblem] {
    var check = ConfigCheck(section: "gateway")
    check("host", host, GatewayRules.host)
    check("port", port, GatewayRules.port)
    check("threads", threads, GatewayRules.threads)
    checkAdmission(&check)
    checkLimits(&check)
    check("authentication_timeout_ms", authenticationTimeout, ConfigRules.duration)
    check("heartbeat_interval_ms", heartbeatInterval, ConfigRules.duration)
    check("messages_per_frame", messagesPerFrame, GatewayRules.messagesPerFrame)
    check("client_buffer_bytes", clientBufferBytes, GatewayRules.bufferBytes)
    check("client_max_lag_ms", clientMaxLag, ConfigRules.duration)
    check("drain_timeout_ms", drainTimeout, ConfigRules.patience)
    return check.problems
  }

  private func checkAdmission(_ check: inout ConfigCheck) {
    check("credentials", credentials, GatewayRules.credentials)
    check("credentials_file", credentialsFile, GatewayRules.path)
    check("jwt_secret", jwtSecret, GatewayRules.secret)
    check("jwt_issuer", jwtIssuer, GatewayRules.name)
    check("jwt_audience", jwtAudience, GatewayRules.name)
    check("tls_certificate", tlsCertificate, GatewayRules.path)
    check("tls_key", tlsKey, GatewayRules.path)
    guard tlsCertificate.isEmpty != tlsKey.isEmpty else { return }
    let (missing, other) = tlsKey.isEmpty ? ("tls_key", "tls_certificate") : ("tls_certificate", "tls_key")
    let problem = ConfigProblem(
      "gateway.\(missing)", expected: "a PEM file, since gateway.\(other) names one", found: #""""#,
      hint: "set both or neither")
    check.add([problem])
  }

  private func checkLimits(_ check: inout ConfigCheck) {
    check("max_clients", maxClients, GatewayRules.limit)
    check("max_connections_per_key", maxConnectionsPerKey, GatewayRules.optionalLimit)
    check("max_subscriptions", maxSubscriptions, GatewayRules.limit)
    check("max_message_bytes", maxMessageBytes, GatewayRules.messageBytes)
    check("max_handshakes_per_second", maxHandshakesPerSecond, GatewayRules.limit)
  }
}
