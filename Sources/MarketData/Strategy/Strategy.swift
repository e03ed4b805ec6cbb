/// Something that watches quotes and says what to trade.
///
/// A value that belongs to one `StrategyEngine`, which calls it from one task at a time. It must not block. What it
/// throws is contained: counted, reported, and no other strategy notices.
public protocol Strategy: Sendable {
  /// A name for reports.
  var name: String { get }
  /// The symbols whose quotes it gets; asked once, when the engine is made.
  var symbols: [Symbol] { get }

  /// One quote of one of its symbols, in the order of emission.
  mutating func onQuote(_ quote: Quote) throws -> Signal?

  /// Quotes were lost on the way to the engine, perhaps some of its own.
  mutating func onGap(_ gap: Gap) throws -> Signal?

  /// The stream of one of its symbols changed its state: it fell silent, lags, lost quotes, or is well again.
  mutating func onHealthChange(_ change: HealthChange) throws -> Signal?

  /// The market said something of one of its symbols besides quotes: a halt or its end, a band of limits.
  mutating func onMarketEvent(_ event: MarketEvent) throws -> Signal?

  /// A replay of history came to its end, began anew, or was told something; after a discontinuity times go back.
  mutating func onReplay(_ notice: ReplayNotice) throws -> Signal?

  /// Time has passed: called after a batch, at most every 10 ms, and regularly when none come.
  mutating func onTime(_ now: Timestamp) throws -> Signal?
}

extension Strategy {
  /// Nothing, by default.
  public mutating func onGap(_ gap: Gap) throws -> Signal? { nil }
  /// Nothing, by default.
  public mutating func onHealthChange(_ change: HealthChange) throws -> Signal? { nil }
  /// Nothing, by default.
  public mutating func onMarketEvent(_ event: MarketEvent) throws -> Signal? { nil }
  /// Nothing, by default.
  public mutating func onReplay(_ notice: ReplayNotice) throws -> Signal? { nil }
  /// Notices the time.
  public mutating func onTime(_ now: Timestamp) throws -> Signal? { nil }
}

/// What a strategy says to do.
public struct Signal: Hashable, Sendable {
  /// In what.
  public var symbol: Symbol
  /// Which way.
  public var action: Action
  /// The price that it saw.
  public var price: Price
  /// When, in the market's time.
  public var time: Timestamp
  /// Why, in a few words.
  public var reason: String
  /// Who says so; the engine sets it.
  public var strategy = ""

  /// A signal of the given values.
  public init(_ action: Action, _ symbol: Symbol, at price: Price, time: Timestamp, reason: String) {
    (self.symbol, self.action, self.price, self.time, self.reason) = (symbol, action, price, time, reason)
  }

  /// Which way to trade.
  public enum Action: String, Hashable, Sendable {
    /// Be long.
    case buy
    /// Be short.
    case sell
    /// Hold nothing.
    case flat
  }
}
