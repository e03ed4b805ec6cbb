import Testing

@testable import MarketData

/// A builder whose bars are read as lines, on a time counted in seconds from some midnight in New York.
struct BarTape {
  var builder: BarBuilder
  let origin: Timestamp
  private var bars: [(Bar, Bar.Kind)] = []

  init(_ kinds: Set<Bar.Kind> = Set(Bar.Kind.allCases), origin: String = "2024-01-15T05:00:00Z") throws {
    self.origin = try Timestamp(origin)
    builder = BarBuilder(kinds: kinds)
    builder.advance(to: self.origin, into: &bars)
  }

  private func time(_ seconds: Double) -> Timestamp { origin + .milliseconds(Int64((seconds * 1000).rounded())) }

  mutating func take(
    _ ticker: String = "A", at seconds: Double, _ price: String, size: Int32 = 100,
    changes: Quote.Changes = [.trade, .book]
  ) throws {
    let price = try Price(price)
    builder.take(
      Quote(
        symbol: try Symbol(ticker), price: price, bid: price, ask: price, timestamp: time(seconds), size: size,
        changes: changes), into: &bars)
  }

  mutating func advance(to seconds: Double) { builder.advance(to: time(seconds), into: &bars) }

  var deadline: Double? { builder.nextDeadline.map { ($0 - origin).inSeconds } }

  /// The bars since the last call: kind, ticker, window, open high low close, volume, trades, average | the day's.
  mutating func read() -> [String] {
    defer { bars = [] }
    return bars.map { bar, kind in
      let window = "\(Int((bar.start - origin).inSeconds))-\(Int((bar.end - origin).inSeconds))"
      let prices = "\(bar.open) \(bar.high) \(bar.low) \(bar.close) v\(bar.volume) n\(bar.trades) \(bar.vwap)"
      return "\(kind) \(bar.symbol) \(window): \(prices) | \(bar.day.open) v\(bar.day.volume) \(bar.day.vwap)"
    }
  }
}

