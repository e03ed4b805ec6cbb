import MarketData
import Testing

@testable import MarketDataWire

@Suite("Alpaca's data messages in both encodings")
struct AlpacaEventPropertyTests {
  @Test("Say the same, field by field, whatever the event", arguments: 0..<24 as Range<UInt64>)
  func same(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let symbols = try ["A", "BRK.B", "FAKEPACA", String(repeating: "Z", count: 31), String(repeating: "Y", count: 32)]
      .map { try Symbol($0) }
    var (text, binary) = (EventEncoder(.alpacaJSON), EventEncoder(.alpacaMessagePack))
    for _ in 0..<40 {
      let event = AlpacaEvents.random(&random, symbols)
      let json = try #require(Self.members(try WireValue(json: Array(text.encode(event)))))
      let packed = try #require(Self.decode(Array(binary.encode(event))), "seed \(seed)")
      #expect(packed.time == (try Timestamp(json["t"]?.text ?? "")), "seed \(seed)")
      #expect(packed.members.keys == json.keys, "seed \(seed)")
      for (name, value) in json where name != "t" { #expect(packed.members[name] == value, "seed \(seed), \(name)") }
      #expect(json["S"] == .string(event.symbol.ticker))
    }
  }

  /// The members of a message, and its time: it comes last, and is the one extension, which the reader refuses.
  private static func decode(_ message: [UInt8]) -> (members: [String: WireValue], time: Timestamp)? {
    for size in [10, 15] {
      guard let time = timestamp(message.suffix(size)),
        let value = try? WireValue(messagePack: message.dropLast(size) + [0xC0]), let members = members(value)
      else { continue }
      return (members, time)
    }
    return nil
  }

  private static func members(_ value: WireValue) -> [String: WireValue]? {
    guard case .object(let members) = value else { return nil }
    return members
  }

  /// As MessagePack's specification has it.
  private static func timestamp(_ bytes: ArraySlice<UInt8>) -> Timestamp? {
    func number(_ bytes: some Collection<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    if bytes.starts(with: [0xD7, 0xFF]) {
      let data = number(bytes.dropFirst(2))
      return Timestamp(nanos: Int64(data & 0x3_FFFF_FFFF) * 1_000_000_000 + Int64(data >> 34))
    }
    guard bytes.starts(with: [0xC7, 12, 0xFF]) else { return nil }
    let seconds = Int64(bitPattern: number(bytes.suffix(8)))
    // A second is added to what is before 1970 and taken away again: the earliest second is not all in range.
    return Timestamp(nanos: (seconds + 1) * 1_000_000_000 - 1_000_000_000 + Int64(number(bytes.dropFirst(3).prefix(4))))
  }
}
