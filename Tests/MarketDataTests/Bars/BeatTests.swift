import Testing

@testable import MarketData

@Suite("Beats")
struct BeatTests {
  @Test("Every second has one, from the first price on: it opens at the close before, flat when nothing trades")
  func everySecond() throws {
    var tape = try BarTape([.beat])
    tape.advance(to: 5)
    #expect(tape.deadline == nil)
    try tape.take("B", at: 5.5, "10.00")
    try tape.take("A", at: 5.6, "1.00")
    #expect(tape.deadline == 6.02)
    tape.advance(to: 6.02)
    try tape.take("B", at: 7.1, "11.00", size: 300)
    try tape.take("B", at: 7.2, "12.00")
    tape.advance(to: 9.02)
    #expect(
      tape.read() == [
        "beat A 5-6: 1.00 1.00 1.00 1.00 v100 n1 1.00 | 1.00 v100 1.00",
        "beat B 5-6: 10.00 10.00 10.00 10.00 v100 n1 10.00 | 10.00 v100 10.00",
        "beat B 6-7: 10.00 10.00 10.00 10.00 v0 n0 10.00 | 10.00 v100 10.00",
        "beat A 6-7: 1.00 1.00 1.00 1.00 v0 n0 1.00 | 1.00 v100 1.00",
        "beat A 7-8: 1.00 1.00 1.00 1.00 v0 n0 1.00 | 1.00 v100 1.00",
        "beat B 7-8: 10.00 12.00 10.00 12.00 v400 n2 11.25 | 10.00 v500 11.00",
        "beat A 8-9: 1.00 1.00 1.00 1.00 v0 n0 1.00 | 1.00 v100 1.00",
        "beat B 8-9: 12.00 12.00 12.00 12.00 v0 n0 12.00 | 10.00 v500 11.00",
      ])
    #expect(tape.deadline == 10.02)
  }

  @Test("A trade that comes late for its second is a price too, and beats from the second under way on")
  func lateFirstPrice() throws {
    var tape = try BarTape([.beat])
    tape.advance(to: 50.5)
    try tape.take(at: 20, "10.00")
    try tape.take(at: 51.5, "9.00")
    tape.advance(to: 52.02)
    #expect(
      tape.read() == [
        "beat A 50-51: 10.00 10.00 10.00 10.00 v0 n0 10.00 | 10.00 v100 10.00",
        "beat A 51-52: 10.00 10.00 9.00 9.00 v100 n1 9.00 | 10.00 v200 9.50",
      ])
  }

  @Test("Switched on while it runs they begin with the second under way, whole; switched off they cost nothing")
  func switching() throws {
    var tape = try BarTape([])
    try tape.take(at: 1, "8.00")
    tape.advance(to: 2.5)
    try tape.take(at: 3.1, "9.00")
    tape.advance(to: 3.5)
    tape.builder.kinds = [.beat]
    #expect(tape.deadline == 4.02)
    try tape.take(at: 3.6, "10.00")
    tape.advance(to: 4.02)
    #expect(tape.read() == ["beat A 3-4: 8.00 10.00 8.00 10.00 v200 n2 9.50 | 8.00 v300 9.00"])
    tape.builder.kinds = []
    #expect(tape.deadline == 60.02, "the minute alone")
    tape.advance(to: 20.02)
    #expect(tape.read() == [])
    tape.builder.kinds = [.beat]
    tape.advance(to: 21.02)
    #expect(tape.read() == ["beat A 20-21: 10.00 10.00 10.00 10.00 v0 n0 10.00 | 8.00 v300 9.00"])
  }

  @Test("A day without a trade yet has no volume, and the price stands")
  func newDay() throws {
    var tape = try BarTape([.beat])
    tape.advance(to: 86_398.5)
    try tape.take(at: 86_398.9, "10.00")
    tape.advance(to: 86_401.02)
    #expect(
      tape.read() == [
        "beat A 86398-86399: 10.00 10.00 10.00 10.00 v100 n1 10.00 | 10.00 v100 10.00",
        "beat A 86399-86400: 10.00 10.00 10.00 10.00 v0 n0 10.00 | 10.00 v100 10.00",
        "beat A 86400-86401: 10.00 10.00 10.00 10.00 v0 n0 10.00 | 10.00 v0 10.00",
      ])
  }

  @Test("When time leaps, a minute of beats is made up for, and no more")
  func leap() throws {
    var tape = try BarTape([.beat])
    try tape.take(at: 0, "10.00")
    tape.advance(to: 100_000_000.02)
    let lines = tape.read()
    #expect(lines.count == 60)
    #expect(lines.last == "beat A 99999999-100000000: 10.00 10.00 10.00 10.00 v0 n0 10.00 | 10.00 v0 10.00")
  }
}
