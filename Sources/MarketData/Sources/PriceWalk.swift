/// One symbol's price, unrounded, as it walks.
///
/// Only additions, multiplications and divisions: the same bits on every machine.
struct PriceWalk {
  private(set) var price: Double
  private let base: Double
  private var random: SplitMix64

  /// A walk that starts at `base` and stays within [max(10 ticks, base / 1000), base × 1000], whatever moves it by what
  /// `ScenarioRules` allow.
  init(base: Double, seed: UInt64) {
    (price, self.base) = (base, base)
    random = SplitMix64(seed: seed)
  }

  // Not stored: a symbol fits into one cache line without it.
  private var lowest: Double { max(10 * tickSize(at: base), base * 0.001) }

  /// One tick, `elapsed` nanoseconds after the source's start.
  @inline(__always)
  mutating func step(_ plan: borrowing ScenarioPlan, elapsed: Int64) {
    if plan.wavePeriod > 0 {
      // Bounds hold for it too: a walk that went on from below them would never come back.
      price = max(lowest, base * (1 + plan.waveAmplitude * sine(Double(elapsed) * 1e-9 / plan.wavePeriod)))
      return
    }
    var factor = plan.drift + plan.volatility * (plan.isGaussian ? random.gaussian() : random.signedUnit())
    if plan.jumpProbability > 0 {
      let draw = random.unit()
      if draw < plan.jumpProbability { factor += draw * 2 < plan.jumpProbability ? plan.jumpSize : -plan.jumpSize }
    }
    move(by: factor)
  }

  /// A move to so many times the price.
  @inline(__always)
  mutating func move(by factor: Double) {
    let next = price * factor
    if next >= lowest, next <= base * 1000 { price = next } else { reflect(next) }
  }

  /// Stays within limits that hold for a while. They were set around a price within the bounds, so this never leads out.
  mutating func clamp(to limits: PriceLimits) {
    price = min(max(price, limits.lower.approximate), limits.upper.approximate)
  }

  /// A step out of bounds is taken to the other side. That is within them: they are a factor of 1000 apart at least, and
  /// no move is by more than 20. Rare: kept out of line, or its division is always done.
  @inline(never)
  private mutating func reflect(_ next: Double) { price = price * price / next }
}

/// The smallest step of a price: 0.01, and 0.0001 below 1.00.
@inline(__always)
func tickSize(at price: Double) -> Double { price < 1 ? 0.0001 : 0.01 }

/// The sine, by a polynomial of our own: libm's differs between systems. Within 1e-7 for any `x` a walk can reach.
func sine(_ x: Double) -> Double {
  let turns = x * 0.15915494309189535  // 1 / 2π
  var turn = turns - turns.rounded(.down)  // 0 ..< 1
  if turn > 0.75 { turn -= 1 } else if turn > 0.25 { turn = 0.5 - turn }  // sin(π - y) = sin(y)
  let y = turn * 6.283185307179586
  let z = y * y
  // Taylor to the 11th power; on ±π/2 the rest is below 6e-8.
  let tail = z * (1.0 / 362_880 - z / 39_916_800)
  return y * (1 - z * (1.0 / 6 - z * (1.0 / 120 - z * (1.0 / 5040 - tail))))
}
