import JWTKit
import MarketData
import MarketDataWire

/// Checks the tokens of stock aggregates: HS256 with the configured secret, and nothing else.
struct TokenVerifier: Sendable {
  /// What is asked of a token; everything is optional.
  private struct Claims: JWTPayload {
    var exp: Double?
    var nbf: Double?
    var iss: String?
    var aud: AudienceClaim?
    /// Times and names are judged by us, who know the leeway; JWTKit has judged the signature.
    func verify(using algorithm: some JWTAlgorithm) {}
  }

  /// How far clocks may differ, in seconds.
  private static let leeway = 60.0
  private let config: GatewayConfig
  private let keys = JWTKeyCollection()

  init(_ config: GatewayConfig) async {
    self.config = config
    if !config.jwtSecret.isEmpty {
      await keys.add(hmac: HMACKey(from: Self.key(config.jwtSecret)), digestAlgorithm: .sha256)
    }
  }

  /// A secret as a key that JWTKit accepts: it refuses those shorter than the hash. HMAC itself fills up keys with
  /// zeros to 64 bytes (RFC 2104), so that signatures are the same.
  private static func key(_ secret: String) -> [UInt8] {
    let bytes = Array(secret.utf8)
    return bytes + Array(repeating: 0, count: max(0, 32 - bytes.count))
  }

  /// When a token expires, nil for never, or what is wrong with it.
  func check(_ token: String, at now: Timestamp) async -> Result<Timestamp?, TokenProblem> {
    guard !config.jwtSecret.isEmpty else { return .failure(.missing) }
    guard let claims = await claims(token) else { return .failure(.invalid) }
    let seconds = Double(now.nanos) / 1e9
    if let exp = claims.exp, seconds >= exp + Self.leeway { return .failure(.expired) }
    if let nbf = claims.nbf, seconds < nbf - Self.leeway { return .failure(.notYetValid) }
    let isIssuer = config.jwtIssuer.isEmpty || claims.iss == config.jwtIssuer
    let isAudience = config.jwtAudience.isEmpty || claims.aud?.value.contains(config.jwtAudience) == true
    guard isIssuer && isAudience else { return .failure(.wrongClaims) }
    return .success(claims.exp.flatMap(Self.end))
  }

  /// What a token says, if it is signed rightly. JWTKit verifies with the key that it has, whatever algorithm the token
  /// names, and ignores extensions that must not be ignored.
  private func claims(_ token: String) async -> Claims? {
    guard let header = try? DefaultJWTParser().parse(Array(token.utf8), as: Claims.self).header,
      header.alg == "HS256", header.fields["crit"] == nil
    else { return nil }
    return try? await keys.verify(token, as: Claims.self)
  }

  /// Tokens that outlive time itself do not expire.
  private static func end(_ exp: Double) -> Timestamp? {
    let nanos = (exp + leeway) * 1e9
    return nanos < 9e18 ? Timestamp(nanos: Int64(nanos)) : nil
  }
}
