import CHiredis
import Glibc
import MarketData

@testable import MarketDataRedis

/// A server on a Unix socket that answers each command as a script says: what no real Redis does on demand.
///
/// Serves one connection at a time, on a thread of its own.
final class FakeRedis: Sendable {
  enum Answer: Sendable {
    case bytes(String)
    /// The same, one byte per `send`.
    case trickle(String)
    /// The same, and then the end of the connection.
    case last(String)
    case silence
  }
  typealias Script = @Sendable (_ command: [String]) -> Answer

  private let folder: String
  private let listener: Int32
  private let client = Lock<Int32>(-1)
  private let executor = ThreadExecutor()

  var url: String { "unix://\(folder)/s" }

  /// Runs `body` with a server that answers `SELECT` with `+OK` and everything else by the script.
  static func run(_ script: @escaping Script, _ body: (FakeRedis) async throws -> Void) async throws {
    let server = try FakeRedis()
    server.executor.submit { server.serve(script) }
    var failure: (any Error)?
    do { try await body(server) } catch { failure = error }
    await server.end()
    if let failure { throw failure }
  }

  private init() throws {
    folder = try TemporaryFolder.make()
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "\(folder)/s".utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0, listen(listener, 16) == 0 else { throw UnexpectedEnd(what: "a socket", text: "errno \(errno)") }
  }

  /// Sends bytes that nobody asked for, on the present connection.
  func sendUnasked(_ text: String) {
    client.withLock { _ = Glibc.send($0, text, text.utf8.count, Int32(MSG_NOSIGNAL)) }
  }

  private func end() async {
    shutdown(listener, Int32(SHUT_RDWR))
    client.withLock { if $0 >= 0 { _ = shutdown($0, Int32(SHUT_RDWR)) } }
    await executor.stop()
    close(listener)
    TemporaryFolder.remove(folder)
  }

  private func serve(_ script: Script) {
    while true {
      let accepted = accept(listener, nil, nil)
      guard accepted >= 0 else { return }
      client.withLock { $0 = accepted }
      answer(accepted, script)
      client.withLock { $0 = -1 }
      close(accepted)
    }
  }

  private func answer(_ descriptor: Int32, _ script: Script) {
    guard let reader = redisReaderCreate() else { return }
    defer { redisReaderFree(reader) }
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      guard count > 0 else { return }
      _ = chunk.withUnsafeBytes { redisReaderFeed(reader, $0.baseAddress, count) }
      var raw: UnsafeMutableRawPointer?
      while redisReaderGetReply(reader, &raw) == REDIS_OK, let reply = raw {
        defer { freeReplyObject(reply) }
        let command = Self.words(reply.assumingMemoryBound(to: redisReply.self).pointee)
        guard send(command[0] == "SELECT" ? .bytes("+OK\r\n") : script(command), to: descriptor) else { return }
      }
    }
  }

  private static func words(_ command: redisReply) -> [String] {
    (0..<command.elements).compactMap { index in
      command.element[index].map {
        String(decoding: UnsafeRawBufferPointer(start: $0.pointee.str, count: $0.pointee.len), as: UTF8.self)
      }
    }
  }

  /// Whether the connection goes on.
  private func send(_ answer: Answer, to descriptor: Int32) -> Bool {
    switch answer {
    case .bytes(let text): return Glibc.send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL)) > 0
    case .trickle(let text):
      return text.utf8.allSatisfy { byte in
        withUnsafeBytes(of: byte) { Glibc.send(descriptor, $0.baseAddress, 1, Int32(MSG_NOSIGNAL)) > 0 }
      }
    case .last(let text):
      _ = Glibc.send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL))
      return false
    case .silence: return true
    }
  }
}
