import Foundation
import Testing

@testable import MarketData

@Suite("Seeded randomness")
struct SplitMix64Tests {
  @Test("The sequence of seed 1234567 is the published one")
  func published() {
    var random = SplitMix64(seed: 1_234_567)
    let numbers = (0..<5).map { _ in random.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
  }

  @Test("Unit numbers lie in [0, 1), signed ones in [-1, 1), evenly")
  func intervals() {
    var random = SplitMix64(seed: 7)
    let count = 200_000
    var bins = [Int](repeating: 0, count: 20)
    var (sum, signedSum) = (0.0, 0.0)
    for _ in 0..<count {
      let (unit, signed) = (random.unit(), random.signedUnit())
      guard (0..<1).contains(unit), (-1..<1).contains(signed) else {
        Issue.record("\(unit), \(signed)")
        return
      }
      bins[Int((signed + 1) * 10)] += 1
      (sum, signedSum) = (sum + unit, signedSum + signed)
    }
    // Five standard errors each.
    #expect(abs(sum / Double(count) - 0.5) < 5 * (1.0 / 12 / Double(count)).squareRoot())
    #expect(abs(signedSum / Double(count)) < 5 * (1.0 / 3 / Double(count)).squareRoot())
    let expected = Double(count) / 20
    for bin in bins { #expect(abs(Double(bin) - expected) < 5 * expected.squareRoot()) }
  }

  @Test("The extremes of 64 bits map to the ends of the intervals")
  func extremes() {
    #expect(unitInterval(0) == 0)
    #expect(unitInterval(.max) == 1 - 0x1p-53)
  }

  @Test("A seed is derived from all of seed, ticker and purpose")
  func derived() {
    var seeds: Set<UInt64> = []
    for seed: UInt64 in 0..<20 {
      for ticker in ["A", "B", "AA", "AB", "BA", "AAPL", "aapl"] {
        for purpose: UInt64 in 1...5 { seeds.insert(derivedSeed(seed, ticker: ticker, purpose: purpose)) }
      }
    }
    #expect(seeds.count == 20 * 7 * 5)
  }

  @Test("Our sine is within 1e-7 of the C library's over thirty years of walking", arguments: 1...4)
  func sines(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      let magnitude = 1e-6 * Foundation.pow(1e14, random.unit())
      let x = random.next() & 1 == 0 ? magnitude : -magnitude
      let difference = abs(MarketData.sine(x) - Foundation.sin(x))
      if difference > 1e-7 { Issue.record("sine(\(x)) is off by \(difference)") }
    }
  }

  @Test("Our sine is right at the quarters of the circle")
  func quarters() {
    for quarter in -8...8 {
      for nudge in [-1e-9, 0, 1e-9] {
        let x = Double(quarter) * .pi / 2 + nudge
        #expect(abs(sine(x) - Foundation.sin(x)) < 1e-7)
      }
    }
    #expect(sine(0) == 0)
  }
}
