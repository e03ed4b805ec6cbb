import MarketData
import Testing

@testable import MarketDataRedis

@Suite("What a server may answer", .timeLimit(.minutes(2)))
struct RedisProtocolTests {
  /// Answers the first `SET` with `first`, and all others with `+OK`.
  private func answering(_ first: FakeRedis.Answer) -> FakeRedis.Script {
    let isFirst = Lock(true)
    return { command in
      guard command[0] == "SET" else { return .bytes("$-1\r\n") }
      let answer = isFirst.withLock { isFirst in
        defer { isFirst = false }
        return isFirst ? first : .bytes("+OK\r\n")
      }
      return answer
    }
  }

  struct Mishap: CustomStringConvertible, Sendable {
    var description: String
    var answer: FakeRedis.Answer
    var kind: CacheError.Kind
    /// What the log says was found.
    var found: String
    var reconnects = 1
  }

  @Test(
    "A write that got something else than OK is written again",
    arguments: [
      Mishap(
        description: "LOADING", answer: .bytes("-LOADING Redis is loading the dataset in memory\r\n"), kind: .loading,
        found: "to do SET, found \"LOADING Redis is loading the dataset in memory\"; wait until it has read its data",
        reconnects: 0),
      Mishap(
        description: "MOVED", answer: .bytes("-MOVED 3999 127.0.0.1:6381\r\n"), kind: .moved,
        found: "to do SET, found \"MOVED 3999 127.0.0.1:6381\"; point redis.url at a Redis that is no cluster",
        reconnects: 0),
      Mishap(
        description: "ASK", answer: .bytes("-ASK 3999 127.0.0.1:6381\r\n"), kind: .moved,
        found: "to do SET, found \"ASK 3999 127.0.0.1:6381\"; point redis.url at a Redis that is no cluster",
        reconnects: 0),
      Mishap(
        description: "an answer cut in half", answer: .last("+O"), kind: .unavailable,
        found: "to answer, found the connection closed; see its log"),
      Mishap(
        description: "the end of the connection", answer: .last(""), kind: .unavailable,
        found: "to answer, found the connection closed; see its log"),
      Mishap(
        description: "another protocol", answer: .bytes("HTTP/1.1 400 Bad Request\r\n\r\n"), kind: .malformed,
        found: """
          to answer by its protocol, found "Protocol error, got "H" as reply type byte"; see what else listens there
          """),
      Mishap(
        description: "an integer", answer: .bytes(":1\r\n"), kind: .malformed,
        found: "to answer by its protocol, found the integer 1; see what else listens there"),
      Mishap(
        description: "another status", answer: .bytes("+QUEUED\r\n"), kind: .malformed,
        found: "to answer by its protocol, found the status \"QUEUED\"; see what else listens there"),
      Mishap(
        description: "an array", answer: .bytes("*1\r\n$1\r\nx\r\n"), kind: .malformed,
        found: "to answer by its protocol, found an array; see what else listens there"),
    ])
  func mishaps(_ mishap: Mishap) async throws {
    try await FakeRedis.run(answering(mishap.answer)) { server in
      let (logger, log) = LogRecorder.make()
      var lines = log.makeAsyncIterator()
      let cache = try RedisQuoteCache(Fixture.config(server.url), logger: logger)
      cache.accept([try Fixture.quote("AAPL")], at: Fixture.start)
      let line = await lines.next()
      #expect(line?.kind == mishap.kind.rawValue)
      #expect(line?.reason == "expected Redis at \(server.url) \(mishap.found)")
      #expect(await cache.flush(timeout: Fixture.patience))
      #expect(await lines.next()?.message == "Redis takes quotes again")
      let statistics = cache.statistics
      #expect([statistics.written, statistics.failed, statistics.reconnects] == [1, 1, mishap.reconnects])
      #expect(statistics.health == .ok)
      await cache.close()
    }
  }

