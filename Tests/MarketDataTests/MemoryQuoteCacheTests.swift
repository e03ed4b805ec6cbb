import MarketData
import MarketDataTesting
import Testing

@Suite("MemoryQuoteCache")
struct MemoryQuoteCacheTests {
  @Test("Keeps the contract of QuoteCache", .timeLimit(.minutes(5)), arguments: QuoteCacheContract.clauses)
  func contract(_ clause: QuoteCacheContract) async throws {
    try await clause.check(MemoryQuoteCache())
  }
}
