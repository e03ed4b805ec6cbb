public import MarketData

/// What every `QuoteCache` must do, as checks to be run against a new, empty and reachable one each.
///
/// Parameterise a test over `clauses` and call `check` with a cache of the kind under test. The caller closes nothing;
/// the checks do. Times are whole milliseconds, because a store may keep no more.
public struct QuoteCacheContract: Sendable, CustomStringConvertible {
  /// What the clause demands, as a sentence.
  public let description: String
  private let body: @Sendable (any QuoteCache) async throws -> Void

  private init(_ description: String, _ body: @escaping @Sendable (any QuoteCache) async throws -> Void) {
    (self.description, self.body) = (description, body)
  }

  /// Checks a cache, then closes it.
  ///
  /// - Throws: `ContractViolation`, or what the cache threw where it must not.
  public func check(_ cache: any QuoteCache) async throws {
    do { try await body(cache) } catch {
      await cache.close()
      throw error
    }
    await cache.close()
  }

  /// Long enough for any machine; a check that holds never waits for it.
  private static let patience = Duration.seconds(60)
  private static let start = Timestamp(milliseconds: 1_705_314_600_123)

  /// All clauses.
  public static let clauses = [
    QuoteCacheContract("A symbol never accepted reads as nil") { cache in
      try equal(await cache.quote(for: Symbol("NEVER")), nil)
    },
    QuoteCacheContract("What was accepted reads back, every field, after a flush") { cache in
      let quote = try quote("AAPL", 1)
      cache.accept([quote], at: start + .milliseconds(27))
      try await flush(cache)
      try equal(await cache.quote(for: quote.symbol), CachedQuote(quote, cachedAt: start + .milliseconds(27)))
    },
    QuoteCacheContract("The last quote accepted wins, even when it is older") { cache in
      let (newer, older) = (try quote("AAPL", 2), try quote("AAPL", 1))
      cache.accept([newer], at: start)
      cache.accept([older], at: start)
      try await flush(cache)
      try equal(await cache.quote(for: older.symbol), CachedQuote(older, cachedAt: start))
    },
    QuoteCacheContract("Within one call the last quote of a symbol wins") { cache in
      let quotes = try (1...300).map { try quote("AAPL", $0) }
      cache.accept(quotes[...], at: start)
      try await flush(cache)
      try equal(await cache.quote(for: quotes[299].symbol), CachedQuote(quotes[299], cachedAt: start))
    },
    QuoteCacheContract("A collection that is no array is taken as well") { cache in
      let quotes = try (1...3).map { try quote("AAPL", $0) }
      cache.accept(quotes.lazy.reversed(), at: start)
      try await flush(cache)
      try equal(await cache.quote(for: quotes[0].symbol), CachedQuote(quotes[0], cachedAt: start))
    },
    QuoteCacheContract("Several symbols are answered in the order asked for, repeated or missing ones too") { cache in
      let (a, b) = (try quote("AAPL", 1), try quote("MSFT", 2))
      cache.accept([a, b], at: start)
      try await flush(cache)
      let found = try await cache.quotes(for: [b.symbol, Symbol("NEVER"), a.symbol, b.symbol])
      try equal(found, [CachedQuote(b, cachedAt: start), nil, CachedQuote(a, cachedAt: start), found[0]])
    },
    QuoteCacheContract("No symbols and no quotes are well too") { cache in
      cache.accept([], at: start)
      try await flush(cache)
      try equal(await cache.quotes(for: []), [])
      try equal(cache.statistics, CacheStatistics())
    },
    QuoteCacheContract("Prices, volumes and times come back exactly, however large or small") { cache in
      let symbol = try Symbol("b.R-K:X/Y_0")
      let quote = Quote(
        symbol: symbol, price: Price(nanos: .max), bid: Price(nanos: .min), ask: Price(nanos: 1),
        timestamp: Timestamp(milliseconds: -1), volume: .max)
      let time = Timestamp(milliseconds: 9_000_000_000_001)
      cache.accept([quote], at: time)
      try await flush(cache)
      try equal(await cache.quote(for: symbol), CachedQuote(quote, cachedAt: time))
    },
    QuoteCacheContract("Thousands of symbols from many tasks are all kept, and all counted") { cache in
      let all = try (0..<4).map { task in try (0..<1000).map { try quote("T\(task).\($0)", $0 + 1) } }
      await withTaskGroup { group in
        for quotes in all {
          group.addTask { for half in [quotes[..<500], quotes[500...], quotes[...]] { cache.accept(half, at: start) } }
        }
      }
      try await flush(cache)
      for quotes in all {
        try equal(await cache.quotes(for: quotes.map(\.symbol)), quotes.map { CachedQuote($0, cachedAt: start) })
      }
      let statistics = cache.statistics
      try equal(statistics.written + statistics.merged, 8000)
      try equal([statistics.failed, statistics.reconnects], [0, 0])
      try equal(statistics.health, .ok)
    },
    QuoteCacheContract("After close nothing is accepted and reading fails; closing again is without effect") { cache in
      let quote = try quote("AAPL", 1)
      cache.accept([quote], at: start)
      try await flush(cache)
      let before = cache.statistics
      async let closed: Void = cache.close()
      await cache.close()
      await closed
      cache.accept([quote], at: start)
      try equal(cache.statistics, before)
      try await expectClosed { _ = try await cache.quote(for: quote.symbol) }
      try await expectClosed { _ = try await cache.quotes(for: []) }
    },
  ]

  private static func quote(_ ticker: String, _ number: Int) throws -> Quote {
    let price = Price(nanos: Int64(number) * 1_250_000_000)
    let step = Price(nanos: 50_000_000)
    return Quote(
      symbol: try Symbol(ticker), price: price, bid: price - step, ask: price + step,
      timestamp: start + .milliseconds(number), volume: Int64(number) * 100)
  }

  private static func flush(_ cache: any QuoteCache) async throws {
    try equal(await cache.flush(timeout: patience), true)
  }

  private static func equal<Value: Equatable>(_ found: Value, _ expected: Value) throws(ContractViolation) {
    guard found == expected else { throw ContractViolation(expected: "\(expected)", found: "\(found)") }
  }

  private static func expectClosed(_ read: () async throws -> Void) async throws {
    do { try await read() } catch let error as CacheError {
      let message = "expected an open cache, found a closed one; make a new one"
      return try equal(error, CacheError(.closed, message))
    }
    throw ContractViolation(expected: "CacheError of kind closed", found: "no error")
  }
}

/// Where something does not do what its contract demands.
public struct ContractViolation: Error, Hashable, Sendable, CustomStringConvertible {
  /// What the contract demands.
  public var expected: String
  /// What it did.
  public var found: String
  /// Both in a sentence.
  public var description: String { "expected \(expected), found \(found)" }
}
