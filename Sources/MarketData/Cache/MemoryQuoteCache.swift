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

  /// Takes quotes to keep.
  public func accept(_ quotes: some Collection<Quote>, at time: Timestamp) {
    contents.withLock { contents in
      guard !contents.isClosed else { return }
      for quote in quotes { contents.quotes[quote.symbol] = CachedQuote(quote, cachedAt: time) }
      contents.statistics.written += quotes.count
    }
  }

  /// The last quote of a symbol, or nil.
  public func quote(for symbol: Symbol) async throws(CacheError) -> CachedQuote? {
    try await quotes(for: [symbol])[0]
  }

  /// The last quotes of several symbols.
  public func quotes(for symbols: [Symbol]) async throws(CacheError) -> [CachedQuote?] {
    let found = contents.withLock { contents in contents.isClosed ? nil : symbols.map { contents.quotes[$0] } }
    guard let found else { throw CacheError(.closed, "expected an open cache, found a closed one; make a new one") }
    return found
  }

  /// Waits until everything accepted is in the store.
  public func flush(timeout: Duration) async -> Bool { true }
  /// Ends the cache.
  public func close() async { contents.withLock { $0.isClosed = true } }
  /// Counters since creation.
  public var statistics: CacheStatistics { contents.withLock { $0.statistics } }
}
