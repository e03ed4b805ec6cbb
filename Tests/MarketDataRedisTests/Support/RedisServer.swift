import Glibc
import MarketData
import MarketDataRedis
import MarketDataTesting

/// A private `redis-server` on a Unix socket, or on a free TCP port, that keeps nothing on disk.
final class RedisServer: Sendable {
  let folder: String
  let port: Int?
  private let arguments: [String]
  private let child = Lock<ChildProcess?>(nil)

  /// Runs `body` with a server that is ready, and ends it after.
  static func run(
    tcp: Bool = false, _ arguments: [String] = [], _ body: (RedisServer) async throws -> Void
  ) async throws {
    let server = try RedisServer(tcp: tcp, arguments)
    do {
      try await server.start()
      try await body(server)
    } catch {
      await server.end()
      throw error
    }
    await server.end()
  }

  private init(tcp: Bool, _ arguments: [String]) throws {
    folder = try TemporaryFolder.make()
    port = tcp ? try freePort() : nil
    self.arguments =
      ["--port", "\(port ?? 0)", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"]
      + (tcp ? [] : ["--unixsocket", folder + "/s"]) + arguments
  }

  var socket: String { folder + "/s" }
  var url: String { port.map { "redis://127.0.0.1:\($0)" } ?? "unix://\(socket)" }

  /// Starts it, and returns when it says that it is ready.
  func start() async throws {
    let started = try ChildProcess("redis-server", arguments)
    child.withLock { $0 = started }
    var log = ""
    for await line in started.lines {
      if line.contains("Ready to accept connections") || line.contains("ready to accept connections") { return }
      log += line + "\n"
    }
    throw UnexpectedEnd(what: "redis-server", text: log)
  }

  func send(_ signal: Int32) { child.withLock { $0 }?.send(signal) }
  func kill() async { await child.withLock { $0 }?.kill() }

  private func end() async {
    await kill()
    TemporaryFolder.remove(folder)
  }

  /// What `redis-cli` prints for a command.
  @discardableResult
  func command(database: Int = 0, _ words: [String]) async throws -> [String] {
    let place = port.map { ["-p", "\($0)"] } ?? ["-s", socket]
    let client = try ChildProcess("redis-cli", place + ["-n", "\(database)"] + words)
    var lines: [String] = []
    for await line in client.lines { lines.append(line) }
    return lines
  }
}

/// A program that ended before it was ready.
struct UnexpectedEnd: Error, CustomStringConvertible {
  var what: String
  var text: String
  var description: String { "expected \(what) to become ready, found that it ended: \(text)" }
}

/// Folders with short names: a socket's path has at most 107 bytes.
enum TemporaryFolder {
  static func make() throws -> String {
    var name = Array("/tmp/mdr-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { throw UnexpectedEnd(what: "a folder in /tmp", text: "errno \(errno)") }
    return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes the folder and the socket in it.
  static func remove(_ folder: String) {
    unlink(folder + "/s")
    rmdir(folder)
  }
}
