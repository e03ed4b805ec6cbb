import Testing

@testable import MarketData

@Suite("Timestamp")
struct TimestampTests {
  struct Spelling: CustomTestStringConvertible {
    var text: String
    var nanos: Int64
    var testDescription: String { text }
    init(_ text: String, _ nanos: Int64) { (self.text, self.nanos) = (text, nanos) }
  }

  @Test(
    "A time is read and printed as RFC 3339 in UTC, with as many decimals as it has",
    arguments: [
      Spelling("1970-01-01T00:00:00Z", 0), Spelling("2024-01-15T14:30:00Z", 1_705_329_000_000_000_000),
      Spelling("2024-01-15T10:30:00.123Z", 1_705_314_600_123_000_000),
      Spelling("2024-02-29T23:59:59.999999Z", 1_709_251_199_999_999_000),
      Spelling("1969-12-31T23:59:59.999999999Z", -1), Spelling("1969-12-31T23:59:59Z", -1_000_000_000),
      Spelling("1900-03-01T00:00:00Z", -2_203_891_200_000_000_000),
      Spelling("1678-01-01T00:00:00Z", -9_214_560_000_000_000_000),
      Spelling("2261-12-31T23:59:59.999999999Z", 9_214_646_399_999_999_999),
    ])
  func spelling(_ spelling: Spelling) throws {
    #expect(Timestamp(nanos: spelling.nanos).description == spelling.text)
    #expect(try Timestamp(spelling.text) == Timestamp(nanos: spelling.nanos))
  }

  @Test("Decimals that were not asked for are cut off, not rounded")
  func decimals() {
    let time = Timestamp(nanos: 1_705_314_600_129_999_999)
    let table = [
      (-1, ""), (0, ""), (1, ".1"), (2, ".12"), (3, ".129"), (6, ".129999"), (9, ".129999999"), (12, ".129999999"),
    ]
    for (decimals, fraction) in table {
      #expect(time.text(decimals: decimals) == "2024-01-15T10:30:00\(fraction)Z")
    }
    #expect(Timestamp(nanos: -1).text(decimals: 3) == "1969-12-31T23:59:59.999Z")
  }

  @Test("The first and the last time that fit are printed")
  func extremes() {
    #expect(Timestamp(nanos: .min).description == "1677-09-21T00:12:43.145224192Z")
    #expect(Timestamp(nanos: .max).description == "2262-04-11T23:47:16.854775807Z")
  }

  @Test(
    "What is no time in UTC, or does not exist, is refused",
    arguments: [
      "", "2024", "2024-01-15", "2024-01-15T10:30:00", "2024-01-15 10:30:00Z", "2024-01-15T10:30:00+00:00",
      "2024-01-15t10:30:00z", "2024-1-15T10:30:00Z", "2024-01-15T10:30Z", "2024-01-15T10:30:00.Z",
      "2024-01-15T10:30:00.1234567890Z", "2024-01-15T10:30:00Z ", " 2024-01-15T10:30:00Z", "2024-00-15T10:30:00Z",
      "2024-13-15T10:30:00Z", "2024-01-00T10:30:00Z", "2024-01-32T10:30:00Z", "2023-02-29T00:00:00Z",
      "1900-02-29T00:00:00Z", "2024-04-31T00:00:00Z", "2024-01-15T24:00:00Z", "2024-01-15T10:60:00Z",
      "2024-01-15T10:30:60Z", "1677-12-31T00:00:00Z", "2262-01-01T00:00:00Z", "-024-01-15T10:30:00Z",
      "２０２４-01-15T10:30:00Z", "2024-01-15T10:30:00.1\u{301}Z",
    ])
  func junk(_ text: String) {
    #expect(throws: TimestampError(text: text)) { try Timestamp(text) }
    #expect(
      TimestampError(text: text).description
        == "expected a UTC time from 1678 to 2261 such as 2024-01-15T14:30:00Z or 2024-01-15T14:30:00.123Z, "
        + "found \"\(text)\"")
  }

  @Test("An error quotes at most 64 characters")
  func longText() {
    let long = String(repeating: "9", count: 1000)
    #expect(throws: TimestampError(text: String(long.prefix(64)))) { try Timestamp(long) }
  }

  @Test("Printing and reading again gives the same time", arguments: 1...4)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2000 {
      let range: ClosedRange<Int64> = -9_214_560_000_000_000_000...9_214_646_399_999_999_999
      let unit: Int64 = [1, 1000, 1_000_000, 1_000_000_000][Int(random.next() % 4)]
      let time = Timestamp(nanos: Int64.random(in: range, using: &random) / unit * unit)
      #expect(try Timestamp(time.description) == time, "seed \(seed), \(time.nanos)")
      #expect(try Timestamp(time.text(decimals: 9)) == time, "seed \(seed), \(time.nanos)")
    }
  }

  @Test("Sums and differences are exact or clamped, and never change their sign", arguments: 1...4)
  func arithmetic(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2000 {
      let (a, b) = (PriceArithmeticTests.number(&random), PriceArithmeticTests.number(&random))
      let time = Timestamp(nanos: a)
      #expect((time + .nanoseconds(b)).nanos == Int64(clamping: Int128(a) + Int128(b)), "\(a) + \(b)")
      #expect((time - .nanoseconds(b)).nanos == Int64(clamping: Int128(a) - Int128(b)), "\(a) - \(b)")
      #expect((time - Timestamp(nanos: b)).nanos == Int64(clamping: Int128(a) - Int128(b)), "\(a) - \(b)")
      #expect(time.milliseconds == Int64((Double(a) / 1e6).rounded(.down)) || abs(a) > 1 << 50, "\(a)")
    }
  }

  @Test("Milliseconds are rounded down, before 1970 too")
  func milliseconds() {
    let table: [(Int64, Int64)] = [(0, 0), (999_999, 0), (1_000_000, 1), (-1, -1), (-1_000_000, -1), (-1_000_001, -2)]
    for (nanos, milliseconds) in table { #expect(Timestamp(nanos: nanos).milliseconds == milliseconds) }
    #expect(Timestamp(milliseconds: -5).nanos == -5_000_000)
  }

  @Test("A duration beyond 292 years is clamped")
  func durations() {
    #expect(Duration.seconds(1 << 40).nanos == .max)
    #expect(Duration.seconds(-1 << 40).nanos == .min)
    #expect(Duration.nanoseconds(Int64.min).nanos == .min)
    #expect((Duration.nanoseconds(Int64.max) + .nanoseconds(1)).nanos == .max)
    #expect(Duration.milliseconds(1500).inSeconds == 1.5)
    #expect(Duration.microseconds(1500).inMilliseconds == 1.5)
  }
}
