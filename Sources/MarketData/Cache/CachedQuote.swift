/// A symbol's last quote as a cache holds it.
public struct CachedQuote: Hashable, Sendable {
  /// What it is a quote of.
  public var symbol: Symbol
  /// The price of the last trade.
  public var price: Price
  /// The best bid.
  public var bid: Price
  /// The best ask.
  public var ask: Price
  /// Shares traded in the session so far.
  public var volume: Int64
  /// When the source says it happened; milliseconds, when it was read from Redis.
  public var timestamp: Timestamp
  /// When the cache accepted it. Retries and rewrites keep it, so an old quote never looks fresh.
  public var cachedAt: Timestamp

  /// A cached quote of the given values.
  public init(
    symbol: Symbol, price: Price, bid: Price, ask: Price, volume: Int64, timestamp: Timestamp, cachedAt: Timestamp
  ) {
    (self.symbol, self.price, self.bid, self.ask) = (symbol, price, bid, ask)
    (self.volume, self.timestamp, self.cachedAt) = (volume, timestamp, cachedAt)
  }

  /// What a cache keeps of a quote that it accepts at `cachedAt`.
  public init(_ quote: Quote, cachedAt: Timestamp) {
    self.init(
      symbol: quote.symbol, price: quote.price, bid: quote.bid, ask: quote.ask, volume: quote.volume,
      timestamp: quote.timestamp, cachedAt: cachedAt)
  }

  /// How long ago the cache accepted it.
  public func age(at now: Timestamp) -> Duration { now - cachedAt }

  /// Whether it is older than the threshold: `now - cachedAt > threshold`.
  public func isStale(threshold: Duration, now: Timestamp) -> Bool { age(at: now) > threshold }
}
