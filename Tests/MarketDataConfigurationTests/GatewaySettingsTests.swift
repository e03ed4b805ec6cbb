import MarketData
import MarketDataWire
import Testing

@testable import MarketDataConfiguration

/// The section `gateway`.
struct GatewaySettingsTests {
  private static let count = "a whole number from 1 to 1000000"
  private static let patience = "a whole number of milliseconds from 0 to 86400000"
  private static let entries = "any, or at least one KEY or KEY:SECRET of visible ASCII characters without commas"

  @Test(
    "A bad value is named with its place, its key, what was expected and what was found",
    arguments: [
      BadCase("enabled: 1", "enabled: expected true or false, found 1"),
      BadCase("host: ''", #"host: expected a host name or an IP address such as 127.0.0.1, found """#),
      BadCase("host: a b", #"host: expected a host name or an IP address such as 127.0.0.1, found "a b""#),
      BadCase("port: 65536", "port: expected a whole number from 0 to 65535, found 65536"),
      BadCase("port: -1", "port: expected a whole number from 0 to 65535, found -1"),
      BadCase("threads: 0", "threads: expected a whole number from 1 to 64, found 0"),
      BadCase("threads: 65", "threads: expected a whole number from 1 to 64, found 65"),
      BadCase(
        "root_dialect: polygone",
        #"root_dialect: expected one of polygon, alpaca, found "polygone"; did you mean "polygon"?"#),
      BadCase("credentials: []", "credentials: expected \(entries), found []"),
      BadCase("credentials:", "credentials: expected \(entries), found nothing"),
      BadCase("jwt_issuer: [a]", "jwt_issuer: expected at most 1024 characters, none of them invisible, found [a]"),
      BadCase("compression: maybe", #"compression: expected true or false, found "maybe""#),
      BadCase("max_clients: 0", "max_clients: expected \(count), found 0"),
      BadCase(
        "max_connections_per_key: -1", "max_connections_per_key: expected a whole number from 0 to 1000000, found -1"),
      BadCase("max_subscriptions: 0", "max_subscriptions: expected \(count), found 0"),
      BadCase(
        "max_message_bytes: 1023", "max_message_bytes: expected a whole number from 1024 to 16777216, found 1023"),
      BadCase(
        "max_message_bytes: 16777217",
        "max_message_bytes: expected a whole number from 1024 to 16777216, found 16777217"),
      BadCase("max_handshakes_per_second: 0", "max_handshakes_per_second: expected \(count), found 0"),
      BadCase("authentication_timeout_ms: 0", "authentication_timeout_ms: expected \(dayMs), found 0"),
      BadCase("heartbeat_interval_ms: 0", "heartbeat_interval_ms: expected \(dayMs), found 0"),
      BadCase("messages_per_frame: 1001", "messages_per_frame: expected a whole number from 1 to 1000, found 1001"),
      BadCase(
        "client_buffer_bytes: 65535",
        "client_buffer_bytes: expected a whole number from 65536 to 1073741824, found 65535"),
      BadCase("client_max_lag_ms: 0", "client_max_lag_ms: expected \(dayMs), found 0"),
      BadCase("drain_timeout_ms: -1", "drain_timeout_ms: expected \(patience), found -1"),
      BadCase("prot: 1", #"prot: expected a known key, found "prot"; did you mean "port"?"#),
    ])
  func bad(_ bad: BadCase) {
    #expect(faults("gateway:\n  \(bad.input)\n") == ["f.yaml:2:3: gateway.\(bad.message)"])
  }

  @Test("A certificate needs its key, and a key its certificate")
  func tlsPair() {
    #expect(
      faults(set: ["gateway.tls_certificate=/dev/null"]) == [
        #"gateway.tls_key: expected a PEM file, since gateway.tls_certificate names one, found ""; set both or neither"#
      ])
    #expect(
      faults("gateway: {tls_certificate: '', tls_key: /dev/null}") == [
        "f.yaml:1:11: gateway.tls_certificate: expected a PEM file, since gateway.tls_key names one, found \"\"; "
          + "set both or neither"
      ])
  }

  @Test("Values of a configuration made by a program are refused in the same words, and shown without secrets")
  func validation() {
    var gateway = GatewayConfig()
    (gateway.host, gateway.port, gateway.threads) = ("", 70_000, 0)
    gateway.credentials = .list([Credentials(key: "a key", secret: "hunter2"), Credentials(key: "hunter2")])
    gateway.credentialsFile = "a\nb"
    gateway.jwtSecret = "hunter2\n"
    (gateway.maxMessageBytes, gateway.messagesPerFrame) = (0, 0)
    gateway.drainTimeout = .microseconds(1500)
    #expect(
      gateway.validate().map(\.description) == [
        #"gateway.host: expected a host name or an IP address such as 127.0.0.1, found """#,
        "gateway.port: expected a whole number from 0 to 65535, found 70000",
        "gateway.threads: expected a whole number from 1 to 64, found 0",
        "gateway.credentials: expected \(Self.entries), found [***, ***]",
        #"gateway.credentials_file: expected at most 4096 characters, none of them invisible, found "a\nb""#,
        #"gateway.jwt_secret: expected at most 1024 characters, none of them invisible; not ***, found "***""#,
        "gateway.max_message_bytes: expected a whole number from 1024 to 16777216, found 0",
        "gateway.messages_per_frame: expected a whole number from 1 to 1000, found 0",
        "gateway.drain_timeout_ms: expected \(Self.patience), found 1.5",
      ])
    #expect(GatewayConfig().validate() == [])
  }

  @Test(
    "Credentials are any, or a list, or texts between commas",
    arguments: [
      ("any", .any), ("[any-one]", .list([Credentials(key: "any-one")])),
      ("K", .list([Credentials(key: "K")])), ("K:S:T", .list([Credentials(key: "K", secret: "S:T")])),
      ("'K, L:S'", .list([Credentials(key: "K"), Credentials(key: "L", secret: "S")])),
      ("[K, 'L:S']", .list([Credentials(key: "K"), Credentials(key: "L", secret: "S")])),
    ] as [(String, CredentialRule)])
  func credentials(_ text: String, _ rule: CredentialRule) throws {
    #expect(try load("gateway: {credentials: \(text)}").gateway.credentials == rule)
    guard !text.hasPrefix("[") else { return }
    let plain = text.replacing("'", with: "")
    #expect(try load(set: ["gateway.credentials=\(plain)"]).gateway.credentials == rule)
  }

  @Test(
    "These are no credentials, and are not shown",
    arguments: ["hun ter2", ":hunter2", "hunter2:", "hunter2,", "hunter2,any", "h:***", "hunter2\u{7F}", "hunter2é"])
  func noCredentials(_ text: String) {
    let variable = "MARKETDATA_GATEWAY__CREDENTIALS"
    let lines = [
      faults("gateway: {credentials: [\(quoted(text)), K]}"), faults("gateway: {credentials: \(quoted(text))}"),
      faults(set: ["gateway.credentials=\(text)"]), faults(environment: [variable: text]),
    ]
    let places = ["f.yaml:1:11", "f.yaml:1:11", "--set gateway.credentials=***", "environment \(variable)"]
    let found = ["[***, ***]", "\"***\"", "\"***\"", "\"***\""]
    for index in lines.indices {
      let message = "gateway.credentials: expected \(Self.entries), found \(found[index])"
      #expect(lines[index] == ["\(places[index]): \(message)"])
    }
  }
}
