import MarketData

/// Members of JSON objects: what stands before a number, such as `,"p":`, and the number.
extension ByteCursor {
  @inline(__always)
  mutating func field(_ start: StaticString, _ price: Price) {
    put(start)
    put(price)
  }

  @inline(__always)
  mutating func field(_ start: StaticString, _ number: Int64) {
    put(start)
    put(number)
  }

  @inline(__always)
  mutating func field(_ start: StaticString, _ number: UInt64) {
    put(start)
    put(number)
  }
}
