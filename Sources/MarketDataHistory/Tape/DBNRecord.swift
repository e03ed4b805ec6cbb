import MarketData

/// How records lie in a DBN file: `record.rs` of Databento's `dbn`, little-endian, the same in versions 1 to 3.
///
/// A header of 16 bytes (length in words of four, type, publisher, instrument, time of the event), then what the type
/// says. A record may be longer than its type needs: with `ts_out` a time follows it.
enum DBNRecord {
  static let headerSize = 16
  /// Of a trade with nothing after it.
  static let plainTradeSize = 48
  /// The longest: 255 words.
  static let maximumSize = 1020
  /// Stands for no price.
  static let noPrice = Int64.max
  /// Stands for no size.
  static let noSize = UInt32.max
  /// Stands for no time.
  static let noTime = UInt64.max

  /// What a record is, of those that are read.
  enum Kind: UInt8, CaseIterable {
    case trade = 0x00
    case book = 0x01
    case barOfSecond = 0x20
    case barOfMinute = 0x21
    case barOfHour = 0x22
    case barOfDay = 0x23
    case sampleOfSecond = 0xC3
    case sampleOfMinute = 0xC4

    /// How many bytes it has, at least.
    @inline(__always) var size: Int {
      switch self {
      case .trade: 48
      case .barOfSecond, .barOfMinute, .barOfHour, .barOfDay: 56
      case .book, .sampleOfSecond, .sampleOfMinute: 80
      }
    }

    /// The length of a bar's window; nil for what is no bar.
    @inline(__always) var barLength: HistoryBar.Length? {
      switch self {
      case .barOfSecond: .second
      case .barOfMinute: .minute
      case .barOfHour: .hour
      case .barOfDay: .day
      case .trade, .book, .sampleOfSecond, .sampleOfMinute: nil
      }
    }
  }

  /// Where the fields of a record are.
  enum Place {
    static let type = 1
    static let instrument = 4
    static let event = 8
    static let price = 16
    static let size = 24
    static let action = 28
    static let side = 29
    static let flags = 30
    static let received = 32
    static let sequence = 44
    static let bid = 48
    static let ask = 56
    static let bidSize = 64
    static let askSize = 68
    static let (open, high, low, close, volume) = (16, 24, 32, 40, 48)
  }
}

extension DBNSchema {
  /// The kind of its records.
  var kind: DBNRecord.Kind {
    switch self {
    case .trades: .trade
    case .mbp1, .tbbo: .book
    case .bbo1s: .sampleOfSecond
    case .bbo1m: .sampleOfMinute
    case .ohlcv1s: .barOfSecond
    case .ohlcv1m: .barOfMinute
    case .ohlcv1h: .barOfHour
    case .ohlcv1d: .barOfDay
    }
  }
}
