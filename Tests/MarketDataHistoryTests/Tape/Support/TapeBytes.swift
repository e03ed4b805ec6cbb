@testable import MarketDataHistory

/// Builds files of DBN by hand, byte by byte, of any version: an oracle apart from the writer.
struct TapeBytes {
  var version: UInt8 = 3
  var dataset = "XNAS.ITCH"
  var schema: UInt16 = 4
  var start: UInt64 = 1_705_276_800_000_000_000
  var end: UInt64 = 1_705_363_200_000_000_000
  var symbologyIn: UInt8 = 1
  var symbologyOut: UInt8 = 0
  var hasSendTimes = false
  var symbolSize: Int?
  var definition: UInt32 = 0
  var symbols = ["AAPL", "MSFT"]
  var mappings: [(String, [(UInt32, UInt32, String)])] = [
    ("AAPL", [(20_240_115, 20_240_116, "38")]), ("MSFT", [(20_240_115, 20_240_116, "10888")]),
  ]
  var records: [[UInt8]] = []

  var bytes: [UInt8] {
    let metadata = metadata
    return Array("DBN".utf8) + [version] + Self.number(UInt32(metadata.count)) + metadata + records.joined()
  }

  private var metadata: [UInt8] {
    let size = symbolSize ?? (version == 1 ? 22 : 71)
    var bytes = Self.text(dataset, 16) + Self.number(schema) + Self.number(start) + Self.number(end)
    bytes += Self.number(UInt64(0)) + (version == 1 ? Self.number(UInt64.max) : [])
    bytes += [symbologyIn, symbologyOut, hasSendTimes ? 1 : 0] + (version == 1 ? [] : Self.number(UInt16(size)))
    bytes += Array(repeating: 0, count: 100 - bytes.count) + Self.number(definition)
    bytes += Self.number(UInt32(symbols.count)) + symbols.flatMap { Self.text($0, size) }
    bytes += Self.number(UInt32(0)) + Self.number(UInt32(0)) + Self.number(UInt32(mappings.count))
    for (name, intervals) in mappings {
      bytes += Self.text(name, size) + Self.number(UInt32(intervals.count))
      for (from, to, target) in intervals { bytes += Self.number(from) + Self.number(to) + Self.text(target, size) }
    }
    return bytes + (version < 3 ? [] : Array(repeating: 0, count: (8 - bytes.count % 8) % 8))
  }

  static func number(_ number: some FixedWidthInteger) -> [UInt8] {
    (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  static func text(_ text: String, _ size: Int) -> [UInt8] {
    Array(text.utf8) + Array(repeating: 0, count: max(0, size - text.utf8.count))
  }

  static func header(_ type: UInt8, size: Int, _ instrument: UInt32, event: UInt64) -> [UInt8] {
    [UInt8(size / 4), type] + number(UInt16(2)) + number(instrument) + number(event)
  }

  /// A trade, received a microsecond after the venue had it.
  static func trade(
    _ instrument: UInt32, at time: UInt64, price: Int64 = 150_250_000_000, size: UInt32 = 100, sendTime: UInt64? = nil
  ) -> [UInt8] {
    header(0, size: sendTime == nil ? 48 : 56, instrument, event: time &- 1000) + number(price) + number(size)
      + Array("TA".utf8) + [128, 0] + number(time) + number(Int32(500)) + number(UInt32(7))
      + (sendTime.map { number($0) } ?? [])
  }

  /// A change of the book, or a trade with one.
  static func book(
    _ instrument: UInt32, at time: UInt64, action: String, type: UInt8 = 1, price: Int64 = .max, size: UInt32 = 0,
    bid: (Int64, UInt32), ask: (Int64, UInt32)
  ) -> [UInt8] {
    header(type, size: 80, instrument, event: time &- 1000) + number(price) + number(size)
      + Array((action + "N").utf8) + [128, 0] + number(time) + number(Int32(500)) + number(UInt32(7))
      + number(bid.0) + number(ask.0) + number(bid.1) + number(ask.1) + number(UInt64(0))
  }

  /// A bar, whose prices are open, high, low and close.
  static func bar(_ instrument: UInt32, at time: UInt64, type: UInt8 = 0x21, prices: [Int64], volume: UInt64) -> [UInt8]
  {
    header(type, size: 56, instrument, event: time) + prices.flatMap { number($0) } + number(volume)
  }

  /// 2024-01-15T14:30:00Z and so many seconds.
  static func time(_ seconds: UInt64 = 0) -> UInt64 { 1_705_329_000_000_000_000 + seconds * 1_000_000_000 }
}
