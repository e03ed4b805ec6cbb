/// What Alpaca's server says when something is wrong, by its code.
enum AlpacaError: Int64, Error, Hashable, CaseIterable {
  case invalidSyntax = 400
  case notAuthenticated = 401
  case refused = 402
  case alreadyAuthenticated = 403
  case timeout = 404
  case symbolLimit = 405
  case connectionLimit = 406
  case slow = 407
  case wrongFeed = 409
  case notOffered = 410
  case internalError = 500

  /// The text that goes with the code. Clients compare some of them.
  var message: String {
    switch self {
    case .invalidSyntax: "invalid syntax"
    case .notAuthenticated: "not authenticated"
    case .refused: "auth failed"
    case .alreadyAuthenticated: "already authenticated"
    case .timeout: "auth timeout"
    case .symbolLimit: "symbol limit exceeded"
    case .connectionLimit: "connection limit exceeded"
    case .slow: "slow client"
    case .wrongFeed: "insufficient subscription"
    case .notOffered: "invalid subscribe action for this feed"
    case .internalError: "internal error"
    }
  }
}
