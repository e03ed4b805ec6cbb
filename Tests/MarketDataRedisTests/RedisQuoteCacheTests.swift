import Glibc
import MarketData
import Testing

@testable import MarketDataRedis

@Suite("RedisQuoteCache", .timeLimit(.minutes(2)))
struct RedisQuoteCacheTests {
  @Test("Keeps the documented JSON under prefix and ticker, in the database asked for, without expiry")
  func layout() async throws {
    try await RedisServer.run { server in
      var config = Fixture.config(server.url + "?db=3")
      config.keyPrefix = "md:last:"
      let cache = try RedisQuoteCache(config, logger: .silent)
      cache.accept([try Fixture.quote("AAPL")], at: Fixture.start + .milliseconds(27))
      #expect(await cache.flush(timeout: Fixture.patience))
      let json = #"""
        {"symbol":"AAPL","price":"150.25","bid":"150.20","ask":"150.30","volume":1000000,\#
        "timestamp":"2024-01-15T10:30:00.123Z","cached_at":"2024-01-15T10:30:00.150Z"}
        """#
      #expect(try await server.command(database: 3, ["GET", "md:last:AAPL"]) == [json])
      #expect(try await server.command(database: 3, ["TTL", "md:last:AAPL"]) == ["-1"])
      #expect(try await server.command(database: 0, ["DBSIZE"]) == ["0"])
      await cache.close()
    }
  }

  @Test("Two caches with different prefixes do not see each other's quotes")
  func prefixes() async throws {
    try await RedisServer.run { server in
      var config = Fixture.config(server.url)
      let writer = try RedisQuoteCache(config, logger: .silent)
      config.keyPrefix = "other:"
      let other = try RedisQuoteCache(config, logger: .silent)
      let quote = try Fixture.quote("AAPL")
      writer.accept([quote], at: Fixture.start)
      #expect(await writer.flush(timeout: Fixture.patience))
      #expect(try await other.quote(for: quote.symbol) == nil)
      await writer.close()
      await other.close()
    }
  }

  @Test("One that only reads sees what others write, writes nothing, and survives that its connection is closed")
  func reader() async throws {
    try await RedisServer.run { server in
      let writer = try RedisQuoteCache(Fixture.config(server.url), logger: .silent)
      let reader = try RedisQuoteCache(Fixture.config(server.url), logger: .silent)
      for number in 1...3 {
        let quote = try Fixture.quote("AAPL", number)
        writer.accept([quote], at: Fixture.start)
        #expect(await writer.flush(timeout: Fixture.patience))
        #expect(try await reader.quote(for: quote.symbol) == CachedQuote(quote, cachedAt: Fixture.start))
        try await server.command(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"])
      }
      #expect([reader.statistics.written, reader.statistics.failed] == [0, 0])
      #expect(reader.statistics.reconnects == 2)
      #expect(reader.statistics.health == .ok)
      await reader.close()
      await writer.close()
    }
  }

  @Test("A read is answered while quotes come without end")
  func fairness() async throws {
    try await RedisServer.run { server in
      let cache = try RedisQuoteCache(Fixture.config(server.url), logger: .silent)
      let quotes = try Fixture.quotes(2000, 1)
      cache.accept(quotes, at: Fixture.start)
      #expect(await cache.flush(timeout: Fixture.patience))
      let load = Task {
        while !Task.isCancelled {
          cache.accept(quotes, at: Fixture.start)
          await Task.yield()
        }
      }
      for _ in 0..<100 {
        #expect(try await cache.quote(for: quotes[1999].symbol) == CachedQuote(quotes[1999], cachedAt: Fixture.start))
      }
      load.cancel()
      await load.value
      await cache.close()
    }
  }

  @Test("A bad URL is refused, and nothing else is needed to make one")
  func badURL() async throws {
    let error = #expect(throws: RedisURLError.self) {
      try RedisQuoteCache(Fixture.config("redis://"), logger: .silent)
    }
    #expect(
      error?.description
        == "expected redis://[[user]:password@]host[:port][/database] or unix:///path/to.sock[?db=N], found no host")
    let cache = try RedisQuoteCache(Fixture.config("unix:///tmp/mdr-nobody-listens-here"), logger: .silent)
    #expect(await cache.flush(timeout: .zero))
    await cache.close()
    #expect(cache.statistics == CacheStatistics())
  }

  @Test(
    "A thousand caches made, used and closed, or just dropped, leave no thread and no descriptor",
    arguments: [true, false])
  func leaks(closing: Bool) async throws {
    try await RedisServer.run(["--maxclients", "4000"]) { server in
      let quotes = try Fixture.quotes(3, 1)
      let before = (threads: count("/proc/self/task"), descriptors: count("/proc/self/fd"))
      for _ in 0..<1000 {
        let cache = try RedisQuoteCache(Fixture.config(server.url), logger: .silent)
        cache.accept(quotes, at: Fixture.start)
        try #require(await cache.flush(timeout: Fixture.patience))
        if closing { await cache.close() }
      }
      // Other tests run at the same time and hold some of both; a leak would hold a thousand.
      #expect(count("/proc/self/task") < before.threads + 200)
      #expect(count("/proc/self/fd") < before.descriptors + 200)
    }
  }

  @Test("Once dropped, its session is freed, connection and all")
  func freed() async throws {
    try await RedisServer.run { server in
      weak var session: RedisSession?
      let executor: ThreadExecutor
      do {
        let own = RedisSession(
          try RedisURL(server.url), config: Fixture.config(server.url), pending: Lock(PendingQuotes()),
          logger: .silent, clock: ContinuousClock(), seed: 1)
        (session, executor) = (own, own.executor)
        #expect(try await own.read([try Symbol("AAPL")]) == [nil])
        await own.close()
      }
      await executor.stop()
      #expect(session == nil)
    }
  }

  @Test("Closed while it connects, it writes nothing")
  func closedWhileConnecting() async throws {
    let pending = Lock(PendingQuotes())
    let commands = Lock<[String]>([])
    let script: FakeRedis.Script = { command in
      commands.withLock { $0.append(command[0]) }
      _ = pending.withLock { $0.close() }
      return .bytes("+OK\r\n")
    }
    try await FakeRedis.run(script) { server in
      let url = try RedisURL(server.url.replacing("unix://", with: "unix://:pw@"))
      let session = RedisSession(
        url, config: Fixture.config(server.url), pending: pending, logger: .silent, clock: ContinuousClock(), seed: 1)
      let quotes = try Fixture.quotes(3, 1)
      #expect(quotes.withUnsafeBufferPointer { quotes in pending.withLock { $0.accept(quotes, at: Fixture.start) } })
      session.wake()
      await session.close()
      await session.executor.stop()
    }
    #expect(commands.withLock { $0 } == ["AUTH"])
  }

  private func count(_ folder: String) -> Int {
    guard let directory = opendir(folder) else { return -1 }
    defer { closedir(directory) }
    var entries = 0
    while readdir(directory) != nil { entries += 1 }
    return entries
  }
}
