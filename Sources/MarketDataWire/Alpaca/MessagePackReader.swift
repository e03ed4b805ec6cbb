import MarketData

extension WireValue {
  /// Reads one value of MessagePack, and nothing after it.
  ///
  /// - Throws: `MessagePackError` for what is none, texts that are not UTF-8, keys that are not texts, extensions, and
  ///   what nests deeper than 32.
  package init(messagePack bytes: [UInt8]) throws(MessagePackError) {
    var reader = MessagePackReader(bytes)
    self = try reader.value(depth: 0)
    try reader.end()
  }
}

/// Why bytes are not the MessagePack that was expected.
package struct MessagePackError: Error, Hashable, CustomStringConvertible {
  package var expected: String
  package var found: String
  package var description: String { "expected \(expected), found \(found)" }
}

/// Reads MessagePack (<https://github.com/msgpack/msgpack/blob/master/spec.md>) from front to back.
///
/// Nothing is reserved for what a length announces: memory is taken only for what is there.
private struct MessagePackReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func end() throws(MessagePackError) {
    guard place == bytes.count else { throw failure("the end") }
  }

  mutating func value(depth: Int) throws(MessagePackError) -> WireValue {
    let tag = try number(bytes: 1)
    switch tag {
    case 0x80...0x8F: return try map(count: tag & 0xF, depth)
    case 0x90...0x9F: return try array(count: tag & 0xF, depth)
    case 0xA0...0xBF: return .string(try text(count: tag & 0x1F))
    case 0xC0: return .null
    case 0xC2, 0xC3: return .bool(tag == 0xC3)
    case 0xC4...0xC6: return .bytes(Array(try take(try number(bytes: 1 << (tag - 0xC4)))))
    case 0xD9...0xDB: return .string(try text(count: try number(bytes: 1 << (tag - 0xD9))))
    case 0xDC, 0xDD: return try array(count: try number(bytes: 2 << (tag - 0xDC)), depth)
    case 0xDE, 0xDF: return try map(count: try number(bytes: 2 << (tag - 0xDE)), depth)
    default: return try scalar(tag)
    }
  }

  /// A number. Left over are the extensions and the one tag that is never used.
  private mutating func scalar(_ tag: UInt64) throws(MessagePackError) -> WireValue {
    switch tag {
    case 0x00...0x7F: return .integer(Int64(tag))
    case 0xE0...0xFF: return .integer(Int64(tag) - 0x100)
    case 0xCA: return .number(Double(Float(bitPattern: UInt32(try number(bytes: 4)))))
    case 0xCB: return .number(Double(bitPattern: try number(bytes: 8)))
    case 0xCC...0xCF:
      let number = try number(bytes: 1 << (tag - 0xCC))
      return Int64(exactly: number).map(WireValue.integer) ?? .number(Double(number))
    case 0xD0...0xD3:
      let count = 1 << (tag - 0xD0)
      let unused = 64 - 8 * count
      return .integer(Int64(bitPattern: try number(bytes: count) << unused) >> unused)
    default:
      place -= 1
      throw failure("a value that is no extension")
    }
  }

  private mutating func array(count: UInt64, _ depth: Int) throws(MessagePackError) -> WireValue {
    try require(count, bytesEach: 1, depth)
    var items: [WireValue] = []
    for _ in 0..<count { items.append(try value(depth: depth + 1)) }
    return .array(items)
  }

  private mutating func map(count: UInt64, _ depth: Int) throws(MessagePackError) -> WireValue {
    try require(count, bytesEach: 2, depth)
    var members: [String: WireValue] = [:]
    for _ in 0..<count {
      guard case .string(let name) = try value(depth: depth + 1) else { throw failure("a key that is a text before") }
      members[name] = try value(depth: depth + 1)
    }
    return .object(members)
  }

  /// Every value has at least one byte, so that a count can be judged before anything is read.
  private func require(_ count: UInt64, bytesEach: UInt64, _ depth: Int) throws(MessagePackError) {
    guard depth < WireValue.maxDepth else { throw failure("at most \(WireValue.maxDepth) nested values before") }
    guard count * bytesEach <= bytes.count - place else { throw failure("\(count) more values") }
  }

  private mutating func text(count: UInt64) throws(MessagePackError) -> String {
    guard let text = String(validating: try take(count), as: UTF8.self) else { throw failure("UTF-8 before") }
    return text
  }

  /// A whole number, the highest byte first.
  private mutating func number(bytes count: Int) throws(MessagePackError) -> UInt64 {
    try take(UInt64(count)).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func take(_ count: UInt64) throws(MessagePackError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - place else { throw failure("\(count) more bytes") }
    defer { place += Int(count) }
    return bytes[place..<place + Int(count)]
  }

  private func failure(_ expected: String) -> MessagePackError {
    let found = place < bytes.count ? "0x\(String(bytes[place], radix: 16)) at byte \(place + 1)" : "the end"
    return MessagePackError(expected: expected, found: found)
  }
}
