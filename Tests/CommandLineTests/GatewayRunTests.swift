import Foundation
import MarketData
import Testing

@Suite("marketdata run with its gateway", .timeLimit(.minutes(5)))
struct GatewayRunTests {
  private static let noRedis = ["--set", "redis.url="]

  @Test("Without clients the summary says so; switched off it says nothing", arguments: [true, false])
  func summary(isEnabled: Bool) async throws {
    let gateway = ["--set", "gateway.port=0", "--set", "gateway.enabled=\(isEnabled)"]
    let outcome = try await Program.run(
      ["run", "--duration", "1ms", "--summary", "json"] + Self.noRedis + gateway, in: try Folder())
    #expect(outcome.status == 0)
    let summary = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let nothing = ["bytes": 0, "clients": 0, "conflated": 0, "messages": 0, "slow_closed": 0]
    #expect(summary["gateway"] as? [String: Int] == (isEnabled ? nothing : nil))
  }

  @Test("The live table says where it listens")
  func table() async throws {
    let program = try Program(
      ["run", "--set", "gateway.port=0"] + Self.noRedis, environment: ["TERM": "xterm", "NO_COLOR": "1"],
      in: try Folder(), output: .terminal(width: 100, height: 30))
    await program.printed("GATEWAY    0 clients  messages 0  0/s  ws://127.0.0.1:")
    program.send(SIGTERM)
    let outcome = await program.outcome()
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\r\nGateway    clients 0, messages 0, bytes 0\r\n"))
  }

  @Test("A port that is taken is an error, and nothing is left running")
  func taken() async throws {
    let socket = try TakenPort()
    let outcome = try await Program.run(
      ["run", "--duration", "10s", "--set", "gateway.port=\(socket.port)"] + Self.noRedis, in: try Folder())
    #expect((outcome.status, outcome.output) == (69, ""))
    #expect(outcome.errors.contains("market stopped"))
    #expect(outcome.errors.contains("\nError: \(socket.message)\n"), "\(outcome.errors)")
  }

  @Test("A certificate that is none is a configuration error")
  func certificate() async throws {
    let folder = try Folder(["chain.pem": "no PEM\n"])
    let tls = ["--set", "gateway.tls_certificate=chain.pem", "--set", "gateway.tls_key=chain.pem"]
    let outcome = try await Program.run(["run", "--duration", "10s"] + tls + Self.noRedis, in: folder)
    #expect((outcome.status, outcome.output) == (78, ""))
    #expect(outcome.errors.contains("\nError: expected a PEM certificate chain and its private key, found "))
  }
}

/// A port of this machine on which a test listens.
final class TakenPort: Sendable {
  let port: Int
  private let listener: Int32

  /// What is said about it.
  var message: String {
    "expected to listen on 127.0.0.1:\(port), found that another program listens there; choose another with "
      + "gateway.host and gateway.port, where 0 is any port that is free"
  }

  init() throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let (bound, named) = withUnsafeMutablePointer(to: &address) { [listener] pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        (bind(listener, $0, length), getsockname(listener, $0, &length))
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    try #require(bound == 0 && named == 0 && listen(listener, 1) == 0)
  }

  deinit { close(listener) }
}
