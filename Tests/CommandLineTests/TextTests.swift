import MarketData
import Testing

@testable import marketdata

@Suite("Small pieces of text")
struct TextTests {
  @Test(
    "A sparkline is scaled from its lowest to its highest sample",
    arguments: [
      ([0, 1, 2, 3, 4, 5, 6, 7], 8, "▁▂▃▄▅▆▇█"), ([1, 2], 4, "  ▁█"), ([9, 1, 2, 3], 3, "▁▅█"), ([5, 5], 2, "▄▄"),
      ([], 3, "   "), ([1], 0, ""),
    ] as [([Double], Int, String)])
  func sparkline(samples: [Double], width: Int, text: String) {
    #expect(Sparkline.text(samples, width: width) == text)
  }

  @Test(
    "Money is shown in cents with commas",
    arguments: [
      (0, "0.00", "0.00"), (1_234_567_890_000_000, "1,234,567.89", "+1,234,567.89"), (-5_000_000_000, "-5.00", "-5.00"),
      (10_000_000, "0.01", "+0.01"), (-9_999_999, "0.00", "0.00"),
    ] as [(Int128, String, String)])
  func money(nanos: Int128, plain: String, signed: String) {
    #expect(MoneyText.cents(Money(nanos: nanos)) == plain)
    #expect(MoneyText.signedCents(Money(nanos: nanos)) == signed)
  }

  @Test(
    "Numbers have a comma between thousands",
    arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
  func groups(number: Int, text: String) {
    #expect(grouped(number) == text)
  }

  @Test("A JSON string escapes what it must")
  func json() {
    #expect(jsonText("a\"b\\c\nd\te\u{1}é") == #""a\"b\\c\nd\te\u0001é""#)
  }

  @Test("The progress bar shows how far, how many, how fast")
  func progress() {
    #expect(
      ProgressBar.line(done: 0.5, count: 1_000_000, of: "quotes", seconds: 2)
        == "███████████████░░░░░░░░░░░░░░░  50 %  1,000,000 quotes  500,000/s")
  }
}
