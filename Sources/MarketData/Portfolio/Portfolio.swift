/// Positions, and what they are worth by cached quotes.
///
/// Profit is exact: the cash that trades brought in or cost, plus the position at the cached price. Nothing is ever
/// divided or rounded.
public struct Portfolio: Hashable, Sendable {
  /// What is held, by symbol. Closed positions stay, with the cash that they made.
  public private(set) var positions: [Symbol: Position] = [:]

  /// Nothing held.
  public init() {}

  /// One symbol's holding.
  public struct Position: Hashable, Sendable {
    /// Shares; negative when short.
    public var quantity: Int64 = 0
    /// What trades brought in, less what they cost.
    public var cash = Money.zero
  }

  /// Books a trade: positive quantities are bought, negative ones sold.
  public mutating func fill(_ symbol: Symbol, quantity: Int64, at price: Price) {
    var position = positions[symbol] ?? Position()
    position.quantity += quantity
    position.cash -= Money(price, times: quantity)
    positions[symbol] = position
  }

  /// Trades to a target position at a price.
  public mutating func rebalance(_ symbol: Symbol, to target: Int64, at price: Price) {
    let quantity = target - (positions[symbol]?.quantity ?? 0)
    if quantity != 0 { fill(symbol, quantity: quantity, at: price) }
  }

  /// Values every position by the quotes in a cache, in this process or written by another.
  ///
  /// - Parameters:
  ///   - now: The time to judge age by.
  ///   - threshold: The age beyond which a quote counts as stale.
  /// - Throws: `CacheError` when the cache does not answer.
  public func valuation(
    from cache: some QuoteCache, now: Timestamp, threshold: Duration
  ) async throws(CacheError) -> Valuation {
    let symbols = positions.keys.sorted()
    let quotes = try await cache.quotes(for: symbols)
    return valuation(Array(zip(symbols, quotes)), now: now, threshold: threshold)
  }

  /// Values every position by the given quotes.
  public func valuation(
    _ quotes: [(symbol: Symbol, quote: CachedQuote?)], now: Timestamp, threshold: Duration
  ) -> Valuation {
    Valuation(
      lines: quotes.map { symbol, quote in
        Valuation.Line(
          symbol: symbol, position: positions[symbol] ?? Position(), quote: quote,
          freshness: quote.map { $0.isStale(threshold: threshold, now: now) ? .stale : .fresh } ?? .missing)
      })
  }
}

/// A portfolio's worth at one time.
public struct Valuation: Hashable, Sendable {
  /// One line for each position, in the order of tickers.
  public var lines: [Line]

  /// One position.
  public struct Line: Hashable, Sendable {
    /// What is held.
    public var symbol: Symbol
    /// How much, and the cash that it made.
    public var position: Portfolio.Position
    /// The quote that it is valued by.
    public var quote: CachedQuote?
    /// Whether that quote can be trusted.
    public var freshness: Freshness

    /// Quantity times price; nil without a quote, unless nothing is held.
    public var value: Money? {
      position.quantity == 0 ? .zero : quote.map { Money($0.price, times: position.quantity) }
    }
    /// What was made or lost, closed trades included; nil without a quote, unless nothing is held.
    public var profit: Money? { value.map { $0 + position.cash } }
  }

  /// Whether a quote can be trusted.
  public enum Freshness: String, Hashable, Sendable {
    /// Younger than the threshold.
    case fresh
    /// Older than the threshold.
    case stale
    /// There is none.
    case missing
  }

  /// The sum of all values; of those that are known.
  public var value: Money { lines.reduce(.zero) { $0 + ($1.value ?? .zero) } }
  /// The sum of all profits; of those that are known.
  public var profit: Money { lines.reduce(.zero) { $0 + ($1.profit ?? .zero) } }
  /// Whether every position that is held has a fresh quote.
  public var isFresh: Bool { lines.allSatisfy { $0.position.quantity == 0 || $0.freshness == .fresh } }
}
