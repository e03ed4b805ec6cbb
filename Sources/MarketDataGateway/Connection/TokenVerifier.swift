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
      await keys.add(hmac: HMACKey(from: config.jwtSecret), digestAlgorithm: .sha256)
    }
  }

  /// When a token expires, nil for never, or what is wrong with it.
  func check(_ token: String, at now: Timestamp) async -> Result<Timestamp?, TokenProblem> {
    guard !config.jwtSecret.isEmpty else { return .failure(.missing) }
    guard let claims = try? await keys.verify(token, as: Claims.self) else { return .failure(.invalid) }
    let seconds = Double(now.nanos) / 1e9
    if let exp = claims.exp, seconds > exp + Self.leeway { return .failure(.expired) }
    if let nbf = claims.nbf, seconds < nbf - Self.leeway { return .failure(.notYetValid) }
    let isIssuer = config.jwtIssuer.isEmpty || claims.iss == config.jwtIssuer
    let isAudience = config.jwtAudience.isEmpty || claims.aud?.value.contains(config.jwtAudience) == true
    guard isIssuer && isAudience else { return .failure(.wrongClaims) }
    return .success(claims.exp.flatMap(Self.end))
  }

  /// Tokens that outlive time itself do not expire.
  private static func end(_ exp: Double) -> Timestamp? {
    let nanos = (exp + leeway) * 1e9
    return nanos < 9e18 ? Timestamp(nanos: Int64(nanos)) : nil
  }
}
