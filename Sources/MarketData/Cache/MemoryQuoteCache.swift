/// A cache in this process's memory. What it accepts is readable at once.
public final class MemoryQuoteCache: QuoteCache {
  private struct Contents {
    var quotes: [Symbol: CachedQuote] = [:]
    var statistics = CacheStatistics()
    var isClosed = false
  }
  private let contents = Lock(Contents())

  /// An empty cache.
  public init() {}

  public func accept(_ quotes: some Collection<Quote>, at time: Timestamp) {
    contents.withLock { contents in
      guard !contents.isClosed else { return }
      for quote in quotes { contents.quotes[quote.symbol] = CachedQuote(quote, cachedAt: time) }
      contents.statistics.written += quotes.count
    }
  }

  public func quote(for symbol: Symbol) async throws(CacheError) -> CachedQuote? {
    try await quotes(for: [symbol])[0]
  }

  public func quotes(for symbols: [Symbol]) async throws(CacheError) -> [CachedQuote?] {
    let found = contents.withLock { contents in contents.isClosed ? nil : symbols.map { contents.quotes[$0] } }
    guard let found else { throw CacheError(.closed, "expected an open cache, found a closed one; make a new one") }
    return found
  }

  public func flush(timeout: Duration) async -> Bool { true }
  public func close() async { contents.withLock { $0.isClosed = true } }
  public var statistics: CacheStatistics { contents.withLock { $0.statistics } }
}
