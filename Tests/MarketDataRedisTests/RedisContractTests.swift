import MarketData
import MarketDataRedis
import MarketDataTesting
import Testing

@Suite("RedisQuoteCache keeps the contract of QuoteCache", .timeLimit(.minutes(2)))
struct RedisContractTests {
  @Test("On a Unix socket", arguments: QuoteCacheContract.clauses)
  func unix(_ clause: QuoteCacheContract) async throws {
    try await RedisServer.run { server in
      try await clause.check(RedisQuoteCache(Fixture.config(server.url), logger: .silent))
    }
  }

  @Test("Over TCP", arguments: QuoteCacheContract.clauses)
  func tcp(_ clause: QuoteCacheContract) async throws {
    try await RedisServer.run(tcp: true) { server in
      try await clause.check(RedisQuoteCache(Fixture.config(server.url), logger: .silent))
    }
  }
}
