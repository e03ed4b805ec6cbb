public import MarketData

/// Why a gateway cannot serve. Nothing is left running then.
public enum GatewayError: Error, Hashable, CustomStringConvertible {
  /// The configuration cannot be used.
  case invalidConfiguration(ConfigError)
  /// The address cannot be listened on.
  case cannotListen(host: String, port: Int, reason: String)
  /// The certificate or its key cannot be used.
  case badCertificate(file: String, reason: String)

  /// What was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .invalidConfiguration(let error): error.description
    case .cannotListen(let host, let port, let reason):
      "expected to listen on \(host):\(port), found \(reason); "
        + "choose another with gateway.host and gateway.port, where 0 is any port that is free"
    case .badCertificate(let file, let reason):
      "expected a PEM certificate chain and its private key, found \(reason) in \(file); "
        + "see gateway.tls_certificate and gateway.tls_key"
    }
  }
}
