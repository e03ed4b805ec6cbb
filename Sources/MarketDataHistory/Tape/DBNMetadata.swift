public import MarketData

/// What a DBN file says of itself before its records.
public struct DBNMetadata: Hashable, Sendable {
  /// The version of the format: 1, 2 or 3.
  public var version: UInt8 = 3
  /// The dataset, such as `XNAS.ITCH`: at most 15 characters.
  public var dataset: String
  /// What the records are; nil: of several kinds.
  public var schema: DBNSchema?
  /// The beginning of the time that was asked for; nil: not told.
  public var start: Timestamp?
  /// The end of that time, itself not in it; nil: not told.
  public var end: Timestamp?
  /// Which kind of symbols was asked for.
  public var symbology: Symbology = .symbolToInstrument
  /// Whether each record is followed by the time at which it was sent.
  public var hasSendTimes = false
  /// The symbols that were asked for.
  public var symbols: [String] = []
  /// Those that are not known on all of its days.
  public var partial: [String] = []
  /// Those that are known on none of its days.
  public var notFound: [String] = []
  /// Which symbols the numbers of instruments stand for, and when.
  public var mappings: [DBNMapping]

  /// What mappings lead from and to.
  public enum Symbology: Hashable, Sendable {
    /// From symbols to numbers of instruments, as in most files.
    case symbolToInstrument
    /// From numbers of instruments to symbols.
    case instrumentToSymbol
    /// Between two others: the numbers in records cannot be resolved.
    case other
  }

  /// The metadata of a file of version 3.
  public init(
    dataset: String, schema: DBNSchema?, start: Timestamp? = nil, end: Timestamp? = nil, symbols: [String] = [],
    mappings: [DBNMapping] = []
  ) {
    (self.dataset, self.schema, self.start, self.end) = (dataset, schema, start, end)
    (self.symbols, self.mappings) = (symbols, mappings)
  }
}

/// What one symbol maps to.
public struct DBNMapping: Hashable, Sendable {
  /// The symbol, or the number, that was asked for.
  public var name: String
  /// What it maps to, when.
  public var intervals: [Interval]

  /// A mapping.
  public init(_ name: String, _ intervals: [Interval]) { (self.name, self.intervals) = (name, intervals) }

  /// Some days on which a symbol maps to one other.
  public struct Interval: Hashable, Sendable {
    /// The UTC days, as days since 1970.
    public var days: Range<Int64>
    /// What the symbol maps to: mostly the number of an instrument. Empty: nothing.
    public var target: String

    /// An interval.
    public init(_ days: Range<Int64>, _ target: String) { (self.days, self.target) = (days, target) }
  }
}

extension DBNMetadata {
  static let magic = Array("DBN".utf8)
  /// Bytes before the metadata proper: magic, version, length.
  static let preludeSize = 8
  /// Bytes of the fields whose size is fixed.
  static let fixedSize = 100
  /// More than this is refused: it would not fit in memory that is to stay flat. 400,000 mappings do.
  static let maximumSize = 64 << 20
  static let datasetSize = 16
  /// How long a symbol is, with the zero at its end: in version 1 always, in later ones as the metadata say.
  static let (symbolSize1, symbolSize) = (22, 71)
  static let noSchema = UInt16.max
  static let noSymbology = UInt8.max
  /// The two kinds of symbols that matter here: `SType` of `enums.rs`.
  static let (instrumentID, rawSymbol): (UInt8, UInt8) = (0, 1)
}
