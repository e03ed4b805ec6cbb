/// How messages look on the wire: a dialect and its encoding.
public enum WireFormat: UInt8, Hashable, Sendable, CaseIterable {
  /// JSON arrays of objects with `ev`.
  case polygon
  /// JSON arrays of objects with `T`.
  case alpacaJSON
  /// MessagePack arrays of maps with `T`.
  case alpacaMessagePack
  /// One JSON object with `type` in each frame.
  case stockAggregate

  /// Whether frames are binary; the others are text.
  public var isBinary: Bool { self == .alpacaMessagePack }

  /// Whether several messages may share a frame.
  public var joinsMessages: Bool { self != .stockAggregate }

  /// Whether the dialect has messages of that kind.
  public func carries(_ channel: Channel) -> Bool {
    switch self {
    case .polygon: [.trades, .quotes, .secondBars, .minuteBars, .priceBands, .fairValues].contains(channel)
    case .alpacaJSON, .alpacaMessagePack: ![.secondBars, .fairValues, .beats].contains(channel)
    case .stockAggregate: channel == .beats
    }
  }

  /// Appends what stands before so many messages in a frame.
  public func appendOpening(messages: Int, to bytes: inout [UInt8]) {
    switch self {
    case .polygon, .alpacaJSON: bytes.append(UInt8(ascii: "["))
    case .alpacaMessagePack where messages < 16: bytes.append(0x90 | UInt8(messages))
    case .alpacaMessagePack:
      bytes += [0xDC, UInt8(truncatingIfNeeded: messages >> 8), UInt8(truncatingIfNeeded: messages)]
    case .stockAggregate: break
    }
  }

  /// What stands between two messages of a frame, or nothing.
  public var separator: UInt8? { self == .polygon || self == .alpacaJSON ? UInt8(ascii: ",") : nil }

  /// What stands after the messages of a frame, or nothing.
  public var closing: UInt8? { self == .polygon || self == .alpacaJSON ? UInt8(ascii: "]") : nil }
}
