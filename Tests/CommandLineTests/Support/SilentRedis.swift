import Foundation
import MarketData
import Testing

/// A server on a Unix socket that takes one connection, reads, and never answers.
final class SilentRedis: Sendable {
  private let listener: Int32
  private let connection = Lock<Int32>(-1)
  private let path: String

  init(_ path: String) throws {
    self.path = path
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0 && listen(listener, 8) == 0)
  }

  deinit {
    close(listener)
    close(connection.withLock { $0 })
  }

  /// Options of a program that waits for it without end.
  var options: [String] {
    ["--set", "redis.url=unix://\(path)", "--set", "redis.command_timeout_ms=3600000"]
      + ["--set", "market_data.stop_timeout_ms=60000", "--set", "gateway.port=0"]
  }

  /// Returns when something was asked. Blocks a thread of its own meanwhile.
  func gotRequest() async {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { [listener, connection] in
        let accepted = accept(listener, nil, nil)
        connection.withLock { $0 = accepted }
        var byte: UInt8 = 0
        _ = read(accepted, &byte, 1)
        continuation.resume()
      }
    }
  }
}
