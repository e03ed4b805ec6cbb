import MarketData

/// Times of text: RFC 3339, a date alone, or a number since 1970 whose unit its magnitude tells.
///
/// Rows of one day share their date, which is worked out once.
struct TimeField {
  typealias Field = UnsafeBufferPointer<UInt8>
  /// The unit of whole numbers.
  enum Unit {
    /// Seconds below 1e11, milliseconds below 1e14, microseconds below 1e17, nanoseconds from there on: right for the
    /// years 1973 to 5138.
    case byMagnitude
    case nanoseconds
  }

  let unit: Unit
  private var date: (UInt64, UInt16) = (0, 0)
  private var startOfDate: Int64 = 0

  init(_ unit: Unit) { self.unit = unit }

  private static let expected =
    "a time such as 2024-01-15T14:30:00.123Z, or a number of seconds, ms, µs or ns since 1970"

  @inline(__always)
  mutating func read(_ field: Field) throws(FieldProblem) -> Timestamp {
    if field.count >= 10, field[4] == UInt8(ascii: "-") { return Timestamp(nanos: try written(field)) }
    return try number(field)
  }

  /// Whether a time that was read is a date alone.
  @inline(__always)
  static func isDate(_ field: Field) -> Bool { field.count == 10 && field[4] == UInt8(ascii: "-") }

  // MARK: Numbers

  @inline(never)
  private func number(_ field: Field) throws(FieldProblem) -> Timestamp {
    // A fraction is one of seconds, whose billionths are nanoseconds.
    if field.contains(UInt8(ascii: ".")) {
      do { return Timestamp(nanos: try DecimalText.price(field).nanos) } catch {
        throw FieldProblem(field, expected: Self.expected)
      }
    }
    guard let value = try? DecimalText.integer(field) else { throw FieldProblem(field, expected: Self.expected) }
    let (nanos, overflow) = value.multipliedReportingOverflow(by: unit == .nanoseconds ? 1 : Self.scale(value))
    guard !overflow else { throw FieldProblem(field, expected: "a time from 1678 to 2261") }
    return Timestamp(nanos: nanos)
  }

  private static func scale(_ value: Int64) -> Int64 {
    switch value.magnitude {
    case 0..<100_000_000_000: 1_000_000_000
    case 100_000_000_000..<100_000_000_000_000: 1_000_000
    case 100_000_000_000_000..<100_000_000_000_000_000: 1000
    default: 1
    }
  }

  // MARK: Dates

  @inline(__always)
  private mutating func written(_ field: Field) throws(FieldProblem) -> Int64 {
    let raw = UnsafeRawBufferPointer(field)
    let key = (raw.loadUnaligned(as: UInt64.self), raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
    if key != date { try begin(field, key) }
    if field.count == 10 { return startOfDate }
    guard let time = Self.timeOfDay(field) else { throw FieldProblem(field, expected: Self.expected) }
    return startOfDate &+ time
  }

  @inline(never)
  private mutating func begin(_ field: Field, _ key: (UInt64, UInt16)) throws(FieldProblem) {
    guard let year = Self.digits(field, 0, 4), let month = Self.digits(field, 5, 2), field[7] == UInt8(ascii: "-"),
      let day = Self.digits(field, 8, 2), (1678...2261).contains(year), (1...12).contains(month)
    else { throw FieldProblem(field, expected: Self.expected) }
    let civil = CivilDate(year: year, month: month, day: day)
    guard CivilDate(daysSinceEpoch: civil.daysSinceEpoch) == civil else {
      throw FieldProblem(field, expected: "a day that exists")
    }
    (date, startOfDate) = (key, civil.daysSinceEpoch * 86_400_000_000_000)
  }

  /// What stands after the date, in nanoseconds of UTC: `T14:30:00`, a fraction, and `Z` or an offset.
  @inline(__always)
  private static func timeOfDay(_ field: Field) -> Int64? {
    guard field.count >= 20, field[10] | 0x20 == UInt8(ascii: "t") || field[10] == 0x20,
      let hour = digits(field, 11, 2), field[13] == UInt8(ascii: ":"), let minute = digits(field, 14, 2),
      field[16] == UInt8(ascii: ":"), let second = digits(field, 17, 2), hour < 24, minute < 60, second < 60
    else { return nil }
    var place = 19
    var fraction: Int64 = 0
    if field[place] == UInt8(ascii: ".") {
      let first = place + 1
      var unit: Int64 = 100_000_000
      place = first
      while place < field.count, case let digit = field[place] &- 0x30, digit <= 9 {
        guard unit > 0 || digit == 0 else { return nil }  // finer than a nanosecond
        fraction &+= Int64(digit) &* unit
        unit /= 10
        place &+= 1
      }
      guard place > first else { return nil }
    }
    guard let offset = offset(field, place) else { return nil }
    return ((hour &* 60 &+ minute) &* 60 &+ second &- offset) &* 1_000_000_000 &+ fraction
  }

  /// Seconds ahead of UTC.
  @inline(__always)
  private static func offset(_ field: Field, _ place: Int) -> Int64? {
    guard place < field.count else { return nil }
    if field[place] | 0x20 == UInt8(ascii: "z") { return place + 1 == field.count ? 0 : nil }
    guard field[place] == UInt8(ascii: "+") || field[place] == UInt8(ascii: "-"), place + 6 == field.count,
      let hours = digits(field, place + 1, 2), field[place + 3] == UInt8(ascii: ":"),
      let minutes = digits(field, place + 4, 2), hours < 24, minutes < 60
    else { return nil }
    return (hours * 60 + minutes) * (field[place] == UInt8(ascii: "-") ? -60 : 60)
  }

  @inline(__always)
  private static func digits(_ field: Field, _ start: Int, _ count: Int) -> Int64? {
    var value: Int64 = 0
    for place in start..<start + count {
      let digit = field[place] &- 0x30
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ Int64(digit)
    }
    return value
  }
}
