/// Why a text is not a price.
public enum PriceError: Error, Hashable, CustomStringConvertible {
  /// There was nothing to read.
  case empty
  /// A character that no decimal number has at this place (counted from 1).
  case unexpected(character: Character, place: Int, text: String)
  /// A decimal point without a digit on each side.
  case incomplete(text: String)
  /// More than nine decimals: they could not be kept.
  case tooManyDecimals(text: String)
  /// Beyond ±9,223,372,036.854775807.
  case outOfRange(text: String)

  /// What was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .empty: "expected a decimal number such as 150.25, found nothing"
    case .unexpected(let character, let place, let text):
      "expected a decimal number such as 150.25, found \"\(character)\" at place \(place) of \"\(text)\""
    case .incomplete(let text): "expected a digit on each side of the decimal point, found \"\(text)\""
    case .tooManyDecimals(let text): "expected at most 9 decimals, found \"\(text)\"; round it first"
    case .outOfRange(let text):
      "expected a price between -9223372036.854775808 and 9223372036.854775807, found \"\(text)\""
    }
  }
}

extension Price {
  /// Reads decimal text exactly: an optional minus sign, digits, and optionally a point and up to nine more.
  ///
  /// - Throws: `PriceError`, which quotes at most the first 64 characters.
  public init(_ text: some StringProtocol) throws(PriceError) {
    let shown = text.count > 64 ? String(text.prefix(64)) + "…" : String(text)
    var digits = Array(text.utf8)[...]
    guard !digits.isEmpty else { throw .empty }
    let negative = digits.first == UInt8(ascii: "-")
    if negative { digits.removeFirst() }
    let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    try Self.requireDigits(parts, text: shown)
    guard parts.allSatisfy({ !$0.isEmpty }) else { throw .incomplete(text: shown) }
    let fraction = parts.count == 2 ? parts[1] : []
    guard fraction.count <= 9 else { throw .tooManyDecimals(text: shown) }
    let padding = repeatElement(UInt8(ascii: "0"), count: 9 - fraction.count)
    guard let nanos = Self.mantissa(Array(parts[0]) + fraction + padding, negative: negative) else {
      throw .outOfRange(text: shown)
    }
    self.init(nanos: nanos)
  }

  private static func requireDigits(_ parts: [ArraySlice<UInt8>], text: String) throws(PriceError) {
    for part in parts {
      guard let wrong = part.firstIndex(where: { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") }) else { continue }
      // The byte's place is also the character's: everything before it was a sign, a digit or a point.
      let character = text.utf16.count > wrong ? text[String.Index(utf16Offset: wrong, in: text)] : "…"
      throw .unexpected(character: character, place: wrong + 1, text: text)
    }
  }

  /// Accumulates towards the sign's own side, so that the smallest integer is read too.
  private static func mantissa(_ digits: [UInt8], negative: Bool) -> Int64? {
    var value: Int64 = 0
    for byte in digits {
      let digit = Int64(byte - UInt8(ascii: "0"))
      let (shifted, tooBig) = value.multipliedReportingOverflow(by: 10)
      let (sum, over) = negative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
      if tooBig || over { return nil }
      value = sum
    }
    return value
  }
}

/// Builds a string from ASCII bytes.
func decimalText(_ write: (inout [UInt8]) -> Void) -> String {
  var bytes: [UInt8] = []
  write(&bytes)
  return String(decoding: bytes, as: UTF8.self)
}

/// Appends a mantissa of 1e-9 as decimal text, with at least two decimals and no further trailing zeros.
package func appendDecimal(magnitude: UInt64, negative: Bool, to bytes: inout [UInt8]) {
  if negative { bytes.append(UInt8(ascii: "-")) }
  appendInteger(magnitude / 1_000_000_000, to: &bytes)
  bytes.append(UInt8(ascii: "."))
  var fraction = magnitude % 1_000_000_000
  var places = 9
  while places > 2, fraction % 10 == 0 {
    fraction /= 10
    places -= 1
  }
  appendPadded(fraction, places: places, to: &bytes)
}

/// Appends a whole number without leading zeros.
package func appendInteger(_ value: UInt64, to bytes: inout [UInt8]) {
  var places = 1
  var bound: UInt64 = 10
  while value >= bound {
    places += 1
    let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
    if overflow { break }
    bound = next
  }
  appendPadded(value, places: places, to: &bytes)
}

/// Appends the lowest `places` digits of a number, with leading zeros.
package func appendPadded(_ value: UInt64, places: Int, to bytes: inout [UInt8]) {
  let end = bytes.count + places
  for _ in 0..<places { bytes.append(UInt8(ascii: "0")) }
  var rest = value
  var place = end - 1
  while rest > 0, place >= end - places {
    bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
    rest /= 10
    place -= 1
  }
}
