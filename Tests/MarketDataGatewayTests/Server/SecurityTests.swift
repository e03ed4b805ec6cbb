import Foundation
import MarketDataGateway
import MarketDataTesting
import MarketDataWire
import NIOSSL
import Testing

/// A certificate made for one test, and its key.
struct TestCertificate {
  let folder: URL
  var certificate: String { folder.appending(path: "cert.pem").path }
  var key: String { folder.appending(path: "key.pem").path }

  init() async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "gateway-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let openssl = try ChildProcess(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost",
        "-days", "2", "-keyout", folder.appending(path: "key.pem").path, "-out",
        folder.appending(path: "cert.pem").path,
      ])
    try #require(await openssl.exit() == .code(0))
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }
}

@Suite("TLS", .timeLimit(.minutes(5)), .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
struct SecurityTests {
  /// A client that takes any certificate.
  static func client() throws -> NIOSSLContext {
    var settings = TLSConfiguration.makeClientConfiguration()
    settings.certificateVerification = .none
    return try NIOSSLContext(configuration: settings)
  }

  @Test("With a certificate the gateway speaks TLS: a handshake, messages, pings and a close")
  func secured() async throws {
    let files = try await TestCertificate()
    defer { files.remove() }
    try await withGateway({ ($0.tlsCertificate, $0.tlsKey) = (files.certificate, files.key) }) { gateway, port in
      let client = try await RawClient.polygon(port: port, security: try Self.client())
      try await client.send(.text(#"{"action":"auth","params":"K"}"#), .ping("safe"))
      #expect(await client.frame() == RawClient.authenticated)
      #expect(await client.frame() == .pong("safe"))
      try await client.send(.text(#"{"action":"subscribe","params":"LULD.*"}"#))
      #expect(await client.frame()?.text.contains("subscribed to: LULD.*") == true)
      await gateway.push(try ConnectionTests.band(1))
      #expect(await client.frame()?.text.contains(#""ev":"LULD""#) == true)
      try await client.send(ClientFrame(opcode: 3))
      #expect(await client.rest() == [.close(1002)])
    }
  }

  @Test("Who does not speak TLS is turned away")
  func plain() async throws {
    let files = try await TestCertificate()
    defer { files.remove() }
    try await withGateway({ ($0.tlsCertificate, $0.tlsKey) = (files.certificate, files.key) }) { _, port in
      let client = try await RawClient(port: port)
      try await client.send(handshake("/"))
      #expect(await !client.text().hasPrefix("HTTP"))
    }
  }

  @Test("Files that cannot be used are named, with what to do")
  func bad() async throws {
    let (files, other) = (try await TestCertificate(), try await TestCertificate())
    defer { [files, other].forEach { $0.remove() } }
    let missing = files.certificate + ".missing"
    let cases = [
      (missing, files.key, missing), (files.key, files.key, files.key), (files.certificate, missing, missing),
      (files.certificate, files.certificate, files.certificate), (files.certificate, other.key, other.key),
    ]
    for (certificate, key, named) in cases {
      do {
        _ = try gateway { ($0.tlsCertificate, $0.tlsKey) = (certificate, key) }
        Issue.record("\(certificate) and \(key) were taken")
      } catch let error as GatewayError {
        #expect(error.description.hasPrefix("expected a PEM certificate chain and its private key, found "))
        #expect(error.description.hasSuffix(" in \(named); see gateway.tls_certificate and gateway.tls_key"))
      }
    }
  }
}
