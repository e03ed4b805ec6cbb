import MarketData

/// Values of MessagePack (<https://github.com/msgpack/msgpack/blob/master/spec.md>), each in its shortest form.
extension ByteCursor {
  /// The most bytes of a number, a time, or the header of a text, array or map.
  static let longestMessagePackNumber = 15

  @inline(__always)
  mutating func put(byte: UInt8) {
    place.pointee = byte
    place += 1
  }

  /// The bytes of a number, the highest first.
  @inline(__always)
  mutating func put<Number: FixedWidthInteger & BitwiseCopyable>(bigEndian number: Number) {
    UnsafeMutableRawPointer(place).storeBytes(of: number.bigEndian, as: Number.self)
    place += MemoryLayout<Number>.size
  }

  /// A text known beforehand, of at most 31 bytes.
  ///
  /// Copied here, where its length is known to the compiler: what the module of the cursor has is not inlined in this.
  @inline(__always)
  mutating func pack(short text: StaticString) {
    put(byte: 0xA0 | UInt8(truncatingIfNeeded: text.utf8CodeUnitCount))
    place.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    place += text.utf8CodeUnitCount
  }

  /// The header of a text of so many bytes.
  @inline(__always)
  mutating func packText(count: Int) {
    switch count {
    case ..<32: put(byte: 0xA0 | UInt8(truncatingIfNeeded: count))
    case ..<0x100:
      put(byte: 0xD9)
      put(byte: UInt8(truncatingIfNeeded: count))
    default: packLength(count, 0xDA)
    }
  }

  /// The header of an array of so many values.
  @inline(__always)
  mutating func packArray(count: Int) {
    if count < 16 { put(byte: 0x90 | UInt8(truncatingIfNeeded: count)) } else { packLength(count, 0xDC) }
  }

  /// The header of a map of so many keys, each with its value.
  @inline(__always)
  mutating func packMap(count: Int) {
    if count < 16 { put(byte: 0x80 | UInt8(truncatingIfNeeded: count)) } else { packLength(count, 0xDE) }
  }

  /// A length of two bytes, or of four after the next tag.
  private mutating func packLength(_ count: Int, _ tag: UInt8) {
    put(byte: count < 0x1_0000 ? tag : tag + 1)
    if count < 0x1_0000 {
      put(bigEndian: UInt16(truncatingIfNeeded: count))
    } else {
      put(bigEndian: UInt32(truncatingIfNeeded: count))
    }
  }

  @inline(__always)
  mutating func pack(_ number: UInt64) {
    switch number {
    case ..<0x80: put(byte: UInt8(truncatingIfNeeded: number))
    case ..<0x100:
      put(byte: 0xCC)
      put(byte: UInt8(truncatingIfNeeded: number))
    case ..<0x1_0000:
      put(byte: 0xCD)
      put(bigEndian: UInt16(truncatingIfNeeded: number))
    case ..<0x1_0000_0000:
      put(byte: 0xCE)
      put(bigEndian: UInt32(truncatingIfNeeded: number))
    default:
      put(byte: 0xCF)
      put(bigEndian: number)
    }
  }

  @inline(__always)
  mutating func pack(_ number: Int64) {
    if number < 0 { packNegative(number) } else { pack(UInt64(number)) }
  }

  private mutating func packNegative(_ number: Int64) {
    switch number {
    case (-32)...: put(byte: UInt8(truncatingIfNeeded: number))
    case Int64(Int8.min)...:
      put(byte: 0xD0)
      put(byte: UInt8(truncatingIfNeeded: number))
    case Int64(Int16.min)...:
      put(byte: 0xD1)
      put(bigEndian: Int16(truncatingIfNeeded: number))
    case Int64(Int32.min)...:
      put(byte: 0xD2)
      put(bigEndian: Int32(truncatingIfNeeded: number))
    default:
      put(byte: 0xD3)
      put(bigEndian: number)
    }
  }

  /// A price as 64 floating bits: the number nearest to it, which is also what its decimal text is read as.
  @inline(__always)
  mutating func pack(_ price: Price) {
    put(byte: 0xCB)
    put(bigEndian: price.nearestDouble.bitPattern)
  }

  /// A time as the extension of type -1: 8 bytes of data, or 12 for times before 1970.
  ///
  /// Seconds that no 34 bits hold do not occur: a `Timestamp` ends in 2262.
  @inline(__always)
  mutating func pack(_ time: Timestamp) {
    let (second, fraction) = time.nanos.quotientAndRemainder(dividingBy: 1_000_000_000)
    guard time.nanos >= 0 else { return packEarly(second, fraction) }
    put(byte: 0xD7)
    put(byte: 0xFF)
    put(bigEndian: UInt64(fraction) << 34 | UInt64(second))
  }

  private mutating func packEarly(_ second: Int64, _ fraction: Int64) {
    put(byte: 0xC7)
    put(byte: 12)
    put(byte: 0xFF)
    put(bigEndian: UInt32(fraction < 0 ? fraction + 1_000_000_000 : fraction))
    put(bigEndian: fraction < 0 ? second - 1 : second)
  }
}
