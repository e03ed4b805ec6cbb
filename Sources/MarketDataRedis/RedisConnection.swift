import CHiredis
import Glibc
import MarketData

/// A connection to Redis, with nobody's command under way but its owner's.
///
/// hiredis 0.14 connects and parses; sending and receiving is done here, because hiredis measures its timeout anew
/// at each read, so that a trickle of bytes could hold it for ever, and raises SIGPIPE when the server is gone.
///
/// Not `Sendable`: made, used and freed on its owner's thread. After it threw, it must be dropped.
final class RedisConnection {
  private let context: UnsafeMutablePointer<redisContext>
  private let url: RedisURL
  private let commandTimeout: Duration
  private var chunk = [UInt8](repeating: 0, count: 16384)

  /// Connects, logs in and selects the database.
  ///
  /// Looking up a host name is the system's business and takes as long as the system lets it.
  init(_ url: RedisURL, connectTimeout: Duration, commandTimeout: Duration) throws(CacheError) {
    let limit = timeval(connectTimeout)
    let made =
      switch url.address {
      case .tcp(let host, let port): redisConnectWithTimeout(host, Int32(port), limit)
      case .unix(let path): redisConnectUnixWithTimeout(path, limit)
      }
    guard let made else { throw .noConnection(to: url, "no memory", timedOut: false) }
    (context, self.url, self.commandTimeout) = (made, url, commandTimeout)
    guard made.pointee.err == 0 else {
      let reason = withUnsafeBytes(of: made.pointee.errstr) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      throw .noConnection(to: url, reason, timedOut: reason == String(cString: strerror(ETIMEDOUT)))
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    if case .tcp = url.address { redisEnableKeepAlive(context) }
    try logIn()
  }

  deinit { redisFree(context) }

  /// The socket, for watching.
  var descriptor: Int32 { context.pointee.fd }

  /// Selects even database 0: its answer proves that a Redis listens and lets us in.
  private func logIn() throws(CacheError) {
    var commands: [(name: String, bytes: [UInt8])] = []
    if let password = url.password {
      commands.append(("AUTH", respCommand(["AUTH"] + (url.user.map { [$0] } ?? []) + [password])))
    }
    commands.append(("SELECT", respCommand(["SELECT", String(url.database)])))
    try send(commands.flatMap(\.bytes))
    let deadline = deadline()
    for command in commands {
      switch try reply(by: deadline) {
      case .ok: break
      case .error(let text): throw .refused(command.name, by: url, text)
      case let reply: throw .unexpected(from: url, reply.summary)
      }
    }
  }

  /// Hands bytes of whole commands to the kernel.
  func send(_ bytes: [UInt8]) throws(CacheError) {
    let deadline = deadline()
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if count >= 0 {
        sent += count
      } else if errno == EAGAIN {
        guard deadline.wait(for: POLLOUT, on: descriptor) else { throw .noAnswer(from: url, within: commandTimeout) }
      } else if errno != EINTR {
        throw .broken(url, "\"\(String(cString: strerror(errno)))\" while sending")
      }
    }
  }

  /// When the answers to what is asked now must be there.
  func deadline() -> Deadline { Deadline(after: commandTimeout) }

  /// The next answer, in the order of the commands. Give all answers to one pipeline the same deadline: a server that
  /// lets each come at the last moment shall not hold the thread for each.
  func reply(by deadline: Deadline) throws(CacheError) -> RedisReply {
    while true {
      if let reply = try parsedReply() { return reply }
      try receive(until: deadline)
    }
  }

  private func parsedReply() throws(CacheError) -> RedisReply? {
    var raw: UnsafeMutableRawPointer?
    guard redisReaderGetReply(context.pointee.reader, &raw) == REDIS_OK else {
      let reason = withUnsafeBytes(of: context.pointee.reader.pointee.errstr) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw .unexpected(from: url, "\"\(reason)\"")
    }
    guard let raw else { return nil }
    defer { freeReplyObject(raw) }
    return RedisReply(raw.assumingMemoryBound(to: redisReply.self).pointee)
  }

  /// Takes what is there; when nothing is, waits for something.
  private func receive(until deadline: Deadline) throws(CacheError) {
    while true {
      let count = recv(descriptor, &chunk, chunk.count, Int32(MSG_DONTWAIT))
      if count > 0 {
        _ = chunk.withUnsafeBytes { redisReaderFeed(context.pointee.reader, $0.baseAddress, count) }
        return
      }
      if count == 0 { throw .broken(url, "the connection closed") }
      if errno == EAGAIN {
        guard deadline.wait(for: POLLIN, on: descriptor) else { throw .noAnswer(from: url, within: commandTimeout) }
      } else if errno != EINTR {
        throw .broken(url, "\"\(String(cString: strerror(errno)))\" while receiving")
      }
    }
  }

  /// Whether there is something to read, or the socket has failed. When no answer is due, neither should be.
  var isStirring: Bool {
    let reader = context.pointee.reader.pointee
    if reader.pos < reader.len { return true }
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0
  }

  /// Why the socket stirs although no answer is due. Never returns as if nothing were.
  func unasked() -> CacheError {
    do throws(CacheError) {
      return .unexpected(from: url, try reply(by: deadline()).summary + " unasked")
    } catch { return error }
  }
}

extension timeval {
  /// At least a microsecond: hiredis and the kernel take zero for "no limit".
  fileprivate init(_ duration: Duration) {
    let microseconds = max(1, min(duration.nanos / 1000, 1_000_000_000_000))
    self.init(tv_sec: Int(microseconds / 1_000_000), tv_usec: Int(microseconds % 1_000_000))
  }
}
