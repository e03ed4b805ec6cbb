/// Bytes to be written out, in memory that is used again and again.
package struct ByteWriter {
  @usableFromInline var storage: [UInt8]
  /// How many bytes there are.
  package var count = 0

  /// An empty buffer with room for so many bytes; it grows when it must.
  @inlinable
  package init(capacity: Int) { storage = Array(repeating: 0, count: max(1, capacity)) }

  /// The bytes.
  @inlinable package var bytes: ArraySlice<UInt8> { storage[..<count] }

  /// Forgets the bytes.
  @inlinable
  package mutating func removeAll() { count = 0 }

  /// Lets `body` write at the end.
  ///
  /// - Parameter limit: The most bytes that it writes; it is not checked again.
  @inlinable @inline(__always)
  package mutating func write(atMost limit: Int, _ body: (inout ByteCursor) -> Void) {
    if storage.count - count < limit {
      storage.append(contentsOf: repeatElement(0, count: max(limit, storage.count)))
    }
    count = storage.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return 0 }
      var cursor = ByteCursor(place: start + count)
      body(&cursor)
      return cursor.place - start
    }
  }
}

/// A place in memory that text is written to, number by number.
///
/// The same texts as those of `Price.description` and `Timestamp.text(decimals:)`, without their allocations.
package struct ByteCursor {
  package var place: UnsafeMutablePointer<UInt8>

  @inlinable
  init(place: UnsafeMutablePointer<UInt8>) { self.place = place }

  @inlinable @inline(__always)
  package mutating func put(_ text: StaticString) {
    place.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    place += text.utf8CodeUnitCount
  }

  @inlinable @inline(__always)
  package mutating func put(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { bytes in
      if let start = bytes.baseAddress { place.update(from: start, count: bytes.count) }
    }
    place += bytes.count
  }

  @inlinable @inline(__always)
  package mutating func put(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBufferPointer { bytes in
      if let start = bytes.baseAddress { place.update(from: start, count: bytes.count) }
    }
    place += bytes.count
  }

  @inlinable @inline(__always)
  package mutating func put(_ number: Int64) {
    if number < 0 { put("-") }
    put(number.magnitude)
  }

  @inlinable @inline(__always)
  package mutating func put(_ number: UInt64) {
    var (places, bound) = (1, UInt64(10))
    while places < 20, number >= bound {
      places += 1
      bound = bound &* 10
    }
    put(number, places: places)
  }

  /// The lowest digits of a number, with leading zeros.
  @inlinable @inline(__always)
  package mutating func put(_ number: UInt64, places: Int) {
    var rest = number
    for digit in stride(from: places - 1, through: 0, by: -1) {
      place[digit] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    place += places
  }

  /// At least two and at most nine decimals.
  @inlinable @inline(__always)
  package mutating func put(_ price: Price) {
    if price.nanos < 0 { put("-") }
    let magnitude = price.nanos.magnitude
    put(magnitude / 1_000_000_000)
    put(".")
    var (fraction, places) = (magnitude % 1_000_000_000, 9)
    if fraction % 10_000_000 == 0 {
      (fraction, places) = (fraction / 10_000_000, 2)
    } else {
      while fraction % 10 == 0 { (fraction, places) = (fraction / 10, places - 1) }
    }
    put(fraction, places: places)
  }
}

/// Times as RFC 3339 with nanoseconds. Times of one second share their date, which is worked out once.
package struct TimeText {
  @usableFromInline var second = Int64.min
  /// As in `2024-01-15T14:30:00.`.
  @usableFromInline var start: [UInt8] = []

  package init() {}

  @inlinable @inline(__always)
  package mutating func put(_ time: Timestamp, to cursor: inout ByteCursor) {
    var (second, fraction) = time.nanos.quotientAndRemainder(dividingBy: 1_000_000_000)
    if fraction < 0 { (second, fraction) = (second - 1, fraction + 1_000_000_000) }
    if second != self.second { begin(second, time) }
    cursor.put(start)
    cursor.put(UInt64(fraction), places: 9)
    cursor.put("Z")
  }

  @usableFromInline
  mutating func begin(_ second: Int64, _ time: Timestamp) {
    self.second = second
    start.removeAll(keepingCapacity: true)
    time.append(decimals: 0, to: &start)
    start[start.count - 1] = UInt8(ascii: ".")
  }
}
