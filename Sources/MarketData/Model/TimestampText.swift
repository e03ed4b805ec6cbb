/// Why a text is not a time.
public struct TimestampError: Error, Hashable, CustomStringConvertible {
  /// The text as found, cut to 64 characters.
  public var text: String
  /// The text, for people.
  public var description: String {
    "expected a UTC time from 1678 to 2261 such as 2024-01-15T14:30:00Z or 2024-01-15T14:30:00.123Z, found \"\(text)\""
  }
}

extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC with as many decimals (none, 3, 6 or 9) as the time has.
  public var description: String {
    let fraction = nanos % 1_000_000_000
    let places = fraction == 0 ? 0 : fraction % 1_000_000 == 0 ? 3 : fraction % 1000 == 0 ? 6 : 9
    return text(decimals: places)
  }

  /// RFC 3339 in UTC with so many decimals of a second (0 to 9), the rest cut off.
  public func text(decimals: Int) -> String { decimalText { append(decimals: decimals, to: &$0) } }

  /// Appends RFC 3339 in UTC, `2024-01-15T10:30:00.123Z`, to bytes.
  package func append(decimals: Int, to bytes: inout [UInt8]) {
    var seconds = nanos / 1_000_000_000
    var fraction = nanos % 1_000_000_000
    if fraction < 0 {
      seconds -= 1
      fraction += 1_000_000_000
    }
    let days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
    let date = CivilDate(daysSinceEpoch: days)
    let second = UInt64(seconds - days * 86400)
    appendPadded(UInt64(date.year), places: 4, to: &bytes)
    for (mark, value) in [
      ("-", UInt64(date.month)), ("-", UInt64(date.day)), ("T", second / 3600), (":", second / 60 % 60),
      (":", second % 60),
    ] as [(Unicode.Scalar, UInt64)] {
      bytes.append(UInt8(ascii: mark))
      appendPadded(value, places: 2, to: &bytes)
    }
    if decimals > 0 {
      bytes.append(UInt8(ascii: "."))
      var scale: Int64 = 1
      for _ in min(decimals, 9)..<9 { scale *= 10 }
      appendPadded(UInt64(fraction / scale), places: min(decimals, 9), to: &bytes)
    }
    bytes.append(UInt8(ascii: "Z"))
  }

  /// Reads RFC 3339 in UTC (`Z`), with up to nine decimals of a second.
  ///
  /// - Throws: `TimestampError` for any other form, for dates that do not exist, and beyond the years 1678 to 2261.
  public init(_ text: some StringProtocol) throws(TimestampError) {
    let failure = TimestampError(text: String(text.prefix(64)))
    var reader = DigitReader(bytes: Array(text.utf8))
    guard let year = reader.number(places: 4), reader.skip("-"), let month = reader.number(places: 2), reader.skip("-"),
      let day = reader.number(places: 2), reader.skip("T"), let hour = reader.number(places: 2), reader.skip(":"),
      let minute = reader.number(places: 2), reader.skip(":"), let second = reader.number(places: 2),
      let fraction = reader.fraction(), reader.skip("Z"), reader.isAtEnd,
      (1678...2261).contains(year), (1...12).contains(month), hour < 24, minute < 60, second < 60
    else { throw failure }
    let date = CivilDate(year: year, month: month, day: day)
    guard CivilDate(daysSinceEpoch: date.daysSinceEpoch) == date else { throw failure }
    nanos = (date.daysSinceEpoch * 86400 + hour * 3600 + minute * 60 + second) * 1_000_000_000 + fraction
  }
}

/// Reads fixed-width digits from the front of a text.
private struct DigitReader {
  var bytes: [UInt8]
  var place = 0
  var isAtEnd: Bool { place == bytes.count }

  mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    guard place < bytes.count, bytes[place] == UInt8(ascii: mark) else { return false }
    place += 1
    return true
  }

  mutating func digit() -> Int64? {
    guard place < bytes.count, case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[place] else { return nil }
    place += 1
    return Int64(bytes[place - 1] - UInt8(ascii: "0"))
  }

  mutating func number(places: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<places {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// The nanoseconds after the point; 0 when there is no point, nil when no digit or more than nine follow it.
  mutating func fraction() -> Int64? {
    guard skip(".") else { return 0 }
    var (value, scale): (Int64, Int64) = (0, 1_000_000_000)
    while let digit = digit() {
      guard scale > 1 else { return nil }
      scale /= 10
      value += digit * scale
    }
    return scale == 1_000_000_000 ? nil : value
  }
}
