import Foundation
import MarketData
import MarketDataConfiguration
import MarketDataWire
import Testing

/// The files that the section `gateway` names.
struct GatewayFileTests {
  private static let entry = "KEY or KEY:SECRET of visible ASCII characters without commas"

  /// Runs with a file of that text, and removes it.
  private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "credentials-\(UUID().uuidString)").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test("A file has a key in each line, with or without a secret, comments and blank lines")
  func file() throws {
    try withFile("# those who may\n\nK1\r\n\tK2:S:2  # a friend\n  #K3\nK#4:#\n") { path in
      let gateway = try load(set: ["gateway.credentials_file=\(path)"]).gateway
      let listed = [
        Credentials(key: "K1"), Credentials(key: "K2", secret: "S:2"), Credentials(key: "K#4", secret: "#"),
      ]
      #expect(gateway.credentials == .list(listed))
      #expect(gateway.credentialsFile == path)
    }
  }

  @Test("What the file lists comes in besides what the configuration lists")
  func merged() throws {
    try withFile("A:1\nB\n") { path in
      let set = ["gateway.credentials=C,B", "gateway.credentials_file=\(path)"]
      let keys = ["C", "B"].map { Credentials(key: $0) } + [Credentials(key: "A", secret: "1")]
      let rule = try load(set: set).gateway.credentials
      #expect(rule == .list(keys))
    }
  }

  @Test("Every bad line is named by its place, and not shown")
  func bad() throws {
    try withFile("K\nhunter2 hunter2\n  :hunter2\nK,hunter2\nany\n") { path in
      let message = "gateway.credentials_file: expected \(Self.entry), found another text, which is not shown"
      let places = ["2:1", "3:3", "4:1", "5:1"]
      #expect(faults(set: ["gateway.credentials_file=\(path)"]) == places.map { "\(path):\($0): \(message)" })
    }
  }

  @Test("A file with nobody in it is a fault: it would open the gateway, or close it for all")
  func empty() throws {
    try withFile("# nobody\n") { path in
      let message = "\(path): gateway.credentials_file: expected at least one \(Self.entry), found none"
      #expect(faults(set: ["gateway.credentials_file=\(path)"]) == [message])
    }
  }

  @Test("A file that is not there is named where it was asked for; together with all other faults")
  func missing() {
    let yaml = """
      gateway:
        credentials_file: /none/keys
        tls_certificate: /none/chain.pem
        tls_key: /
        port: x
      """
    #expect(
      faults(yaml) == [
        #"f.yaml:5:3: gateway.port: expected a whole number from 0 to 65535, found "x""#,
        "f.yaml:2:3: gateway.credentials_file: expected a file that can be read, found none there (/none/keys); "
          + "check the path",
        "f.yaml:3:3: gateway.tls_certificate: expected a file that can be read, found none there (/none/chain.pem); "
          + "check the path",
        "f.yaml:4:3: gateway.tls_key: expected a file that can be read, found a directory (/); check the path",
      ])
  }

  @Test("Files of a gateway that is switched off are not looked at")
  func disabled() throws {
    let gateway = try load(set: ["gateway.enabled=false", "gateway.credentials_file=/none"]).gateway
    #expect(gateway.credentials == .any)
  }

  @Test("Certificate and key are taken when they are there")
  func tls() throws {
    try withFile("PEM\n") { path in
      let gateway = try load(set: ["gateway.tls_certificate=\(path)", "gateway.tls_key=\(path)"]).gateway
      #expect((gateway.tlsCertificate, gateway.tlsKey) == (path, path))
    }
  }

  @Test("The effective configuration masks credentials and secrets, and does not load with the mask in their place")
  func listing() throws {
    try withFile("K1:hunter2\nhunter2\n") { path in
      let set = ["gateway.credentials_file=\(path)", "gateway.jwt_secret=hunter2"]
      let loaded = try LoadedConfiguration(file: nil, overrides: set)
      #expect(loaded.configuration.gateway.jwtSecret == "hunter2")
      #expect(!loaded.yaml.contains("hunter2"))
      #expect(loaded.yaml.contains("  credentials: [\"***\", \"***\"]  # \(path)\n"))
      #expect(loaded.yaml.contains("  jwt_secret: \"***\"  # --set gateway.jwt_secret=***\n"))
      let refused = faults(loaded.yaml).map { $0.split(separator: " ")[1] }
      #expect(refused == ["gateway.credentials:", "gateway.jwt_secret:"])
    }
  }

  @Test("Listed credentials are masked too, wherever they were listed")
  func listedMasked() throws {
    let loaded = try LoadedConfiguration(
      yaml: "gateway: {credentials: [hunter2]}", name: "f.yaml", overrides: ["gateway.credentials=K:hunter2,hunter2"])
    #expect(loaded.yaml.contains("  credentials: [\"***\", \"***\"]  # --set gateway.credentials=***\n"))
    let open = try LoadedConfiguration(file: nil, overrides: ["gateway.credentials=any"])
    #expect(open.yaml.contains("  credentials: any  # --set gateway.credentials=any\n"))
  }
}
