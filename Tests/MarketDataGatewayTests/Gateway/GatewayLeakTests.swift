import Foundation
import Glibc
import MarketData
import MarketDataGateway
import MarketDataWire
import Testing

@Suite("Starting and stopping again and again", .timeLimit(.minutes(2)))
struct GatewayLeakTests {
  /// More than any other gateway of these tests has, so that its last thread is told by its name.
  static let threads = 9

  @Test("After twenty rounds with clients no socket and no thread is left")
  func rounds() async throws {
    let symbols = ["GWROUND": SymbolConfig(tickInterval: .milliseconds(10))]
    let settings = { (config: inout GatewayConfig) in config.threads = Self.threads }
    try await withMarket(symbols, pace: .realTime, settings) { service, gateway, first in
      var port = first
      for round in 1...20 {
        let client = try await RawClient.known(port: port)
        try await client.send(.text(#"{"action":"subscribe","params":"T.GWROUND"}"#))
        #expect(await client.frame()?.text.contains("subscribed to: T.GWROUND") == true)
        _ = try await client.numbers(after: #""q":"#, count: 1)
        let silent = try await RawClient(port: port)
        #expect(try Self.lastThreads() == 1)
        while try Self.sockets(localPort: port) < 3 { await Task.yield() }  // until both are accepted

        await gateway.stop()
        #expect(await client.rest().last == .close(1012))
        #expect(await silent.rest() == [])
        #expect(try Self.sockets(localPort: port) == 0)
        while try Self.lastThreads() > 0 { await Task.yield() }  // joined, but the kernel may still list it
        #expect(await service.statistics().subscriberCount == 0)
        #expect(await gateway.statistics().accepted == round)
        try await gateway.start()
        port = try #require(await gateway.port)
      }
    }
  }

  /// How many sockets of this process lie at a port. The kernel's table in `/proc/net/tcp` leaves some out when others
  /// connect while it is read.
  static func sockets(localPort port: Int) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
      // The bytes of a `sockaddr_in`: its fields belong to whichever module the compiler met first.
      var (address, length) = ([UInt8](repeating: 0, count: 128), socklen_t(128))
      let result = address.withUnsafeMutableBytes { bytes in
        getsockname(Int32(name) ?? -1, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
      }
      return result == 0 && Int32(address[0]) == AF_INET && Int(address[2]) << 8 | Int(address[3]) == port
    }
  }

  /// How many threads of this process are the last of an event-loop group as large as ours.
  static func lastThreads() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count { thread in
      // A thread may end between being listed and being read.
      let name = try? String(contentsOfFile: "/proc/self/task/\(thread)/comm", encoding: .utf8)
      return name?.hasSuffix("#\(Self.threads - 1)\n") == true
    }
  }
}
