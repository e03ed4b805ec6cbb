public import MarketData

/// Which rows of a store.
public struct StoreSelection: Hashable, Sendable {
  /// Of which symbols; nil: of all.
  public var symbols: [Symbol]?
  /// Of which sources; nil: of all.
  public var sources: [String]?
  /// From when on; nil: from the first row on.
  public var from: Timestamp?
  /// Until before when; nil: to the last row.
  public var until: Timestamp?
  /// Of which kinds.
  public var kinds: Kinds

  /// Kinds of rows.
  public struct Kinds: OptionSet, Hashable, Sendable {
    /// The bits: one for each value of the column `kind`.
    public let rawValue: Int64
    /// Kinds of the given bits.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Trades and changes of the book.
    public static let quotes = Kinds(rawValue: 0x0F)
    /// Bars of any length.
    public static let bars = Kinds(rawValue: 0xF0)
    /// Everything.
    public static let all: Kinds = [.quotes, .bars]
    /// Bars of one length.
    public static func bars(of length: HistoryBar.Length) -> Kinds { Kinds(rawValue: 1 << StoredRow.kind(of: length)) }
  }

  /// A selection; everything by default.
  public init(
    symbols: [Symbol]? = nil, sources: [String]? = nil, from: Timestamp? = nil, until: Timestamp? = nil,
    kinds: Kinds = .all
  ) {
    (self.symbols, self.sources, self.from, self.until, self.kinds) = (symbols, sources, from, until, kinds)
  }
}
