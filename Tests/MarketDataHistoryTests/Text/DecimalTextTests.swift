import MarketData
import Testing

@testable import MarketDataHistory

@Suite("Numbers of text")
struct DecimalTextTests {
  private func price(_ text: String, rounding: Bool = false) -> String {
    do throws(FieldProblem) {
      return try text.bytes.withUnsafeBufferPointer { (bytes) throws(FieldProblem) in
        "\(try DecimalText.price(bytes, rounding: rounding))"
      }
    } catch { return "expected \(error.expected), found \(error.found)" }
  }

  private func integer(_ text: String) -> String {
    do throws(FieldProblem) {
      return try text.bytes.withUnsafeBufferPointer { (bytes) throws(FieldProblem) in
        "\(try DecimalText.integer(bytes))"
      }
    } catch { return "expected \(error.expected), found \(error.found)" }
  }

  @Test(
    "Prices are exact, with exponents too",
    arguments: [
      ("150.25", "150.25"), ("0.000000001", "0.000000001"), ("-0.5", "-0.50"), ("1.2e-05", "0.000012"),
      ("1.5E+3", "1500.00"), ("150.250000000000000", "150.25"), ("0.0e99999999999", "0.00"), ("007", "7.00"),
      ("9223372036.854775807", "9223372036.854775807"), ("-9223372036.854775808", "-9223372036.854775808"),
      ("92233720368547758070e-10", "9223372036.854775807"), ("0.00000000000000000000001e22", "0.10"),
    ])
  func prices(_ text: String, _ wanted: String) { #expect(price(text) == wanted) }

  @Test(
    "What is no price is refused",
    arguments: [
      ("", "nothing"), ("-", "\"-\""), (".5", "\".5\""), ("5.", "\"5.\""), ("1,5", "\"1,5\""), ("1e", "\"1e\""),
      ("1e+", "\"1e+\""), ("+1", "\"+1\""), ("0x1p3", "\"0x1p3\""), ("NaN", "\"NaN\""), ("1.2.3", "\"1.2.3\""),
      (" 1", "\" 1\""), ("--1", "\"--1\""),
      (String(repeating: "1", count: 200), "\"\(String(repeating: "1", count: 64))…\""),
    ])
  func refusals(_ text: String, _ found: String) {
    #expect(price(text) == "expected a decimal number such as 150.25, found \(found)")
  }

  @Test("More than nine decimals are refused, and rounded half up only where that is asked for")
  func decimals() {
    #expect(price("0.1234567895") == "expected at most 9 decimals, found \"0.1234567895\"")
    #expect(price("0.1234567895", rounding: true) == "0.12345679")
    #expect(price("0.12345678949999", rounding: true) == "0.123456789")
    #expect(price("-0.9999999996", rounding: true) == "-1.00")
    #expect(price("5e-10", rounding: true) == "0.000000001")
    #expect(price("5e-11", rounding: true) == "0.00")
  }

  @Test("Prices beyond 64 bits are refused", arguments: ["9223372036.854775808", "1e10", "1e99999", "-9223372036.9"])
  func range(_ text: String) {
    #expect(price(text) == "expected a number within ±9223372036.854775807, found \"\(text)\"")
  }

  @Test("Whole numbers may be written as floats")
  func integers() {
    #expect(integer("1234567890123") == "1234567890123")
    #expect(integer("1.2e3") == "1200")
    #expect(integer("12.000") == "12")
    #expect(integer("9223372036854775807") == "9223372036854775807")
    #expect(integer("9223372036854775808") == "expected a whole number of 64 bits, found \"9223372036854775808\"")
    #expect(integer("12.5") == "expected a whole number, found \"12.5\"")
  }

  @Test("Whatever a price prints is read as the same price", arguments: 0..<20)
  func roundTrip(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<500 {
      let value = Price(nanos: Int64(bitPattern: random.next()) >> Int64(random.next() % 64))
      #expect(price(value.description) == value.description, "seed \(seed)")
    }
  }
}

@Suite("Times of text")
struct TimeFieldTests {
  private func time(_ text: String, _ unit: TimeField.Unit = .byMagnitude) -> String {
    var field = TimeField(unit)
    do throws(FieldProblem) {
      return try text.bytes.withUnsafeBufferPointer { (bytes) throws(FieldProblem) in "\(try field.read(bytes))" }
    } catch { return error.expected }
  }

  @Test(
    "Times are RFC 3339, a date, or a number whose unit its magnitude tells",
    arguments: [
      ("2024-01-15T14:30:00Z", "2024-01-15T14:30:00Z"), ("2024-01-15t14:30:00.5z", "2024-01-15T14:30:00.500Z"),
      ("2024-01-15 14:30:00.123456789Z", "2024-01-15T14:30:00.123456789Z"),
      ("2024-01-15T09:30:00-05:00", "2024-01-15T14:30:00Z"),
      ("2024-01-15T20:00:00.25+05:30", "2024-01-15T14:30:00.250Z"),
      ("2024-02-29", "2024-02-29T00:00:00Z"), ("1705329000", "2024-01-15T14:30:00Z"),
      ("1705329000123", "2024-01-15T14:30:00.123Z"), ("1705329000123456", "2024-01-15T14:30:00.123456Z"),
      ("1705329000123456789", "2024-01-15T14:30:00.123456789Z"), ("1705329000.25", "2024-01-15T14:30:00.250Z"),
      ("2024-01-15T14:30:00.1234567890Z", "2024-01-15T14:30:00.123456789Z"),
    ])
  func times(_ text: String, _ wanted: String) { #expect(time(text) == wanted) }

  @Test(
    "Other times are refused",
    arguments: [
      "", "yesterday", "2024-01-15T14:30:00", "2024-01-15T24:00:00Z", "2024-01-15T14:60:00Z", "2024-01-15T14:30:00.Z",
      "2024-13-15", "2024-01-15T14:30:00+5:00", "2024/01/15", "2024-01-15T14:30:00.1234567891Z", "1-2-3-4-5-6",
      "2024-01-15X14:30:00Z", "2024-01-15T14:30:00Zz",
    ])
  func refusals(_ text: String) {
    #expect(time(text) == "a time such as 2024-01-15T14:30:00.123Z, or a number of seconds, ms, µs or ns since 1970")
  }

  @Test("A day that does not exist, and times too far away, are refused")
  func limits() {
    #expect(time("2023-02-29") == "a day that exists")
    #expect(time("99999999999") == "a time from 1678 to 2261")
    #expect(time("5", .nanoseconds) == "1970-01-01T00:00:00.000000005Z")
  }
}
