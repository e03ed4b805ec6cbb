import MarketData

/// Texts and kinds of what goes wrong with a Redis.
extension CacheError {
  static let closed = CacheError(.closed, "expected an open cache, found a closed one; make a new one")

  static func noConnection(to url: RedisURL, _ reason: String, timedOut: Bool) -> CacheError {
    CacheError(
      timedOut ? .timeout : .unavailable,
      "expected Redis to listen at \(url), found \"\(reason)\"; start it there or correct redis.url")
  }

  static func noAnswer(from url: RedisURL, within timeout: Duration) -> CacheError {
    CacheError(
      .timeout,
      "expected an answer from Redis at \(url) within \(timeout), found none; see whether it hangs, or raise the timeout"
    )
  }

  static func broken(_ url: RedisURL, _ reason: String) -> CacheError {
    CacheError(.unavailable, "expected Redis at \(url) to answer, found \(reason); see its log")
  }

  static func unexpected(from url: RedisURL, _ reply: String) -> CacheError {
    CacheError(
      .malformed, "expected Redis at \(url) to answer by its protocol, found \(reply); see what else listens there")
  }

  static func notAQuote(key: String, at url: RedisURL, _ reason: JSONError) -> CacheError {
    CacheError(
      .malformed,
      "expected a quote under the key \"\(key)\" of Redis at \(url), found other text: \(reason); delete the key")
  }

  /// What an error reply to `command` means.
  ///
  /// The text is the server's, and some servers repeat a command's arguments in it: the password is taken out.
  static func refused(_ command: String, by url: RedisURL, _ text: String) -> CacheError {
    var kind = Kind(redisError: text)
    if command == "AUTH" && kind == .refused { kind = .authentication }
    var shown = text
    if let password = url.password, !password.isEmpty { shown = shown.replacing(password, with: "***") }
    return CacheError(kind, "expected Redis at \(url) to do \(command), found \"\(shown)\"; \(kind.remedy)")
  }
}

extension CacheError.Kind {
  /// The kind of an error reply, by its first word.
  ///
  /// Words of the Redis 7.0 sources, `server.c` and `acl.c`; before 6.0 a wrong password was `ERR invalid password`,
  /// and one too many still is `ERR AUTH <password> called without any password configured`.
  init(redisError text: String) {
    switch text.prefix(while: { $0 != " " }) {
    case "NOAUTH", "WRONGPASS": self = .authentication
    case "READONLY": self = .readOnly
    case "OOM": self = .outOfMemory
    case "LOADING": self = .loading
    case "MOVED", "ASK": self = .moved
    case "ERR" where ["ERR invalid password", "ERR AUTH", "ERR Client sent AUTH"].contains(where: text.hasPrefix):
      self = .authentication
    default: self = .refused
    }
  }

  /// What to do about an error reply.
  var remedy: String {
    switch self {
    case .authentication: "correct user and password in redis.url"
    case .readOnly: "point redis.url at the primary"
    case .outOfMemory: "raise its maxmemory or free some"
    case .loading: "wait until it has read its data"
    case .moved: "point redis.url at a Redis that is no cluster"
    default: "look the error up in the documentation of Redis"
    }
  }
}
