import MarketData
import Testing

@testable import MarketDataWire

@Suite("Reading MessagePack")
struct MessagePackReaderTests {
  @Test(
    "Every form of every value",
    arguments: [
      ([0x00], .integer(0)), ([0x7F], .integer(127)), ([0xE0], .integer(-32)), ([0xFF], .integer(-1)),
      ([0xCC, 0xFF], .integer(255)), ([0xCD, 0x01, 0x02], .integer(258)),
      ([0xCE, 0xFF, 0xFF, 0xFF, 0xFF], .integer(4_294_967_295)),
      ([0xCF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .integer(.max)),
      ([0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .number(18_446_744_073_709_551_616)),
      ([0xD0, 0x80], .integer(-128)), ([0xD0, 0x7F], .integer(127)), ([0xD1, 0x80, 0x00], .integer(-32768)),
      ([0xD2, 0xFF, 0xFF, 0xFF, 0xFE], .integer(-2)), ([0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0], .integer(.min)),
      ([0xCA, 0x3F, 0xC0, 0, 0], .number(1.5)), ([0xCB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0], .number(1.5)),
      ([0xC0], .null), ([0xC2], .bool(false)), ([0xC3], .bool(true)),
      ([0xA0], .string("")), ([0xA2, 0xC3, 0xA9], .string("é")), ([0xD9, 0x01, 0x61], .string("a")),
      ([0xDA, 0x00, 0x01, 0x61], .string("a")), ([0xDB, 0, 0, 0, 1, 0x61], .string("a")),
      ([0xC4, 0x01, 0xFF], .bytes([0xFF])), ([0xC5, 0x00, 0x01, 0xFF], .bytes([0xFF])),
      ([0xC6, 0, 0, 0, 1, 0xFF], .bytes([0xFF])),
      ([0x90], .array([])), ([0x92, 0x01, 0xC0], .array([.integer(1), .null])),
      ([0xDC, 0x00, 0x01, 0x01], .array([.integer(1)])), ([0xDD, 0, 0, 0, 1, 0x01], .array([.integer(1)])),
      ([0x80], .object([:])), ([0x81, 0xA1, 0x61, 0x01], .object(["a": .integer(1)])),
      ([0xDE, 0x00, 0x01, 0xA1, 0x61, 0x01], .object(["a": .integer(1)])),
      ([0xDF, 0, 0, 0, 1, 0xA1, 0x61, 0x01], .object(["a": .integer(1)])),
      ([0x82, 0xA1, 0x61, 0x01, 0xA1, 0x61, 0x02], .object(["a": .integer(2)])),
    ] as [([UInt8], WireValue)])
  func forms(_ bytes: [UInt8], _ value: WireValue) throws {
    #expect(try WireValue(messagePack: bytes) == value)
  }

  @Test(
    "What is none is refused in words",
    arguments: [
      ([], "expected 1 more bytes, found the end"),
      ([0x01, 0x02], "expected the end, found 0x2 at byte 2"),
      ([0xC1], "expected a value that is no extension, found 0xc1 at byte 1"),
      ([0xD7, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0], "expected a value that is no extension, found 0xd7 at byte 1"),
      ([0xC7, 0x00, 0x01], "expected a value that is no extension, found 0xc7 at byte 1"),
      ([0xA2, 0x61], "expected 2 more bytes, found 0x61 at byte 2"),
      ([0xA1, 0xFF], "expected UTF-8 before, found the end"),
      ([0xDB, 0xFF, 0xFF, 0xFF, 0xFF, 0x61], "expected 4294967295 more bytes, found 0x61 at byte 6"),
      ([0xC6, 0xFF, 0xFF, 0xFF, 0xFF], "expected 4294967295 more bytes, found the end"),
      ([0xDD, 0xFF, 0xFF, 0xFF, 0xFF, 0xC0], "expected 4294967295 more values, found 0xc0 at byte 6"),
      ([0xDF, 0x80, 0, 0, 0, 0xC0], "expected 2147483648 more values, found 0xc0 at byte 6"),
      ([0x82, 0xA1, 0x61, 0x01], "expected 2 more values, found 0xa1 at byte 2"),
      ([0x81, 0x01, 0x01], "expected a key that is a text before, found 0x1 at byte 3"),
      ([0x81, 0xC4, 0x00, 0x01], "expected a key that is a text before, found 0x1 at byte 4"),
      ([0xCD, 0x01], "expected 2 more bytes, found 0x1 at byte 2"),
    ] as [([UInt8], String)])
  func refusals(_ bytes: [UInt8], _ text: String) {
    let error = #expect(throws: MessagePackError.self) { try WireValue(messagePack: bytes) }
    #expect(error?.description == text)
  }

  @Test("Thirty-two levels are read, one more is not", arguments: [0x91, 0x81] as [UInt8])
  func depth(_ tag: UInt8) throws {
    let level = tag == 0x91 ? [tag] : [tag, 0xA1, 0x61]
    let deepest = Array(repeatElement(level, count: 32).joined())
    _ = try WireValue(messagePack: deepest + [0xC0])
    #expect(throws: MessagePackError.self) { try WireValue(messagePack: deepest + level + [0xC0]) }
  }

  @Test("Any bytes are read or refused, and what is read is written the same", arguments: 0..<32 as Range<UInt64>)
  func anything(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<300 {
      // Low bytes are likely, so that lengths fit now and then.
      let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
        random.next() & 3 == 0 ? UInt8.random(in: 0...255, using: &random) : UInt8(random.next() & 0x9F)
      }
      guard let value = try? WireValue(messagePack: bytes), !value.hasNaN else { continue }
      #expect(throws: MessagePackError.self) { try WireValue(messagePack: bytes + [0]) }
      #expect(throws: MessagePackError.self) { try WireValue(messagePack: bytes.dropLast()) }
      #expect((try? WireValue(messagePack: value.messagePack)) == value, "seed \(seed)")
    }
  }
}

@Suite("Writing MessagePack")
struct MessagePackWriterTests {
  @Test(
    "Whole numbers take the fewest bytes",
    arguments: [
      (0, [0x00]), (127, [0x7F]), (128, [0xCC, 0x80]), (255, [0xCC, 0xFF]), (256, [0xCD, 0x01, 0x00]),
      (65535, [0xCD, 0xFF, 0xFF]), (65536, [0xCE, 0, 1, 0, 0]), (4_294_967_295, [0xCE, 0xFF, 0xFF, 0xFF, 0xFF]),
      (4_294_967_296, [0xCF, 0, 0, 0, 1, 0, 0, 0, 0]), (.max, [0xCF, 0x7F, 255, 255, 255, 255, 255, 255, 255]),
      (-1, [0xFF]), (-32, [0xE0]), (-33, [0xD0, 0xDF]), (-128, [0xD0, 0x80]), (-129, [0xD1, 0xFF, 0x7F]),
      (-32768, [0xD1, 0x80, 0x00]), (-32769, [0xD2, 0xFF, 0xFF, 0x7F, 0xFF]),
      (-2_147_483_648, [0xD2, 0x80, 0, 0, 0]), (-2_147_483_649, [0xD3, 255, 255, 255, 255, 0x7F, 255, 255, 255]),
      (.min, [0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0]),
    ] as [(Int64, [UInt8])])
  func integers(_ number: Int64, _ bytes: [UInt8]) {
    #expect(WireValue.integer(number).messagePack == bytes)
  }

  @Test(
    "Texts, arrays and maps take the shortest header, and are read again",
    arguments: [0, 15, 16, 31, 32, 255, 256, 65535, 65536])
  func headers(count: Int) throws {
    let text = WireValue.string(String(repeating: "a", count: count))
    let texts: [UInt8] = count < 32 ? [0xA0 | UInt8(count)] : count < 256 ? [0xD9] : count < 65536 ? [0xDA] : [0xDB]
    #expect(text.messagePack.starts(with: texts))
    #expect(try WireValue(messagePack: text.messagePack) == text)
    let array = WireValue.array(Array(repeating: .null, count: count))
    #expect(array.messagePack.starts(with: count < 16 ? [0x90 | UInt8(count)] : count < 65536 ? [0xDC] : [0xDD]))
    #expect(try WireValue(messagePack: array.messagePack) == array)
    let map = WireValue.object(Dictionary(uniqueKeysWithValues: (0..<count).map { ("\($0)", .null) }))
    #expect(map.messagePack.starts(with: count < 16 ? [0x80 | UInt8(count)] : count < 65536 ? [0xDE] : [0xDF]))
    #expect(try WireValue(messagePack: map.messagePack) == map)
  }
}
