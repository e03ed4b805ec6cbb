@testable import MarketDataWire

extension WireValue {
  /// The value in MessagePack, written by the writer where it can, and plainly where it has no need to.
  var messagePack: [UInt8] {
    var writer = MessagePackWriter()
    switch self {
    case .null: return [0xC0]
    case .bool(let bool): return [bool ? 0xC3 : 0xC2]
    case .number(let number): return [0xCB] + Self.bigEndian(number.bitPattern, bytes: 8)
    case .bytes(let bytes): return [0xC6] + Self.bigEndian(UInt64(bytes.count), bytes: 4) + bytes
    case .integer(let number): writer.integer(number)
    case .string(let text): writer.text(text)
    case .array(let items):
      writer.array(count: items.count)
      return writer.bytes + items.flatMap(\.messagePack)
    case .object(let members):
      writer.map(count: members.count)
      return writer.bytes + members.flatMap { Self.string($0).messagePack + $1.messagePack }
    }
    return writer.bytes
  }

  /// Whether it is, or holds, a number that does not equal itself.
  var hasNaN: Bool {
    switch self {
    case .number(let number): number.isNaN
    case .array(let items): items.contains(where: \.hasNaN)
    case .object(let members): members.values.contains(where: \.hasNaN)
    default: false
    }
  }

  private static func bigEndian(_ number: UInt64, bytes: Int) -> [UInt8] {
    (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
  }
}
