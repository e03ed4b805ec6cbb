import MarketData
import Testing

@testable import MarketDataRedis

@Suite("When Redis refuses", .timeLimit(.minutes(2)))
struct RedisRefusalTests {
  private func readError(_ url: String, _ ticker: String = "AAPL") async throws -> CacheError? {
    let cache = try RedisQuoteCache(Fixture.config(url), logger: .silent)
    let symbol = try Symbol(ticker)
    let error = await cacheError { () async throws(CacheError) in _ = try await cache.quote(for: symbol) }
    await cache.close()
    return error
  }

  @Test("A wrong password is told apart from no password, and a right one is let in")
  func passwords() async throws {
    try await RedisServer.run(["--requirepass", "sesame", "--user", "al", "on", ">w@nder", "~*", "+@all"]) { server in
      let wrong = "WRONGPASS invalid username-password pair or user is disabled."
      for (login, shown, command, found) in [
        ("", "", "SELECT", "NOAUTH Authentication required."), (":open@", ":***@", "AUTH", wrong),
        ("al:sesame@", "al:***@", "AUTH", wrong),
      ] {
        let error = try await readError("unix://\(login)\(server.socket)")
        let message = """
          expected Redis at unix://\(shown)\(server.socket) to do \(command), found "\(found)"; \
          correct user and password in redis.url
          """
        #expect(error == CacheError(.authentication, message))
      }
      for login in [":sesame@", "default:sesame@", "al:w%40nder@"] {
        let error = try await readError("unix://\(login)\(server.socket)")
        #expect(error == nil)
      }
    }
  }

  @Test("A password that nobody asked for and a database that does not exist are refused")
  func superfluous() async throws {
    try await RedisServer.run(tcp: true) { server in
      let port = try #require(server.port)
      let superfluous = try await readError("redis://:pw@127.0.0.1:\(port)")
      #expect(superfluous?.kind == .authentication)
      let missing = try await readError("redis://127.0.0.1:\(port)/99")
      let message = """
        expected Redis at redis://127.0.0.1:\(port)/99 to do SELECT, found "ERR DB index is out of range"; \
        look the error up in the documentation of Redis
        """
      #expect(missing == CacheError(.refused, message))
    }
  }

  struct Refusal: CustomStringConvertible, Sendable {
    var kind: CacheError.Kind
    var begin: [String], end: [String]
    var description: String { kind.rawValue }
  }

  @Test(
    "Writes wait, merged, until it takes them; reading goes on",
    arguments: [
      Refusal(
        kind: .outOfMemory, begin: ["CONFIG", "SET", "maxmemory", "1"], end: ["CONFIG", "SET", "maxmemory", "0"]),
      Refusal(kind: .readOnly, begin: ["REPLICAOF", "127.0.0.1", "1"], end: ["REPLICAOF", "NO", "ONE"]),
    ])
  func writesWait(_ refusal: Refusal) async throws {
    try await RedisServer.run { server in
      let (logger, log) = LogRecorder.make()
      var lines = log.makeAsyncIterator()
      let cache = try RedisQuoteCache(Fixture.config(server.url), logger: logger)
      let (old, new) = (try Fixture.quotes(600, 1), try Fixture.quotes(600, 2))
      cache.accept(old, at: Fixture.start)
      #expect(await cache.flush(timeout: Fixture.patience))
      try await server.command(refusal.begin)
      cache.accept(try Fixture.quotes(600, 3), at: Fixture.start)
      cache.accept(new, at: Fixture.start)
      let line = await lines.next()
      #expect(line?.kind == refusal.kind.rawValue)
      #expect(cache.statistics.health == .degraded)
      #expect(try await cache.quotes(for: old.map(\.symbol)) == Fixture.cached(old))
      #expect(cache.statistics.failed > 0)
      #expect(cache.pendingCount <= 600)
      try await server.command(refusal.end)
      #expect(await cache.flush(timeout: Fixture.patience))
      #expect(await lines.next()?.message == "Redis takes quotes again")
      #expect(try await cache.quotes(for: new.map(\.symbol)) == Fixture.cached(new))
      #expect(cache.statistics.health == .ok)
      #expect(cache.statistics.reconnects == 0)
      await cache.close()
    }
  }

  @Test(
    "What is under a key and is no quote is malformed, and says why",
    arguments: [
      ("", "expected \"{\", found the end of the text"),
      ("{}", "expected the key \"price\", found none"),
      (#"{"price":150.25}"#, "expected a string under \"price\", found \"150.25}\" at byte 10"),
      (#"{"symbol":"MSFT"}"#, "expected \"AAPL\" under \"symbol\", found \"MSFT\""),
    ])
  func malformed(_ value: String, _ reason: String) async throws {
    try await RedisServer.run { server in
      try await server.command(["SET", "quote:AAPL", value])
      let message = """
        expected a quote under the key "quote:AAPL" of Redis at \(server.url), found other text: \(reason); \
        delete the key
        """
      #expect(try await readError(server.url) == CacheError(.malformed, message))
      #expect(try await readError(server.url, "OTHER") == nil)
    }
  }

  @Test("A key that holds no string is refused, alone and among others")
  func wrongType() async throws {
    try await RedisServer.run { server in
      try await server.command(["RPUSH", "quote:AAPL", "x"])
      let cache = try RedisQuoteCache(Fixture.config(server.url), logger: .silent)
      let symbols = try [Symbol("OTHER"), Symbol("AAPL")]
      let expected = CacheError(
        .refused,
        """
        expected Redis at \(server.url) to do GET quote:AAPL, \
        found "WRONGTYPE Operation against a key holding the wrong kind of value"; \
        look the error up in the documentation of Redis
        """)
      #expect(await cacheError { () async throws(CacheError) in _ = try await cache.quotes(for: symbols) } == expected)
      cache.accept([try Fixture.quote("AAPL")], at: Fixture.start)
      #expect(await cache.flush(timeout: Fixture.patience))
      #expect(try await cache.quote(for: symbols[1]) == Fixture.cached([try Fixture.quote("AAPL")])[0])
      await cache.close()
    }
  }
}
