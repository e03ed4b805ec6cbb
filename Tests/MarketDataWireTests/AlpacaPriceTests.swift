import MarketData
import Testing

@testable import MarketDataWire

@Suite("Prices as floating-point numbers")
struct AlpacaPriceTests {
  /// Around every power of two and of ten, and around 53 bits, where the way of rounding changes.
  private static let edges: [Int64] = {
    var powers: [Int64] = (0..<63).map { 1 << $0 }
    var power: Int64 = 1
    for _ in 0..<19 { (_, power) = (powers.append(power), power &* 10) }
    return [0, .max, .min] + powers.flatMap { power in (-3...3).flatMap { [power &+ $0, -power &+ $0] } }
  }()

  @Test("Are what the decimal text is read as, at every edge")
  func edges() {
    for nanos in Self.edges { expectNearest(nanos) }
  }

  @Test("Are what the decimal text is read as, whatever the price", arguments: 0..<16 as Range<UInt64>)
  func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2000 { expectNearest(Int64(bitPattern: random.next()) >> Int64(random.next() % 64)) }
  }

  private func expectNearest(_ nanos: Int64) {
    let price = Price(nanos: nanos)
    #expect(price.nearestDouble == Double(price.description), "\(nanos)")
  }
}
