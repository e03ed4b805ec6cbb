/// A seeded random number generator of eight bytes, held as a value.
///
/// Sequence of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014), as published by
/// Vigna at <https://prng.di.unimi.it/splitmix64.c>. The same seed gives the same numbers on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
  /// The state; advances by a constant at each draw.
  public var state: UInt64

  /// Starts the sequence of `seed`.
  @inlinable
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  @inlinable
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mix64(state)
  }

  /// A number from 0 up to, not including, 1: 53 random bits.
  @inlinable
  public mutating func unit() -> Double { unitInterval(next()) }

  /// A number from -1 up to, not including, 1.
  @inlinable
  public mutating func signedUnit() -> Double { Double(Int64(bitPattern: next()) >> 10) * 0x1p-53 }

  /// An approximately Gaussian number of mean 0 and variance 1: twelve 16-bit uniforms, summed.
  ///
  /// No libm, hence the same bits everywhere; the tails end at six standard deviations.
  @inlinable
  public mutating func gaussian() -> Double {
    var sum: UInt64 = 0
    for _ in 0..<3 {
      let bits = next()
      sum &+= (bits & 0xFFFF) &+ (bits >> 16 & 0xFFFF) &+ (bits >> 32 & 0xFFFF) &+ (bits >> 48)
    }
    // Each lane has mean 65535/2 and, in units of 65536, variance 1/12 to one part in 4e9.
    return (Double(sum) - 12 * 65535 / 2) / 65536
  }
}

/// The finaliser of SplitMix64: spreads every input bit over all output bits.
@inlinable
package func mix64(_ value: UInt64) -> UInt64 {
  var z = value
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}

/// 64 random bits as a number from 0 up to, not including, 1.
@inlinable
package func unitInterval(_ bits: UInt64) -> Double {
  // By way of a signed number, which the processor converts in one instruction.
  Double(Int64(bitPattern: bits >> 11)) * 0x1p-53
}

/// A seed of its own for each (seed, ticker text, purpose), so that adding a symbol or a purpose moves no other.
///
/// FNV-1a over the ticker's bytes, then mixed with the seed and the purpose.
package func derivedSeed(_ seed: UInt64, ticker: String, purpose: UInt64) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in ticker.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  return mix64(mix64(hash ^ mix64(seed)) &+ purpose &* 0x9E37_79B9_7F4A_7C15)
}
