import Testing

@testable import MarketData

/// What happens to a stream, by milliseconds.
private enum Step: Sendable {
  case quote(Double, UInt64, lag: Double = 0)
  case time(Double)
  case halt(Double)
  case resume(Double)
}

/// A stream's story, and what is to be said of it.
private struct Story: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let steps: [Step]
  let changes: [String]

  init(_ name: String, _ steps: [Step], _ changes: [String]) {
    (testDescription, self.steps, self.changes) = (name, steps, changes)
  }
}

@Suite("Health of one stream")
struct HealthMonitorTests {
  let symbol: Symbol

  init() throws { symbol = try Symbol("H") }

  private static let silences: [Story] = [
    Story("quotes as expected", [.quote(300, 1), .quote(1300, 2), .quote(2300, 3), .time(3300)], []),
    Story(
      "none ever", [.time(10_000)],
      ["2000 H live→stale silence 2000", "3000 H stale→mute silence 3000"]),
    Story(
      "silence", [.quote(500, 1), .time(10_000)],
      ["2500 H live→stale silence 2000", "3500 H stale→mute silence 3000"]),
    Story("just not too long", [.quote(500, 1), .time(2500), .quote(2500, 2)], []),
    Story(
      "a nanosecond too long", [.quote(500, 1), .quote(2500.000001, 2)],
      ["2500 H live→stale silence 2000", "2500.000001 H stale→live quote"]),
    Story(
      "told late", [.quote(500, 1), .time(9000), .quote(9000, 2), .time(10_000)],
      ["2500 H live→stale silence 2000", "3500 H stale→mute silence 3000", "9000 H mute→live quote"]),
    Story(
      "again and again", [.quote(0, 1), .quote(2100, 2), .quote(4200, 3)],
      [
        "2000 H live→stale silence 2000", "2100 H stale→live quote", "4100 H live→stale silence 2000",
        "4200 H stale→live quote",
      ]),
  ]

  private static let sequences: [Story] = [
    Story("any first number", [.quote(0, 700), .quote(1000, 701)], []),
    Story(
      "a number missing", [.quote(0, 1), .quote(1000, 3), .quote(1999, 4), .quote(2000, 5)],
      ["1000 H live→gapped missing 1", "2000 H gapped→live quote"]),
    Story(
      "one hole after the other", [.quote(0, 1), .quote(1000, 3), .quote(1900, 7), .quote(2800, 8), .quote(2900, 9)],
      ["1000 H live→gapped missing 1", "2900 H gapped→live quote"]),
    Story(
      "overtaken", [.quote(0, 1), .quote(100, 3), .quote(200, 2)],
      ["100 H live→gapped missing 1", "200 H gapped→live quote"]),
    Story(
      "some of the missing come", [.quote(0, 1), .quote(100, 5), .quote(200, 3), .quote(300, 2), .quote(400, 4)],
      ["100 H live→gapped missing 3", "400 H gapped→live quote"]),
    Story(
      "one came twice, the missing one did not", [.quote(0, 1), .quote(100, 3), .quote(200, 1), .quote(300, 3)],
      ["100 H live→gapped missing 1"]),
    Story(
      "very many missing", [.quote(0, 1), .quote(100, 1_000_001), .quote(200, 1_000_000), .quote(1100, 1_000_002)],
      ["100 H live→gapped missing 999999", "1100 H gapped→live quote"]),
    Story("the greatest number", [.quote(0, .max - 1), .quote(100, .max), .quote(200, 1)], []),
    Story("twice", [.quote(0, 1), .quote(0, 1), .quote(100, 2), .quote(100, 2)], []),
    Story("no numbers", [.quote(0, 0), .quote(1000, 0), .quote(2000, 0)], []),
    Story("from the beginning again", [.quote(0, 9), .quote(1000, 1), .quote(2000, 2)], []),
    Story(
      "missing after a silence", [.quote(0, 1), .time(4000), .quote(4000, 5), .quote(5000, 6)],
      [
        "2000 H live→stale silence 2000", "3000 H stale→mute silence 3000", "4000 H mute→gapped missing 3",
        "5000 H gapped→live quote",
      ]),
    Story(
      "silence while gapped", [.quote(0, 1), .quote(100, 3), .quote(2200, 4)],
      ["100 H live→gapped missing 1", "2100 H gapped→stale silence 2000", "2200 H stale→live quote"]),
  ]

