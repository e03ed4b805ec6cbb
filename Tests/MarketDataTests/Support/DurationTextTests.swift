import MarketData
import Testing

@Suite("Durations as people write them")
struct DurationTextTests {
  @Test(
    "A number with its unit, or several from large to small",
    arguments: [
      ("500ms", .milliseconds(500)), ("30s", .seconds(30)), ("5m", .seconds(300)), ("6h30m", .seconds(23_400)),
      ("1d", .seconds(86_400)), ("1d2h3m4s5ms", .milliseconds(93_784_005)), ("90m", .seconds(5400)),
      ("0h1s", .seconds(1)), ("36500d", .seconds(3_153_600_000)),
    ] as [(String, Duration)])
  func reads(text: String, duration: Duration) throws {
    #expect(try DurationText.parse(text) == duration)
  }

  @Test(
    "Everything else is an error that shows what would be right",
    arguments: [
      "", "5", "s", "5 s", "5x", "-5s", "+5s", "1.5h", "5s5s", "5s1m", "ms5", "0s", "0d0ms", "36501d",
      "9223372036854775808ms", "9223372036854775807d", "٣s",
    ])
  func refuses(text: String) {
    #expect {
      try DurationText.parse(text)
    } throws: { error in
      "\(error)"
        == "expected a duration above 0 and up to 100 years such as 500ms, 30s, 5m, 6h30m or 1d, found \"\(text)\""
    }
  }

  @Test(
    "Shown briefly, with the two largest units",
    arguments: [
      (.zero, "0s"), (.milliseconds(999), "0s"), (.seconds(59), "59s"), (.seconds(60), "1m"), (.seconds(65), "1m5s"),
      (.seconds(23_400), "6h30m"), (.seconds(3605), "1h"), (.seconds(90_061), "1d1h"), (.seconds(-5), "0s"),
    ] as [(Duration, String)])
  func shows(duration: Duration, text: String) {
    #expect(DurationText.brief(duration) == text)
  }

  @Test(
    "Read with a sign and down to nanoseconds, and written so that it reads back to the same",
    arguments: [
      ("0s", .zero), ("-2s", .seconds(-2)), ("1ms500us7ns", .nanoseconds(1_500_007)),
      ("-1d1ns", .nanoseconds(-86_400_000_000_001)),
      ("36500d", .seconds(3_153_600_000)),
    ] as [(String, Duration)])
  func signed(text: String, duration: Duration) {
    #expect(DurationText.read(text) == duration)
    #expect(DurationText.text(duration) == text)
  }

  @Test(
    "What is no duration is nothing",
    arguments: [
      "", "-", "--1s", "+1s", "5", "1.5s", "s", "1s1m", "1s1s", "36500d1ns", "9223372036854775808ns", "٣s", "1S",
    ])
  func nothing(text: String) { #expect(DurationText.read(text) == nil) }

  @Test("Any duration reads back", arguments: 1...100 as ClosedRange<UInt64>)
  func roundTrip(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let bits = Int.random(in: 0...61, using: &random)
      let duration = Duration.nanoseconds(Int64(bitPattern: random.next()) >> bits)
      guard duration.magnitude <= .seconds(3_153_600_000) else { continue }
      #expect(DurationText.read(DurationText.text(duration)) == duration, "seed \(seed)")
    }
  }
}

extension Duration {
  fileprivate var magnitude: Duration { self < .zero ? .zero - self : self }
}
