import MarketData

extension Price {
  /// The `Double` nearest to the price: what reading its decimal text gives.
  ///
  /// Dividing rounds correctly when both sides are exact, which mantissas of up to 53 bits are: prices below 9,007,199.
  @inline(__always)
  var nearestDouble: Double {
    nanos.magnitude <= 1 << 53 ? Double(nanos) / 1e9 : wideNearestDouble
  }

  /// Of mantissas beyond 53 bits, whose conversion would round before the division rounds again.
  ///
  /// 1e9 is 2⁹·5⁹. The mantissa, shifted to its full 64 bits and by 20 more, is divided by 5⁹ as a whole number. The
  /// quotient has at least 63 bits, ten more than a `Double`, so that the lowest bit can stand for any remainder:
  /// converting it is the one rounding, and the powers of two that are left over are exact.
  private var wideNearestDouble: Double {
    let fifths: UInt64 = 1_953_125
    let shift = nanos.magnitude.leadingZeroBitCount
    let full = nanos.magnitude << shift
    let (quotient, remainder) = fifths.dividingFullWidth((high: full >> 44, low: full << 20))
    let rounded = Double(quotient | (remainder == 0 ? 0 : 1))
    let value = Double(sign: .plus, exponent: -(20 + 9 + shift), significand: rounded)
    return nanos < 0 ? -value : value
  }
}
