import Testing

@testable import MarketData

@Suite("Backoff")
struct BackoffTests {
  @Test("Doubles its bound up to the longest pause, and starts anew after a success")
  func bounds() {
    var backoff = Backoff(initial: .milliseconds(100), max: .milliseconds(1000))
    let bounds = (0..<6).map { _ in
      defer { _ = backoff.next(random: 0) }
      return backoff.bound
    }
    #expect(bounds == [100, 200, 400, 800, 1000, 1000].map { .milliseconds($0) })
    backoff.reset()
    #expect(backoff.bound == .milliseconds(100))
  }

  @Test("Pauses for a random part of the bound", arguments: [(0, 0), (1 << 63, 50), (3 << 62, 75)] as [(UInt64, Int)])
  func jitter(_ bits: UInt64, _ milliseconds: Int) {
    var backoff = Backoff(initial: .milliseconds(100), max: .seconds(10))
    #expect(backoff.next(random: bits) == .milliseconds(milliseconds))
  }

  @Test("Never exceeds the longest pause, even when the first one does, nor goes below zero")
  func clamps() {
    var short = Backoff(initial: .seconds(5), max: .seconds(1))
    #expect(short.bound == .seconds(1))
    let longest = short.next(random: .max)
    #expect(longest < .seconds(1))
    var negative = Backoff(initial: .seconds(-5), max: .seconds(-1))
    #expect(negative.next(random: .max) == .zero)
  }
}
