import MarketDataWire
import NIOSSL

/// TLS, from the files of the configuration.
enum ServerSecurity {
  /// What connections are secured with; nil: they are not.
  static func context(_ config: GatewayConfig) throws(GatewayError) -> NIOSSLContext? {
    guard !config.tlsCertificate.isEmpty else { return nil }
    let chain = try read(config.tlsCertificate) { try NIOSSLCertificate.fromPEMFile($0) }
    let key = try read(config.tlsKey) { try NIOSSLPrivateKey(file: $0, format: .pem) }
    // Both can be read: what is wrong from here on is that they do not belong together.
    return try read(config.tlsKey) { _ in
      var settings = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
      settings.minimumTLSVersion = .tlsv12
      return try NIOSSLContext(configuration: settings)
    }
  }

  private static func read<Value>(_ file: String, _ body: (String) throws -> Value) throws(GatewayError) -> Value {
    do { return try body(file) } catch { throw .badCertificate(file: file, reason: "\(error)") }
  }
}
