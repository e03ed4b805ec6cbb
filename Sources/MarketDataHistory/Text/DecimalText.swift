import MarketData

/// Numbers of text, digit by digit and never through `Double`: what is read is exactly what is written.
///
/// Exponents, as programs write them for small and large numbers (`1.2e-05`), are exact too.
enum DecimalText {
  typealias Field = UnsafeBufferPointer<UInt8>

  /// A price, in billionths.
  ///
  /// - Parameter rounding: Whether more than nine decimals are rounded half up, as for averages; else they are refused.
  @inline(__always)
  static func price(_ field: Field, rounding: Bool = false) throws(FieldProblem) -> Price {
    if let nanos = plain(field, decimals: 9) { return Price(nanos: nanos) }
    return Price(nanos: try exact(field, decimals: 9, rounding: rounding))
  }

  /// A whole number; `12.0` and `1.2e3` are some.
  @inline(__always)
  static func integer(_ field: Field) throws(FieldProblem) -> Int64 {
    if let number = plain(field, decimals: 0) { return number }
    return try exact(field, decimals: 0, rounding: false)
  }

  /// A whole number that is not negative.
  @inline(__always)
  static func count(_ field: Field) throws(FieldProblem) -> Int64 {
    let number = try integer(field)
    guard number >= 0 else { throw FieldProblem(field, expected: "0 or more") }
    return number
  }

  /// A number of shares, or of lots of so many.
  @inline(__always)
  static func shares(_ field: Field, lot: Int64 = 1) throws(FieldProblem) -> Int32 {
    let (shares, overflow) = try integer(field).multipliedReportingOverflow(by: lot)
    guard !overflow, shares >= 0, let shares = Int32(exactly: shares) else {
      throw FieldProblem(field, expected: "a size from 0 to \(Int64(Int32.max) / lot)")
    }
    return shares
  }

  private static let powers: [UInt64] = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]

  /// What nearly every number is: at most 18 digits, a sign, a point. Nil: look closer.
  @inline(__always)
  private static func plain(_ field: Field, decimals: Int) -> Int64? {
    guard field.count > 0, field.count <= 19, let bytes = field.baseAddress else { return nil }
    let isNegative = bytes[0] == UInt8(ascii: "-")
    var (value, point, place) = (UInt64(0), -1, isNegative ? 1 : 0)
    let first = place
    while place < field.count {
      let digit = bytes[place] &- 0x30
      if digit <= 9 {
        value = value &* 10 &+ UInt64(digit)
      } else if bytes[place] == UInt8(ascii: "."), point < 0, place > first {
        point = place
      } else {
        return nil
      }
      place &+= 1
    }
    let places = point < 0 ? 0 : place - point - 1
    guard place > first, point < 0 || places > 0, places <= decimals else { return nil }
    let (scaled, overflow) = value.multipliedReportingOverflow(by: powers[decimals - places])
    guard !overflow, scaled <= UInt64(Int64.max) else { return nil }
    return isNegative ? -Int64(scaled) : Int64(scaled)
  }

  /// Any number in the form of JSON.
  @inline(never)
  private static func exact(_ field: Field, decimals: Int, rounding: Bool) throws(FieldProblem) -> Int64 {
    let kind = decimals == 0 ? "a whole number" : "a decimal number such as 150.25"
    guard field.count <= 128, var number = WrittenNumber(field) else { throw FieldProblem(field, expected: kind) }
    switch number.scaled(by: decimals, rounding: rounding) {
    case .value(let value): return value
    case .tooManyDecimals:
      let most = decimals == 0 ? "a whole number" : "at most 9 decimals"
      throw FieldProblem(field, expected: most, hint: "round it first")
    case .outOfRange:
      let limits = decimals == 0 ? "a whole number of 64 bits" : "a number within ±9223372036.854775807"
      throw FieldProblem(field, expected: limits)
    }
  }
}

/// A number taken apart: its digits, and the power of ten that they are to be multiplied by.
private struct WrittenNumber {
  private var isNegative = false
  private var digits: [UInt8] = []
  private var exponent = 0

  /// Nil for what is not a number: `-`, digits, a point with digits, `e` with a sign and digits.
  init?(_ field: UnsafeBufferPointer<UInt8>) {
    var rest = field[...]
    if rest.first == UInt8(ascii: "-") {
      isNegative = true
      rest.removeFirst()
    }
    guard takeDigits(from: &rest) > 0 else { return nil }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      let places = takeDigits(from: &rest)
      guard places > 0 else { return nil }
      exponent = -places
    }
    guard let mark = rest.popFirst() else { return }
    guard mark | 0x20 == UInt8(ascii: "e"), let power = Self.power(rest) else { return nil }
    exponent += power
  }

  private mutating func takeDigits(from rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    let found = rest.prefix { (0x30...0x39).contains($0) }
    digits += found.map { $0 - 0x30 }
    rest = rest[found.endIndex...]
    return found.count
  }

  /// The exponent; those that no number survives are all alike.
  private static func power(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    let value = digits.reduce(0) { min(100_000, $0 * 10 + Int($1 - 0x30)) }
    return isNegative ? -value : value
  }

  enum Scaled {
    case value(Int64), tooManyDecimals, outOfRange
  }

  /// The number times a power of ten.
  mutating func scaled(by decimals: Int, rounding: Bool) -> Scaled {
    var shift = exponent + decimals
    while shift < 0, digits.last == 0 {
      digits.removeLast()
      shift += 1
    }
    guard digits.contains(where: { $0 > 0 }) else { return .value(0) }
    var roundsUp = false
    if shift < 0 {
      guard rounding else { return .tooManyDecimals }
      roundsUp = -shift <= digits.count && digits[digits.count + shift] >= 5
      digits.removeLast(min(digits.count, -shift))
      shift = 0
    }
    let significant = digits.drop { $0 == 0 }
    guard significant.count + shift <= 19 else { return .outOfRange }
    var value = Int128(roundsUp ? 1 : 0)
    var whole = Int128(0)
    for digit in significant { whole = whole * 10 + Int128(digit) }
    for _ in 0..<(significant.isEmpty ? 0 : shift) { whole *= 10 }
    value += whole
    return Int64(exactly: isNegative ? -value : value).map { .value($0) } ?? .outOfRange
  }
}
