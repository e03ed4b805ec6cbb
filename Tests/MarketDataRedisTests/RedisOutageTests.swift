import Glibc
import Logging
import MarketData
import Testing

@testable import MarketDataRedis

@Suite("While Redis is away", .timeLimit(.minutes(2)))
struct RedisOutageTests {
  private static let away =
    "Redis is away or takes no quotes; until it does, the latest of each symbol is kept to be written"
  private static let back = "Redis takes quotes again"

  @Test("Killed under load and started again, it gets the latest quote of every symbol")
  func killedUnderLoad() async throws {
    try await RedisServer.run { server in
      let (logger, log) = LogRecorder.make()
      var lines = log.makeAsyncIterator()
      let cache = try RedisQuoteCache(Fixture.config(server.url), logger: logger)
      let untouched = try Fixture.quote("QUIET")
      cache.accept([untouched], at: Fixture.start)
      let load = Task {
        var number = 0
        while !Task.isCancelled {
          number += 1
          cache.accept(try Fixture.quotes(1000, number), at: Fixture.start)
          await Task.yield()
        }
        return number
      }
      #expect(await cache.flush(timeout: Fixture.patience))
      await server.kill()
      let line = await lines.next()
      #expect(line?.message == Self.away)
      #expect(line?.level == .warning)
      #expect(cache.statistics.health == .degraded)
      try await server.start()
      repeat { #expect(await cache.flush(timeout: Fixture.patience)) } while cache.statistics.reconnects == 0
      load.cancel()
      let last = try Fixture.quotes(1000, try await load.value)
      #expect(await cache.flush(timeout: Fixture.patience))
      let expected = Fixture.cached(last + [untouched])
      #expect(try await cache.quotes(for: (last + [untouched]).map(\.symbol)) == expected)
      #expect(cache.statistics.health == .ok)
      await cache.close()
    }
  }

  @Test("Killed and started again while nothing is accepted, it gets every symbol back, and the log two lines")
  func killedWhileIdle() async throws {
    try await RedisServer.run { server in
      let (logger, log) = LogRecorder.make()
      var lines = log.makeAsyncIterator()
      let cache = try RedisQuoteCache(Fixture.config(server.url), logger: logger)
      let quotes = try Fixture.quotes(1000, 1)
      cache.accept(quotes, at: Fixture.start)
      #expect(await cache.flush(timeout: Fixture.patience))
      await server.kill()
      let away = await lines.next()
      #expect(away?.message == Self.away)
      #expect(away?.kind == "unavailable")
      #expect(away?.reason == "expected Redis at \(server.url) to answer, found the connection closed; see its log")
      try await server.start()
      #expect(await lines.next() == .init(level: .warning, message: Self.back))
      #expect(try await cache.quotes(for: quotes.map(\.symbol)) == Fixture.cached(quotes))
      #expect(cache.statistics.health == .ok)
      await cache.close()
    }
  }

  @Test("Not there at first, it gets what was accepted when it comes")
  func absentAtFirst() async throws {
    try await RedisServer.run { server in
      await server.kill()
      let (logger, log) = LogRecorder.make()
      var lines = log.makeAsyncIterator()
      let cache = try RedisQuoteCache(Fixture.config(server.url), logger: logger)
      let quotes = try Fixture.quotes(10, 1)
      cache.accept(quotes, at: Fixture.start)
      #expect(await lines.next()?.kind == "unavailable")
      try await server.start()
      #expect(await lines.next()?.message == Self.back)
      #expect(try await cache.quotes(for: quotes.map(\.symbol)) == Fixture.cached(quotes))
      #expect(cache.statistics.reconnects == 0)
      await cache.close()
    }
  }

  @Test("Stopped, it costs no caller time and no memory, and gets the latest when it goes on")
  func stopped() async throws {
    try await RedisServer.run { server in
      let (logger, log) = LogRecorder.make()
      var lines = log.makeAsyncIterator()
      let config = Fixture.config(server.url, commandTimeout: .milliseconds(100))
      let cache = try RedisQuoteCache(config, logger: logger)
      server.send(SIGSTOP)
      for number in 1...500 { cache.accept(try Fixture.quotes(1000, number), at: Fixture.start) }
      #expect(cache.pendingCount <= 1000)
      let line = await lines.next()
      #expect(line?.kind == "timeout")
      #expect(
        line?.reason == """
          expected an answer from Redis at \(server.url) within 0.1 seconds, found none; \
          see whether it hangs, or raise the timeout
          """)
      #expect(cache.statistics.health == .degraded)
      #expect(cache.pendingCount == 1000)
      server.send(SIGCONT)
      #expect(await cache.flush(timeout: Fixture.patience))
      await cache.close()
      let reader = try RedisQuoteCache(Fixture.config(server.url), logger: .silent)
      let last = try Fixture.quotes(1000, 500)
      #expect(try await reader.quotes(for: last.map(\.symbol)) == Fixture.cached(last))
      await reader.close()
    }
  }