  private static let lags: [Story] = [
    Story("up to seven sixteenths alone", [.quote(0, 1), .quote(1000, 2, lag: 437.5), .quote(2000, 3)], []),
    Story(
      "more alone", [.quote(0, 1), .quote(1000, 2, lag: 438), .quote(2000, 3, lag: 126), .quote(3000, 4, lag: 125)],
      ["1000 H live→late lag 438", "3000 H late→live quote"]),
    Story(
      "more and more", [.quote(0, 1), .quote(1000, 2, lag: 63), .quote(2000, 3, lag: 126), .quote(3000, 4)],
      ["2000 H live→late lag 126", "3000 H late→live quote"]),
    Story("hardly more", [.quote(1000, 1, lag: 62), .quote(2000, 2, lag: 200), .quote(3000, 3, lag: 200)], []),
    Story("catching up", [.quote(1000, 1, lag: 400), .quote(1000, 2, lag: 300), .quote(1000, 3, lag: 200)], []),
    Story(
      "ahead", [.quote(0, 1), .quote(1000, 2, lag: -438), .quote(2000, 3, lag: -125)],
      ["1000 H live→late lag -438", "2000 H late→live quote"]),
    Story(
      "more and more ahead", [.quote(0, 1, lag: -100), .quote(1000, 2, lag: -200)],
      ["1000 H live→late lag -200"]),
    Story(
      "gapped matters more than late",
      [.quote(0, 1), .quote(1000, 2, lag: 500), .quote(2000, 4, lag: 500), .quote(3000, 5, lag: 500), .quote(4000, 6)],
      [
        "1000 H live→late lag 500", "2000 H late→gapped missing 1", "3000 H gapped→late lag 500",
        "4000 H late→live quote",
      ]),
    Story(
      "a silence matters more than both", [.quote(0, 1), .quote(100, 3, lag: 500), .quote(2200, 4, lag: 500)],
      ["100 H live→gapped missing 1", "2100 H gapped→stale silence 2000", "2200 H stale→late lag 500"]),
  ]

  private static let halts: [Story] = [
    Story(
      "a halt", [.quote(0, 1), .halt(500), .quote(600, 2), .time(9000), .resume(9000), .quote(9500, 3)],
      ["500 H live→closed hours", "9500 H closed→live quote"]),
    Story(
      "none after a halt", [.halt(500), .resume(9000), .time(20_000)],
      ["500 H live→closed hours", "11000 H closed→stale silence 2000", "12000 H stale→mute silence 3000"]),
    Story(
      "told twice", [.quote(0, 1), .resume(100), .halt(500), .halt(600), .resume(700), .quote(800, 2), .resume(900)],
      ["500 H live→closed hours", "800 H closed→live quote"]),
    Story(
      "halted while mute", [.time(4000), .halt(5000), .time(9000), .resume(9000), .halt(9500), .time(20_000)],
      [
        "2000 H live→stale silence 2000", "3000 H stale→mute silence 3000", "5000 H mute→closed hours",
      ]),
    Story(
      "what was wrong before a halt is forgotten",
      [.quote(0, 1), .quote(100, 3, lag: 500), .halt(200), .quote(300, 9), .resume(1000), .quote(1100, 10)],
      ["100 H live→gapped missing 1", "200 H gapped→closed hours", "1100 H closed→live quote"]),
    Story(
      "missing after a halt", [.quote(0, 1), .halt(200), .resume(1000), .quote(1100, 4)],
      ["200 H live→closed hours", "1100 H closed→gapped missing 2"]),
  ]

  @Test("A story has these changes, at these times", arguments: silences + sequences + lags + halts)
  private func story(_ story: Story) {
    var bench = HealthBench()
    bench.watch(symbol)
    for step in story.steps {
      switch step {
      case .quote(let time, let sequence, let lag): bench.quote(symbol, at: time, sequence: sequence, lag: lag)
      case .time(let time): bench.advance(to: time)
      case .halt(let time): bench.halt(symbol, true, at: time)
      case .resume(let time): bench.halt(symbol, false, at: time)
      }
    }
    let counts = Dictionary(grouping: bench.found, by: \.to).mapValues(\.count)
    #expect(bench.monitor.changes == counts)
    #expect(bench.monitor.health(of: symbol) == bench.found.last?.to ?? .live)
    #expect(bench.takeWords() == story.changes)
  }

