import Testing

@testable import MarketData

@Suite("Market time")
struct MarketTimeTests {
  static let start = TestMarket.start

  @Test("In real time the market's time is the wall's, and a wait moves the deadlines")
  func realTime() {
    var time = MarketTime(pace: .realTime, start: Self.start)
    let later = Self.start + .seconds(5)
    #expect(time.now(at: later) == later)
    #expect(time.wallTime(of: later) == later)
    #expect(time.horizon(at: later) == later)
    #expect(time.hold(from: Self.start, to: later) == .seconds(5))
    time.reach(later + .seconds(9))
    #expect(time.now(at: later) == later)
  }

  @Test(
    "Scaled, the market runs so many times as fast, and stands still while it is held",
    arguments: [
      (10.0, 50), (0.5, 2.5), (1, 5), (1000, 5000),
    ])
  func scaled(factor: Double, seconds: Double) {
    var time = MarketTime(pace: .scaled(factor), start: Self.start)
    let wall = Self.start + .seconds(5)
    #expect(time.now(at: wall) == Self.start + .seconds(seconds))
    #expect(time.wallTime(of: Self.start + .seconds(seconds)) == wall)
    #expect(time.hold(from: wall, to: wall + .seconds(3)) == .zero)
    #expect(time.now(at: wall + .seconds(3)) == Self.start + .seconds(seconds))
    #expect(time.horizon(at: wall + .seconds(3)) == Self.start + .seconds(seconds))
  }

  @Test("Unpaced, the market stands where its last quote was, and anything may be taken")
  func unpaced() {
    var time = MarketTime(pace: .unpaced, start: Self.start)
    let wall = Self.start + .seconds(5)
    #expect(time.now(at: wall) == Self.start)
    #expect(time.horizon(at: wall) == .distantFuture)
    time.reach(Self.start + .seconds(100))
    time.reach(Self.start + .seconds(50))
    #expect(time.now(at: wall) == Self.start + .seconds(100))
    #expect(time.wallTime(of: Self.start + .seconds(200)) == Self.start)
    #expect(time.hold(from: wall, to: wall + .seconds(1)) == .zero)
  }

  @Test("At the wall time of a deadline the market has come to it, and not much further", arguments: 0..<10)
  func inverse(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let factors = [3, 7, 1.0 / 3, 0.1, 1000, 1e-3, 1e6, 1.7, random.unit() * 100 + 0.001]
    for factor in factors {
      let time = MarketTime(pace: .scaled(factor), start: Self.start)
      for _ in 0..<300 {
        // Up to 30 years of the market's time.
        let ahead = Int64(bitPattern: random.next() >> (4 + random.next() % 56))
        let deadline = Self.start.adding(nanos: Int64(min(Double(ahead), 9.5e17 * min(1, factor))))
        let reached = time.now(at: time.wallTime(of: deadline))
        // One nanosecond on the wall is so many in the market.
        let step = Int64(factor.rounded(.up)) + 256
        if reached < deadline || reached > deadline.adding(nanos: 2 * step) {
          Issue.record("seed \(seed), factor \(factor): \((reached - deadline).nanos) ns past \(ahead)")
        }
      }
    }
  }

  @Test("A number beyond 64 bits is clamped, and what is no number is 0")
  func clamping() {
    #expect(Int64(clamping: 1e300) == .max)
    #expect(Int64(clamping: -1e300) == .min)
    #expect(Int64(clamping: 0x1p63) == .max)
    #expect(Int64(clamping: -0x1p63) == .min)
    #expect(Int64(clamping: .nan) == 0)
    #expect(Int64(clamping: .infinity) == .max)
    #expect(Int64(clamping: -1.9) == -1)
  }
}
