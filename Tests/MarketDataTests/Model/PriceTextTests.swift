import Foundation
import Testing

@testable import MarketData

@Suite("Price as text")
struct PriceTextTests {
  struct Spelling: CustomTestStringConvertible {
    var text: String
    var nanos: Int64
    var printed: String
    var testDescription: String { "\"\(text)\"" }

    init(_ text: String, _ nanos: Int64, prints printed: String? = nil) {
      (self.text, self.nanos, self.printed) = (text, nanos, printed ?? text)
    }
  }

  @Test(
    "A decimal text is read digit by digit, and printed with two to nine decimals",
    arguments: [
      Spelling("150.25", 150_250_000_000), Spelling("450.00", 450_000_000_000),
      Spelling("450", 450_000_000_000, prints: "450.00"), Spelling("450.0", 450_000_000_000, prints: "450.00"),
      Spelling("0", 0, prints: "0.00"), Spelling("-0", 0, prints: "0.00"), Spelling("-0.00", 0, prints: "0.00"),
      Spelling("007.5", 7_500_000_000, prints: "7.50"), Spelling("-12.3", -12_300_000_000, prints: "-12.30"),
      Spelling("-0.0001", -100_000), Spelling("0.000000001", 1), Spelling("-0.000000001", -1),
      Spelling("0.100000000", 100_000_000, prints: "0.10"), Spelling("1.123456789", 1_123_456_789),
      Spelling("9223372036.854775807", .max), Spelling("-9223372036.854775808", .min),
      Spelling(String(repeating: "0", count: 100) + "1.5", 1_500_000_000, prints: "1.50"),
    ])
  func spelling(_ spelling: Spelling) throws {
    let price = try Price(spelling.text)
    #expect(price == Price(nanos: spelling.nanos))
    #expect(price.description == spelling.printed)
    #expect(try Price(Substring(spelling.text)) == price)
  }

  struct Junk: CustomTestStringConvertible {
    var text: String
    var error: PriceError
    var testDescription: String { "\"\(text.prefix(20))\"" }

    init(_ text: String, _ error: PriceError) { (self.text, self.error) = (text, error) }

    static func unexpected(_ character: Character, at place: Int, in text: String, shown: String? = nil) -> Junk {
      Junk(text, .unexpected(character: character, place: place, text: shown ?? text))
    }
  }

  static let digits64 = String(repeating: "1", count: 64)

  @Test(
    "What is no price is refused, and the error says where",
    arguments: [
      Junk("", .empty), Junk("-", .incomplete(text: "-")), Junk(".", .incomplete(text: ".")),
      Junk("5.", .incomplete(text: "5.")), Junk(".5", .incomplete(text: ".5")), Junk("-.5", .incomplete(text: "-.5")),
      Junk("1.1234567890", .tooManyDecimals(text: "1.1234567890")),
      Junk("9223372036.854775808", .outOfRange(text: "9223372036.854775808")),
      Junk("-9223372036.854775809", .outOfRange(text: "-9223372036.854775809")),
      Junk("99999999999", .outOfRange(text: "99999999999")),
      .unexpected("+", at: 1, in: "+1"), .unexpected("e", at: 2, in: "1e5"), .unexpected("-", at: 2, in: "--1"),
      .unexpected("-", at: 2, in: "1-"), .unexpected(".", at: 4, in: "1.2.3"), .unexpected(",", at: 2, in: "1,5"),
      .unexpected(" ", at: 1, in: " 1"), .unexpected(" ", at: 4, in: "1.5 "), .unexpected("\n", at: 2, in: "1\n"),
      .unexpected("\0", at: 2, in: "1\0"), .unexpected("x", at: 2, in: "0x10"), .unexpected("n", at: 1, in: "nan"),
      .unexpected("٣", at: 1, in: "٣"), .unexpected("１", at: 3, in: "1.１"), .unexpected("−", at: 1, in: "−1"),
      .unexpected("👍🏽", at: 3, in: "12👍🏽"), Junk(digits64, .outOfRange(text: digits64)),
      Junk(digits64 + "1", .outOfRange(text: digits64 + "…")),
      .unexpected("x", at: 64, in: digits64.dropLast() + "x", shown: digits64.dropLast() + "x"),
      .unexpected("…", at: 65, in: digits64 + "xy", shown: digits64 + "…"),
      .unexpected("…", at: 66, in: digits64 + "1xy", shown: digits64 + "…"),
      .unexpected("…", at: 67, in: digits64 + "11xy", shown: digits64 + "…"),
      .unexpected("…", at: 165, in: String(repeating: "1", count: 164) + "x", shown: digits64 + "…"),
    ])
  func junk(_ junk: Junk) {
    #expect(throws: junk.error) { try Price(junk.text) }
  }

  @Test("The messages say what was expected and what was found")
  func messages() {
    let table: [(PriceError, String)] = [
      (.empty, "expected a decimal number such as 150.25, found nothing"),
      (
        .unexpected(character: "x", place: 2, text: "1x"),
        "expected a decimal number such as 150.25, found \"x\" at place 2 of \"1x\""
      ),
      (.incomplete(text: "5."), "expected a digit on each side of the decimal point, found \"5.\""),
      (
        .tooManyDecimals(text: "0.1234567891"), "expected at most 9 decimals, found \"0.1234567891\"; round it first"
      ),
      (
        .outOfRange(text: "1e1"),
        "expected a price between -9223372036.854775808 and 9223372036.854775807, found \"1e1\""
      ),
    ]
    for (error, message) in table { #expect(error.description == message) }
  }

  @Test("Printing and reading again gives the same price, for 20,000 prices of every magnitude", arguments: 1...4)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<5000 {
      let price = Price(nanos: Int64(bitPattern: random.next()) >> Int64(random.next() % 64))
      let text = price.description
      #expect(try Price(text) == price, "seed \(seed), \(price.nanos)")
      #expect(Decimal(string: text) == Decimal(price.nanos) / 1_000_000_000, "seed \(seed), \(price.nanos)")
    }
  }

  @Test("A price is text in JSON, and a wrong one is told with its error")
  func json() throws {
    let price = try Price("150.25")
    let data = try JSONEncoder().encode([price])
    #expect(String(decoding: data, as: UTF8.self) == #"["150.25"]"#)
    #expect(try JSONDecoder().decode([Price].self, from: data) == [price])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Price].self, from: Data(#"["1.x"]"#.utf8)) }
  }
}
