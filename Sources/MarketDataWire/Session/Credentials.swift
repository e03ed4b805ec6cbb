/// What a client says it is. Never logged.
public struct Credentials: Hashable, Sendable {
  /// The key's name; Polygon has nothing else.
  public var key: String
  /// What proves it, where the dialect has it.
  public var secret: String?

  /// Credentials of the given texts.
  public init(key: String, secret: String? = nil) { (self.key, self.secret) = (key, secret) }
}

/// Whether credentials are good.
public enum Authorization: Hashable, Sendable {
  /// They are.
  case accepted
  /// They are not.
  case refused
  /// They are, but too many connections bear them already.
  case connectionLimit
  /// They are, but not for this feed.
  case wrongFeed
}

/// What is wrong with a token.
public enum TokenProblem: String, Error, Hashable, Sendable {
  /// None was given, or the server has no secret to check it by.
  case missing = "a token is required"
  /// It is no token, or its signature or algorithm is wrong.
  case invalid = "invalid token"
  /// Its time is over.
  case expired = "token expired"
  /// Its time has not come.
  case notYetValid = "token not yet valid"
  /// It is for another audience, or from another issuer.
  case wrongClaims = "token has the wrong issuer or audience"
}