  @Test("Answers that come byte by byte are understood")
  func trickle() async throws {
    let quote = try Fixture.quote("AAPL")
    let json = String(decoding: Fixture.cached([quote])[0].json, as: UTF8.self)
    try await FakeRedis.run({ $0[0] == "SET" ? .trickle("+OK\r\n") : .trickle("$\(json.utf8.count)\r\n\(json)\r\n") }) {
      let cache = try RedisQuoteCache(Fixture.config($0.url), logger: .silent)
      cache.accept([quote], at: Fixture.start)
      #expect(await cache.flush(timeout: Fixture.patience))
      #expect(try await cache.quote(for: quote.symbol) == Fixture.cached([quote])[0])
      #expect(cache.statistics.reconnects == 0)
      await cache.close()
    }
  }

  @Test("A server that never answers a read is given up after the command timeout")
  func silence() async throws {
    try await FakeRedis.run({ _ in .silence }) { server in
      let config = Fixture.config(server.url, commandTimeout: .milliseconds(20))
      let cache = try RedisQuoteCache(config, logger: .silent)
      let symbol = try Symbol("AAPL")
      let error = await cacheError { () async throws(CacheError) in _ = try await cache.quote(for: symbol) }
      #expect(
        error
          == CacheError(
            .timeout,
            """
            expected an answer from Redis at \(server.url) within 0.02 seconds, found none; \
            see whether it hangs, or raise the timeout
            """))
      await cache.close()
    }
  }

  @Test("What was confirmed before the connection broke stays confirmed, the rest is written again")
  func brokenInPipeline() async throws {
    let (answered, isHealed) = (Lock(0), Lock(false))
    let script: FakeRedis.Script = { _ in
      let number = answered.withLock { answered in
        answered += 1
        return answered
      }
      return number == 1 || isHealed.withLock { $0 } ? .bytes("+OK\r\n") : .last("")
    }
    try await FakeRedis.run(script) { server in
      let (logger, log) = LogRecorder.make()
      var lines = log.makeAsyncIterator()
      let cache = try RedisQuoteCache(Fixture.config(server.url), logger: logger)
      cache.accept(try Fixture.quotes(10, 1), at: Fixture.start)
      #expect(await lines.next()?.kind == "unavailable")
      #expect(cache.statistics.written == 1)
      #expect(cache.statistics.failed >= 9)
      isHealed.withLock { $0 = true }
      #expect(await cache.flush(timeout: Fixture.patience))
      #expect(cache.statistics.written == 11)
      #expect(await lines.next()?.message == "Redis takes quotes again")
      await cache.close()
    }
  }

  @Test("Bytes that nobody asked for end the connection, and everything is written again")
  func unasked() async throws {
    try await FakeRedis.run(answering(.bytes("+OK\r\n"))) { server in
      let (logger, log) = LogRecorder.make()
      var lines = log.makeAsyncIterator()
      let cache = try RedisQuoteCache(Fixture.config(server.url), logger: logger)
      cache.accept([try Fixture.quote("AAPL")], at: Fixture.start)
      #expect(await cache.flush(timeout: Fixture.patience))
      server.sendUnasked("+OK\r\n")
      #expect(
        await lines.next()?.reason == """
          expected Redis at \(server.url) to answer by its protocol, found the status "OK" unasked; \
          see what else listens there
          """)
      #expect(await lines.next()?.message == "Redis takes quotes again")
      #expect(cache.statistics.written == 2)
      #expect(cache.statistics.reconnects == 1)
      await cache.close()
    }
  }

  @Test("A server that repeats the password in its error does not bring it into ours")
  func password() async throws {
    try await FakeRedis.run({ .bytes("-ERR unknown command 'AUTH' with args: '\($0.last ?? "")'\r\n") }) { server in
      let (logger, log) = LogRecorder.make()
      var lines = log.makeAsyncIterator()
      let url = server.url.replacing("unix://", with: "unix://:hunter2@")
      let cache = try RedisQuoteCache(Fixture.config(url), logger: logger)
      let symbol = try Symbol("AAPL")
      let error = await cacheError { () async throws(CacheError) in _ = try await cache.quote(for: symbol) }
      let message = """
        expected Redis at \(url.replacing("hunter2", with: "***")) to do AUTH, \
        found "ERR unknown command 'AUTH' with args: '***'"; correct user and password in redis.url
        """
      #expect(error == CacheError(.authentication, message))
      #expect(await lines.next()?.reason == message)
      await cache.close()
    }
  }
}
