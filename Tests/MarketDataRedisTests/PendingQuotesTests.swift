import MarketData
import Testing

@testable import MarketDataRedis

@Suite("PendingQuotes")
struct PendingQuotesTests {
  private func accept(_ pending: inout PendingQuotes, _ quotes: [Quote]) -> Bool {
    quotes.withUnsafeBufferPointer { pending.accept($0, at: Fixture.start) }
  }

  private func take(_ pending: inout PendingQuotes, _ limit: Int = 256) -> [CachedQuote] {
    var batch: [CachedQuote] = []
    pending.take(limit, into: &batch)
    return batch
  }

  private func becomeIdle(_ pending: inout PendingQuotes) -> Bool { pending.becomeIdle() }
  private func repair(_ pending: inout PendingQuotes) -> Bool { pending.repair() }

  /// How many flushes it completes.
  private func settle(_ pending: inout PendingQuotes, written: Int, again: some Collection<CachedQuote>) -> Int {
    pending.settle(written: written, again: again).count
  }

  @Test("Wakes the writer once, and again only after it went idle")
  func wakes() throws {
    var pending = PendingQuotes()
    let quotes = try Fixture.quotes(10, 1)
    #expect(!accept(&pending, []))
    #expect(accept(&pending, quotes))
    #expect(!accept(&pending, quotes))
    #expect(!becomeIdle(&pending))
    _ = take(&pending)
    #expect(!accept(&pending, quotes))
    _ = take(&pending)
    #expect(becomeIdle(&pending))
    #expect(accept(&pending, quotes))
  }

  @Test("Keeps the latest quote of a symbol, in the place of its first, and counts the others as merged")
  func merges() throws {
    var pending = PendingQuotes()
    _ = accept(&pending, try Fixture.quotes(5, 1))
    _ = accept(&pending, [try Fixture.quote("SYM3", 2), try Fixture.quote("SYM0", 2)])
    #expect(pending.count == 5)
    #expect(pending.statistics.merged == 2)
    let expected = try Fixture.quotes(5, 1).enumerated().map {
      try [0, 3].contains($0) ? Fixture.quote("SYM\($0)", 2) : $1
    }
    #expect(take(&pending, 2) + take(&pending) == Fixture.cached(expected))
    #expect(pending.count == 0)
  }

  @Test("Lets symbols wait their turn in order, however often the first ones come again")
  func order() throws {
    var pending = PendingQuotes()
    let quotes = try Fixture.quotes(6, 1)
    _ = accept(&pending, quotes)
    var taken: [Symbol] = []
    for _ in 0..<6 {
      taken += take(&pending, 2).map(\.symbol)
      _ = accept(&pending, Array(quotes[..<2]))
    }
    #expect(taken.prefix(8) == (quotes + quotes[..<2]).map(\.symbol)[...])
  }

  @Test("A write that was refused waits again, unless a later quote of its symbol waits already")
  func refused() throws {
    var pending = PendingQuotes()
    let (old, new) = (try Fixture.quotes(3, 1), try Fixture.quote("SYM1", 2))
    _ = accept(&pending, old)
    let batch = take(&pending)
    _ = accept(&pending, [new])
    #expect(settle(&pending, written: 1, again: batch[1...]) == 0)
    #expect(!pending.isWritten)
    #expect(!repair(&pending))
    let statistics = pending.statistics
    #expect([statistics.written, statistics.failed, statistics.merged] == [1, 2, 1])
    #expect(Set(take(&pending)) == Set(Fixture.cached([new, old[2]])))
    #expect(settle(&pending, written: 2, again: [CachedQuote]()) == 0)
    #expect(pending.isWritten)
    #expect(repair(&pending))
  }

  @Test("After a lost connection every symbol waits once, and rewriting merges nothing")
  func rewrites() throws {
    var pending = PendingQuotes()
    let quotes = try Fixture.quotes(4, 1)
    _ = accept(&pending, quotes)
    _ = take(&pending)
    _ = pending.settle(written: 4, again: [CachedQuote]())
    pending.rewriteAll()
    pending.rewriteAll()
    #expect(pending.count == 4)
    #expect(!accept(&pending, try Fixture.quotes(4, 2)))
    #expect(pending.statistics.merged == 0)
    #expect(!accept(&pending, try Fixture.quotes(4, 3)))
    #expect(pending.statistics.merged == 4)
    #expect(take(&pending) == Fixture.cached(try Fixture.quotes(4, 3)))
  }

  @Test("Holds at most one entry per symbol, however many quotes come")
  func bounded() throws {
    var pending = PendingQuotes()
    for number in 1...1000 {
      _ = accept(&pending, try Fixture.quotes(20, number))
      if number % 10 == 0 { _ = pending.settle(written: 0, again: take(&pending, 7)) }
      #expect(pending.count == 20)
    }
    #expect(pending.statistics.merged + 20 == 20_000)
  }

  @Test("After close it takes nothing and holds nothing")
  func closes() throws {
    var pending = PendingQuotes()
    _ = accept(&pending, try Fixture.quotes(4, 1))
    let flushes = pending.close()
    #expect(flushes.isEmpty)
    #expect(!accept(&pending, try Fixture.quotes(4, 1)))
    #expect(pending.count == 0)
    #expect(!pending.isWritten)
  }
}
