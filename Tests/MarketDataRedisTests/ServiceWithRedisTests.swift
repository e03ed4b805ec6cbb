import Glibc
import Logging
import MarketData
import MarketDataRedis
import MarketDataTesting
import Testing

@Suite("A market whose Redis fails", .timeLimit(.minutes(2)))
struct ServiceWithRedisTests {
  private static func market() throws -> MarketDataConfig {
    var config = MarketDataConfig()
    for number in 0..<50 {
      config.symbols[try Symbol("REDIS\(number)")] = SymbolConfig(tickInterval: .milliseconds(10))
    }
    return config
  }

  /// Runs a market on a manual clock for three virtual seconds, something happening to Redis after each.
  private static func run(
    _ server: RedisServer, _ cache: RedisQuoteCache, after first: () async throws -> Void,
    then second: () async throws -> Void
  ) async throws -> (service: MarketDataService, quotes: [Quote]) {
    let clock = ManualClock()
    let service = try MarketDataService(market(), cache: cache, clock: clock, logger: .silent)
    let stream = try service.stream()
    let reader = Task {
      var quotes: [Quote] = []
      for await quote in stream.quotes { quotes.append(quote) }
      return quotes
    }
    try await service.start()
    await clock.quiet(sleepers: 1)
    await clock.advance(by: .seconds(1))
    try await first()
    await clock.advance(by: .seconds(1))
    try await second()
    await clock.advance(by: .seconds(1))
    #expect(await cache.flush(timeout: Fixture.patience))
    await service.stop()
    return (service, await reader.value)
  }

  @Test("Killed and restarted: no quote is missing from the stream, and every symbol's latest is in Redis")
  func killed() async throws {
    try await RedisServer.run { server in
      let cache = try RedisQuoteCache(Fixture.config(server.url), logger: .silent)
      let (service, quotes) = try await Self.run(server, cache) {
        await server.kill()
      } then: {
        try await server.start()
      }
      #expect(quotes.count == 15_000)
      for (_, own) in Dictionary(grouping: quotes, by: \.symbol) { #expect(own.map(\.sequence) == Array(1...300)) }
      let symbols = service.config.symbols.keys.sorted()
      let stored = try await cache.quotes(for: symbols).map { $0?.price }
      #expect(stored == symbols.map { service.quote(for: $0)?.price })
      #expect(cache.statistics.reconnects >= 1)
      await cache.close()
    }
  }

  @Test("Stopped with SIGSTOP: the stream keeps its pace, and Redis gets the latest when it goes on")
  func stopped() async throws {
    try await RedisServer.run { server in
      let cache = try RedisQuoteCache(Fixture.config(server.url, commandTimeout: .milliseconds(100)), logger: .silent)
      let (service, quotes) = try await Self.run(server, cache) {
        server.send(SIGSTOP)
      } then: {
        server.send(SIGCONT)
      }
      // On the manual clock any wait for Redis would show as a deadline that was missed.
      #expect(quotes.count == 15_000)
      #expect(quotes.allSatisfy { $0.received == $0.timestamp })
      #expect(await service.statistics().blocked == .zero)
      let symbols = service.config.symbols.keys.sorted()
      let stored = try await cache.quotes(for: symbols).map { $0?.price }
      #expect(stored == symbols.map { service.quote(for: $0)?.price })
      await cache.close()
    }
  }

  @Test("A portfolio in another process values its positions from Redis")
  func portfolio() async throws {
    try await RedisServer.run { server in
      let writer = try RedisQuoteCache(Fixture.config(server.url), logger: .silent)
      let (held, missing) = (try Symbol("HELD"), try Symbol("MISSING"))
      let price = try Price("150.25")
      writer.accept(
        [Quote(symbol: held, price: price, bid: price, ask: price, timestamp: Fixture.start, sequence: 1)],
        at: Fixture.start)
      #expect(await writer.flush(timeout: Fixture.patience))
      await writer.close()
      let reader = try RedisQuoteCache(Fixture.config(server.url), logger: .silent)
      var portfolio = Portfolio()
      portfolio.fill(held, quantity: 100, at: try Price("149.00"))
      portfolio.fill(missing, quantity: 1, at: try Price("1.00"))
      let fresh = try await portfolio.valuation(from: reader, now: Fixture.start, threshold: .seconds(5))
      #expect(fresh.lines.map(\.freshness) == [.fresh, .missing])
      #expect(fresh.profit.description == "125.00")
      let later = try await portfolio.valuation(
        from: reader, now: Fixture.start + .milliseconds(5001), threshold: .seconds(5))
      #expect(later.lines.map(\.freshness) == [.stale, .missing])
      await reader.close()
    }
  }
}