  @Test("Without a call in time, a quote tells of the silence before it all the same")
  func quoteAlone() {
    var bench = HealthBench()
    bench.watch(symbol)
    bench.monitor.observe(HealthBench.quote(symbol, at: bench.time(5000), 1), at: bench.time(5000), into: &bench.found)
    #expect(
      bench.takeWords() == [
        "2000 H live→stale silence 2000", "3000 H stale→mute silence 3000", "5000 H mute→live quote",
      ])
  }

  @Test("Watched again, a stream is judged by what is expected now, and its state stays")
  func watchAgain() {
    var bench = HealthBench()
    bench.watch(symbol)
    bench.quote(symbol, at: 0, sequence: 1)
    bench.advance(to: 2500)
    bench.watch(symbol, interval: .seconds(10), at: 2500)
    #expect(bench.monitor.health(of: symbol) == .stale)
    #expect(bench.monitor.expectedInterval(of: symbol) == .seconds(10))
    bench.advance(to: 29_000)
    bench.quote(symbol, at: 29_000, sequence: 2)
    bench.watch(symbol, interval: .milliseconds(1), at: 29_000)
    #expect(bench.monitor.expectedInterval(of: symbol) == .milliseconds(100))
    bench.advance(to: 29_250)
    #expect(
      bench.takeWords() == [
        "2000 H live→stale silence 2000", "29000 H stale→live quote", "29200 H live→stale silence 200",
      ])
  }

  @Test("Given up and watched anew, a stream is as it was last told to be until something else is seen")
  func unwatch() {
    var bench = HealthBench()
    #expect(bench.monitor.health(of: symbol) == nil)
    bench.watch(symbol)
    bench.quote(symbol, at: 0, sequence: 1)
    bench.advance(to: 2500)
    bench.monitor.unwatch(symbol)
    #expect(bench.monitor.health(of: symbol) == nil)
    #expect(bench.monitor.expectedInterval(of: symbol) == nil)
    bench.advance(to: 9000)
    bench.quote(symbol, at: 9000, sequence: 50)
    #expect(bench.takeWords() == ["2000 H live→stale silence 2000"])
    bench.watch(symbol, at: 10_000)
    #expect(bench.monitor.health(of: symbol) == .stale)
    bench.quote(symbol, at: 11_000, sequence: 99)
    bench.advance(to: 14_500)
    #expect(
      bench.takeWords() == [
        "11000 H stale→live quote", "13000 H live→stale silence 2000", "14000 H stale→mute silence 3000",
      ])
  }

  @Test("While the market stood still, no silence went by")
  func shift() {
    var bench = HealthBench()
    bench.watch(symbol)
    bench.quote(symbol, at: 0, sequence: 1)
    bench.quote(symbol, at: 500, sequence: 3)
    bench.monitor.shift(by: .seconds(60))
    bench.advance(to: 62_000)
    bench.quote(symbol, at: 62_500, sequence: 4)
    bench.advance(to: 64_600)
    #expect(
      bench.takeWords() == [
        "500 H live→gapped missing 1", "62500 H gapped→live quote", "64500 H live→stale silence 2000",
      ])
  }

  @Test("A symbol that is not watched has no health, whatever comes of it")
  func unwatched() throws {
    var bench = HealthBench()
    let other = try Symbol("H.OTHER")
    bench.watch(other)
    bench.quote(symbol, at: 0, sequence: 1)
    bench.quote(symbol, at: 1, sequence: 9)
    bench.halt(symbol, true, at: 2)
    bench.monitor.unwatch(symbol)
    #expect(bench.monitor.health(of: symbol) == nil)
    #expect(bench.takeWords() == [])
    #expect(HealthMonitor(HealthConfig(), fallback: .seconds(1)).nextDeadline == nil)
  }
}