@Suite("Bars by example")
struct BarExampleTests {
  @Test("A price that is marked counts in the bar, but not as a trade; a bar of marks alone has no volume")
  func marks() throws {
    var tape = try BarTape([.second])
    try tape.take(at: 0, "10", size: 0, changes: .mark)
    try tape.take(at: 0.2, "12", size: 0, changes: .mark)
    try tape.take(at: 0.4, "11", size: 500, changes: [.mark, .trade])
    try tape.take(at: 1, "9", size: 0, changes: .mark)
    tape.advance(to: 3)
    #expect(
      tape.read() == [
        "second A 0-1: 10.00 12.00 10.00 11.00 v500 n1 11.00 | 10.00 v500 11.00",
        "second A 1-2: 9.00 9.00 9.00 9.00 v0 n0 9.00 | 10.00 v500 11.00",
      ])
  }

  @Test("A second closes 20 ms after its end, a minute likewise, and then comes the day so far")
  func onTime() throws {
    var tape = try BarTape([.second, .minute, .updatedMinute, .day])
    #expect(tape.deadline == nil)
    try tape.take(at: 58.5, "10.00", size: 100)
    try tape.take(at: 58.6, "12.00", size: 200)
    try tape.take(at: 58.7, "9.00", size: 100)
    #expect(tape.deadline == 59.02)
    tape.advance(to: 59.019)
    #expect(tape.read() == [])
    tape.advance(to: 59.02)
    #expect(tape.read() == ["second A 58-59: 10.00 12.00 9.00 9.00 v400 n3 10.75 | 10.00 v400 10.75"])
    #expect(tape.deadline == 60.02)
    try tape.take(at: 59.999, "11.00", size: 400)
    try tape.take("B", at: 59, "1.00")
    tape.advance(to: 60.02)
    #expect(
      tape.read() == [
        "second A 59-60: 11.00 11.00 11.00 11.00 v400 n1 11.00 | 10.00 v800 10.875",
        "second B 59-60: 1.00 1.00 1.00 1.00 v100 n1 1.00 | 1.00 v100 1.00",
        "minute A 0-60: 10.00 12.00 9.00 11.00 v800 n4 10.875 | 10.00 v800 10.875",
        "minute B 0-60: 1.00 1.00 1.00 1.00 v100 n1 1.00 | 1.00 v100 1.00",
        "day A 0-60: 10.00 12.00 9.00 11.00 v800 n4 10.875 | 10.00 v800 10.875",
        "day B 0-60: 1.00 1.00 1.00 1.00 v100 n1 1.00 | 1.00 v100 1.00",
      ])
    #expect(tape.deadline == nil)
    tape.advance(to: 600)
    #expect(tape.read() == [], "no trades, no bar")
  }

  @Test("A trade of a later window closes the earlier one at once; others of that moment wait")
  func atOnce() throws {
    var tape = try BarTape([.second, .minute, .day])
    try tape.take("A", at: 59.9, "10.00")
    try tape.take("B", at: 59.9, "20.00")
    try tape.take("A", at: 60.001, "11.00")
    #expect(
      tape.read() == [
        "second A 59-60: 10.00 10.00 10.00 10.00 v100 n1 10.00 | 10.00 v100 10.00",
        "minute A 0-60: 10.00 10.00 10.00 10.00 v100 n1 10.00 | 10.00 v100 10.00",
        "day A 0-60: 10.00 10.00 10.00 10.00 v100 n1 10.00 | 10.00 v100 10.00",
      ])
    try tape.take("B", at: 59.95, "22.00")
    tape.advance(to: 60.02)
    #expect(
      tape.read() == [
        "second B 59-60: 20.00 22.00 20.00 22.00 v200 n2 21.00 | 20.00 v200 21.00",
        "minute B 0-60: 20.00 22.00 20.00 22.00 v200 n2 21.00 | 20.00 v200 21.00",
        "day B 0-60: 20.00 22.00 20.00 22.00 v200 n2 21.00 | 20.00 v200 21.00",
      ])
  }

  @Test("A late trade counts in its minute and day only; first and last go by the trades' own time")
  func lateForTheSecond() throws {
    var tape = try BarTape([.second, .minute])
    try tape.take(at: 2.5, "10.00")
    try tape.take(at: 5.5, "11.00")
    try tape.take(at: 5.4, "15.00")
    try tape.take(at: 1.0, "9.00")
    tape.advance(to: 60.02)
    #expect(
      tape.read() == [
        "second A 2-3: 10.00 10.00 10.00 10.00 v100 n1 10.00 | 10.00 v100 10.00",
        "second A 5-6: 15.00 15.00 11.00 11.00 v200 n2 13.00 | 9.00 v400 11.25",
        "minute A 0-60: 9.00 15.00 9.00 11.00 v400 n4 11.25 | 9.00 v400 11.25",
      ])
  }

  @Test("Late trades change the latest closed minute once, half a minute after its end, and later only the day")
  func lateForTheMinute() throws {
    var tape = try BarTape([.minute, .updatedMinute, .day])
    try tape.take(at: 30, "10.00")
    try tape.take(at: 70, "20.00")
    _ = tape.read()
    try tape.take(at: 31, "12.00")
    try tape.take(at: 29, "8.00")
    tape.advance(to: 71.02)
    #expect(tape.deadline == 90)
    tape.advance(to: 89.999)
    #expect(tape.read() == [])
    tape.advance(to: 90)
    #expect(tape.read() == ["updatedMinute A 0-60: 8.00 12.00 8.00 12.00 v300 n3 10.00 | 8.00 v400 12.50"])
    try tape.take(at: 32, "30.00", size: 400)
    try tape.take(at: -5, "30.00", size: 400)
    tape.advance(to: 150)
    #expect(
      tape.read() == [
        "minute A 60-120: 20.00 20.00 20.00 20.00 v100 n1 20.00 | 8.00 v800 21.25",
        "day A 0-120: 8.00 30.00 8.00 20.00 v800 n5 21.25 | 8.00 v800 21.25",
      ])
  }

  @Test("A change of the day's last minute has the figures of its own day")
  func overMidnight() throws {
    var tape = try BarTape([.minute, .updatedMinute, .day])
    try tape.take(at: 86_399, "10.00")
    tape.advance(to: 86_400.02)
    try tape.take(at: 86_403, "20.00")
    try tape.take(at: 86_399.5, "11.00")
    _ = tape.read()
    tape.advance(to: 86_460.02)
    #expect(
      tape.read() == [
        "updatedMinute A 86340-86400: 10.00 11.00 10.00 11.00 v200 n2 10.50 | 10.00 v200 10.50",
        "minute A 86400-86460: 20.00 20.00 20.00 20.00 v100 n1 20.00 | 20.00 v100 20.00",
        "day A 86400-86460: 20.00 20.00 20.00 20.00 v100 n1 20.00 | 20.00 v100 20.00",
      ])
  }

  @Test(
    "The day's figures begin anew at midnight in New York, also when clocks change",
    arguments: [("2024-03-10T05:00:00Z", 23), ("2024-11-03T04:00:00Z", 25), ("2100-11-07T04:00:00Z", 25)])
  func daylight(midnight: String, hours: Int) throws {
    var tape = try BarTape([.second], origin: midnight)
    let end = Double(hours) * 3600
    for seconds in [0, end - 1, end, end + 1] { try tape.take(at: seconds, "10.00") }
    tape.advance(to: end + 10)
    #expect(
      tape.read().map { $0.drop { $0 != "|" }.description } == ["| 10.00 v100 10.00", "| 10.00 v200 10.00"]
        + ["| 10.00 v100 10.00", "| 10.00 v200 10.00"])
  }

  @Test("Before 1970 windows are floored too")
  func before1970() throws {
    var tape = try BarTape([.second, .minute], origin: "1969-12-31T05:00:00Z")
    try tape.take(at: 60.5, "10.00")
    tape.advance(to: 130)
    #expect(
      tape.read() == [
        "second A 60-61: 10.00 10.00 10.00 10.00 v100 n1 10.00 | 10.00 v100 10.00",
        "minute A 60-120: 10.00 10.00 10.00 10.00 v100 n1 10.00 | 10.00 v100 10.00",
      ])
  }

  @Test("What is no trade, or has no price or size, does not count")
  func noTrades() throws {
    var tape = try BarTape()
    try tape.take(at: 1, "10.00", changes: .book)
    try tape.take(at: 1, "10.00", size: 0)
    try tape.take(at: 1, "10.00", size: -5)
    try tape.take(at: 1, "0.00")
    try tape.take(at: 1, "-1.00")
    #expect(tape.deadline == nil)
    tape.advance(to: 100)
    #expect(tape.read() == [])
  }
}
