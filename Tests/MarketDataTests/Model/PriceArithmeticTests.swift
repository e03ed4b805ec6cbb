import Foundation
import Testing

@testable import MarketData

@Suite("Arithmetic on prices and money")
struct PriceArithmeticTests {
  /// A whole number of any magnitude, the extremes included.
  static func number(_ random: inout SplitMix64) -> Int64 {
    switch random.next() % 10 {
    case 0: .max
    case 1: .min
    default: Int64(bitPattern: random.next()) >> Int64(random.next() % 64)
    }
  }

  @Test("Sums, differences and products of prices are exact, or clamped to what a price can hold", arguments: 1...4)
  func clamped(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2000 {
      let (a, b) = (Self.number(&random), Self.number(&random))
      #expect((Price(nanos: a) + Price(nanos: b)).nanos == Int64(clamping: Int128(a) + Int128(b)), "\(a) + \(b)")
      #expect((Price(nanos: a) - Price(nanos: b)).nanos == Int64(clamping: Int128(a) - Int128(b)), "\(a) - \(b)")
      #expect(Price(nanos: a).times(b).nanos == Int64(clamping: Int128(a) * Int128(b)), "\(a) × \(b)")
      #expect((Price(nanos: a) < Price(nanos: b)) == (a < b))
    }
  }

  @Test("Money is exact where prices would overflow", arguments: 1...4)
  func money(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2000 {
      let (a, b, quantity) = (Self.number(&random), Self.number(&random), Self.number(&random))
      let product = Money(Price(nanos: a), times: quantity)
      #expect(product.nanos == Int128(a) * Int128(quantity))
      var sum = product
      sum += Money(nanos: Int128(b))
      #expect(sum == product + Money(nanos: Int128(b)))
      #expect(sum - product == Money(nanos: Int128(b)))
      sum -= product
      #expect(sum == Money(nanos: Int128(b)))
      #expect((product < sum) == (product.nanos < sum.nanos))
    }
  }

  @Test(
    "Money prints exactly, with two to nine decimals",
    arguments: [
      (0, "0.00"), (1, "0.000000001"), (-1, "-0.000000001"), (1_500_000_000, "1.50"), (-20_000_000, "-0.02"),
      (-12_345_678_901_234_567_890_000_000_000, "-12345678901234567890.00"),
    ] as [(Int128, String)])
  func moneyText(nanos: Int128, text: String) {
    #expect(Money(nanos: nanos).description == text)
  }

  @Test("The smallest and the largest amount of money print too")
  func extremes() {
    #expect(Money(nanos: .max).description == "170141183460469231731687303715.884105727")
    #expect(Money(nanos: .min).description == "-170141183460469231731687303715.884105728")
  }
}
