import MarketDataTesting
import Testing

/// A `redis-server` of a test's own, on a socket in the test's folder; ended by its process id.
struct PrivateRedis {
  let url: String
  private let process: ChildProcess

  /// Runs `body` with a server that is ready.
  static func run(in folder: Folder, _ body: (PrivateRedis) async throws -> Void) async throws {
    let server = try await PrivateRedis(in: folder)
    do { try await body(server) } catch {
      await server.process.kill()
      throw error
    }
    await server.process.kill()
  }

  private init(in folder: Folder) async throws {
    url = "unix://\(folder.path)/s"
    process = try ChildProcess(
      "redis-server", ["--port", "0", "--unixsocket", "\(folder.path)/s", "--dir", folder.path, "--save", ""])
    var isReady = false
    for await line in process.lines where line.lowercased().contains("ready to accept connections") {
      isReady = true
      break
    }
    try #require(isReady, "expected redis-server to become ready, found that it ended")
  }
}
