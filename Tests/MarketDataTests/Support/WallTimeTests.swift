import Testing

@testable import MarketData

@Suite("Time on the wall")
struct WallTimeTests {
  private let second: Int64 = 1_000_000_000

  @Test("It follows a wall clock that is set forward at once, and ignores what is less than half a second")
  func forward() {
    var time = WallTime(monotonic: 0, wall: 1000 * second)
    #expect(time.now(monotonic: second, wall: 1001 * second).nanos == 1001 * second)
    #expect(time.now(monotonic: 2 * second, wall: 1002 * second + 400_000_000).nanos == 1002 * second)
    #expect(time.now(monotonic: 3 * second, wall: 4603 * second).nanos == 4603 * second)
    #expect(time.now(monotonic: 4 * second, wall: 4604 * second).nanos == 4604 * second)
  }

  @Test(
    "When the wall clock is set back, it runs at half speed until the wall has caught up", arguments: [1, 60, 3600])
  func back(by step: Int64) {
    var time = WallTime(monotonic: 0, wall: 10_000 * second)
    var last: Int64 = 0
    for elapsed in 1...(2 * step) {
      let now = time.now(monotonic: elapsed * second, wall: (10_000 - step + elapsed) * second).nanos
      if elapsed > 1 { #expect(now - last >= second / 2) }
      last = now
    }
    #expect(abs(last - (10_000 + step) * second) <= second / 2)
  }

  @Test("It never goes back, whatever the clocks say", arguments: [1, 2, 3] as [UInt64])
  func monotonic(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var time = WallTime(monotonic: 0, wall: 0)
    var (last, monotonic) = (Timestamp(nanos: .min), Int64(0))
    for _ in 0..<10_000 {
      monotonic += Int64.random(in: -1000...second, using: &random)
      let now = time.now(monotonic: monotonic, wall: Int64.random(in: 0...(1 << 60), using: &random))
      #expect(now >= last, "seed \(seed)")
      last = now
    }
  }
}