  @Test("Reading fails with the reason, and at once until the next attempt is due")
  func readingFails() async throws {
    let clock = HandClock()
    var config = RedisConfig()
    config.url = "unix:///tmp/mdr-nobody-listens-here"
    let cache = try RedisQuoteCache(config, logger: .silent, clock: clock, seed: 1)
    let symbol = try Symbol("AAPL")
    let expected = CacheError(
      .unavailable,
      """
      expected Redis to listen at unix:///tmp/mdr-nobody-listens-here, found "No such file or directory"; \
      start it there or correct redis.url
      """)
    for _ in 0..<3 {
      #expect(await cacheError { () async throws(CacheError) in _ = try await cache.quote(for: symbol) } == expected)
    }
    _ = await clock.sleeper(below: config.backoffInitial)
    #expect(cache.statistics.health == .degraded)
    await cache.close()
  }

  @Test("A refused port is told apart from a missing socket by its text")
  func refusedPort() async throws {
    let url = "redis://127.0.0.1:\(try freePort())"
    let cache = try RedisQuoteCache(Fixture.config(url), logger: .silent)
    let symbol = try Symbol("AAPL")
    let error = await cacheError { () async throws(CacheError) in _ = try await cache.quote(for: symbol) }
    #expect(
      error?.message == """
        expected Redis to listen at \(url)/0, found "Connection refused"; start it there or correct redis.url
        """)
    await cache.close()
  }

  @Test("A port that does not answer is given up after the connect timeout")
  func unansweringPort() async throws {
    // A listener that accepts nobody, with its queue full: the kernel drops what else would connect.
    let (listener, port) = try listen(backlog: 0)
    let fillers = (0..<4).map { _ in startConnecting(port) }
    defer { for descriptor in fillers + [listener] { close(descriptor) } }
    var config = Fixture.config("redis://127.0.0.1:\(port)")
    config.connectTimeout = .milliseconds(20)
    let cache = try RedisQuoteCache(config, logger: .silent)
    let symbol = try Symbol("AAPL")
    let error = await cacheError { () async throws(CacheError) in _ = try await cache.quote(for: symbol) }
    let message = """
      expected Redis to listen at redis://127.0.0.1:\(port)/0, found "Connection timed out"; \
      start it there or correct redis.url
      """
    #expect(error == CacheError(.timeout, message))
    await cache.close()
  }

  @Test("Pauses between attempts double their bound, with jitter from the seed")
  func pauses() async throws {
    let clock = HandClock()
    var config = RedisConfig()
    config.url = "unix:///tmp/mdr-nobody-listens-here"
    let cache = try RedisQuoteCache(config, logger: .silent, clock: clock, seed: 7)
    cache.accept([try Fixture.quote("AAPL")], at: Fixture.start)
    var backoff = Backoff(initial: config.backoffInitial, max: config.backoffMax)
    var random = SplitMix64(seed: 7)
    for _ in 0..<12 {
      let pause = await clock.sleeper(below: .seconds(3600))
      #expect(pause == backoff.next(random: random.next()))
      clock.advance(by: pause)
    }
    #expect(backoff.bound == config.backoffMax)
    await cache.close()
  }

  @Test("A flush gives up when its time is over, and when its task is cancelled")
  func flushGivesUp() async throws {
    let clock = HandClock()
    var config = RedisConfig()
    config.url = "unix:///tmp/mdr-nobody-listens-here"
    (config.backoffInitial, config.backoffMax) = (.seconds(100_000), .seconds(100_000))
    let cache = try RedisQuoteCache(config, logger: .silent, clock: clock, seed: 1)
    cache.accept([try Fixture.quote("AAPL")], at: Fixture.start)
    _ = await clock.sleeper(below: .seconds(100_000))
    async let flushed = cache.flush(timeout: .milliseconds(5))
    clock.advance(by: await clock.sleeper(below: .milliseconds(6)))
    #expect(await flushed == false)
    let cancelled = Task { await cache.flush(timeout: .milliseconds(5)) }
    _ = await clock.sleeper(below: .milliseconds(6))
    cancelled.cancel()
    #expect(await cancelled.value == false)
    let closed = Task { await cache.flush(timeout: .milliseconds(5)) }
    _ = await clock.sleeper(below: .milliseconds(6))
    await cache.close()
    #expect(await closed.value == false)
  }
}
