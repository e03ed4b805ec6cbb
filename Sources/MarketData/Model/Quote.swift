/// One update of one symbol: its last trade and the best bid and ask, as of one moment.
///
/// Trivially copyable, 80 bytes; the same value travels the whole path. A trade message and a book message are two
/// views of it, told apart by `changes`.
public struct Quote: Hashable, Sendable {
  /// When the source says it happened. Faults may set it back.
  public var timestamp: Timestamp
  /// When it entered the service; a delayed quote keeps it.
  public var received: Timestamp
  /// Counts the source's updates of this symbol, from 1, before faults: a hole is a lost quote, a repeat a duplicate.
  public var sequence: UInt64
  /// The price of the last trade.
  public var price: Price
  /// The best bid.
  public var bid: Price
  /// The best ask.
  public var ask: Price
  /// Shares traded in the session so far. A session is the UTC day; of a scenario that has the hours of New York, the day
  /// there, with the hours before and after.
  public var volume: Int64
  /// Shares of the last trade.
  public var size: Int32
  /// Shares offered at the best bid.
  public var bidSize: Int32
  /// Shares offered at the best ask.
  public var askSize: Int32
  /// What it is a quote of.
  public var symbol: Symbol
  /// What this update carries.
  public var changes: Changes

  /// What an update carries.
  public struct Changes: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt8
    /// Changes of the given bits.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// A trade: `price` and `size` are news.
    @inlinable public static var trade: Changes { Changes(rawValue: 1) }
    /// A change of the book: `bid`, `ask` and their sizes are news.
    @inlinable public static var book: Changes { Changes(rawValue: 2) }
    /// A price that a bar passed through: `price` is news, and counts in bars made again. Without `.trade` nothing was
    /// traded at it, and `size` is 0.
    @inlinable public static var mark: Changes { Changes(rawValue: 4) }
  }

  /// A quote of the given values; `received` and `sequence` are set on the way when it is pushed into a service.
  @inlinable
  public init(
    symbol: Symbol, price: Price, bid: Price, ask: Price, timestamp: Timestamp, received: Timestamp? = nil,
    sequence: UInt64 = 0, volume: Int64 = 0, size: Int32 = 100, bidSize: Int32 = 100, askSize: Int32 = 100,
    changes: Changes = [.trade, .book]
  ) {
    self.timestamp = timestamp
    self.received = received ?? timestamp
    self.sequence = sequence
    (self.price, self.bid, self.ask) = (price, bid, ask)
    (self.volume, self.size, self.bidSize, self.askSize) = (volume, size, bidSize, askSize)
    (self.symbol, self.changes) = (symbol, changes)
  }
}
