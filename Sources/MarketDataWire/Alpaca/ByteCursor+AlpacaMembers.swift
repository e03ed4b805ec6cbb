import MarketData

/// Alpaca's messages in MessagePack, member by member.
extension ByteCursor {
  /// A map of so many members in all, with the first two.
  @inline(__always)
  mutating func beginMap(_ type: StaticString, _ ticker: [UInt8], members: Int) {
    packMap(count: members)
    member("T", type)
    pack(short: "S")
    packText(count: ticker.count)
    put(ticker)
  }

  /// The last two members: the tape and the time.
  @inline(__always)
  mutating func endMap(_ time: Timestamp) {
    member("z", "C")
    pack(short: "t")
    pack(time)
  }

  @inline(__always)
  mutating func member(_ name: StaticString, _ text: StaticString) {
    pack(short: name)
    pack(short: text)
  }

  @inline(__always)
  mutating func member(_ name: StaticString, only text: StaticString) {
    pack(short: name)
    packArray(count: 1)
    pack(short: text)
  }

  @inline(__always)
  mutating func member(_ name: StaticString, _ price: Price) {
    pack(short: name)
    pack(price)
  }

  @inline(__always)
  mutating func member(_ name: StaticString, _ number: UInt64) {
    pack(short: name)
    pack(number)
  }

  @inline(__always)
  mutating func member(_ name: StaticString, _ number: Int64) {
    pack(short: name)
    pack(number)
  }
}
