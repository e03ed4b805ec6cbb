/// One symbol of the mock market, what every tick needs: 64 bytes, one cache line.
struct MockSymbol {
  private var walk: PriceWalk
  private var sizes: SplitMix64
  private(set) var sequence: UInt64 = 0
  private var volume: Int64 = 0
  private let interval: Int64
  let symbol: Symbol
  /// The day, since 1970, whose volume is counted; days fit until the year 2149.
  private var session: UInt16 = 0
  /// An index into the source's plans.
  var scenario: UInt16

  init(symbol: Symbol, scenario: UInt16, basePrice: Price, interval: Duration, seed: UInt64) {
    (self.symbol, self.scenario, self.interval) = (symbol, scenario, interval.nanos)
    let ticker = symbol.ticker
    walk = PriceWalk(base: basePrice.approximate, seed: derivedSeed(seed, ticker: ticker, purpose: 1))
    sizes = SplitMix64(seed: derivedSeed(seed, ticker: ticker, purpose: 2))
  }

  mutating func nextSequence() -> UInt64 {
    sequence += 1
    return sequence
  }

  /// The price at present, unrounded.
  var price: Double { walk.price }

  /// Moves the price at once, to so many times what it was.
  mutating func jump(by factor: Double) { walk.move(by: factor) }

  /// Emits the quotes of one tick.
  ///
  /// - Parameter elapsed: Nanoseconds since the source's origin, whose scale deadlines are on.
  /// - Returns: The next deadline, on that scale, of a symbol that ticks regularly.
  @inline(__always)
  mutating func tick(
    _ plan: borrowing ScenarioPlan, at time: Timestamp, elapsed: Int64, into quotes: inout OutputSpan<Quote>
  ) -> Int64 {
    walk.step(plan, elapsed: elapsed)
    trades(plan, at: time, into: &quotes)
    return elapsed &+ interval
  }

  /// The same within limits: rare, and out of line.
  @inline(never)
  mutating func tick(
    _ plan: borrowing ScenarioPlan, within limits: PriceLimits, at time: Timestamp, elapsed: Int64,
    into quotes: inout OutputSpan<Quote>
  ) -> Int64 {
    walk.step(plan, elapsed: elapsed)
    walk.clamp(to: limits)
    let first = quotes.count
    trades(plan, at: time, into: &quotes)
    for index in first..<quotes.count {
      quotes[index].bid = max(quotes[index].bid, limits.lower)
      quotes[index].ask = min(quotes[index].ask, limits.upper)
    }
    return elapsed &+ interval
  }

  @inline(__always)
  private mutating func trades(
    _ plan: borrowing ScenarioPlan, at time: Timestamp, into quotes: inout OutputSpan<Quote>
  ) {
    if plan.session != session { (session, volume) = (plan.session, 0) }
    let bits = sizes.next()
    trade(plan, at: time, bits: bits, into: &quotes)
    if plan.tradesPerTick > 1 {
      for _ in 0..<scaled(bits >> 48, to: plan.tradesPerTick) {
        trade(plan, at: time, bits: sizes.next(), into: &quotes)
      }
    }
  }

  @inline(__always)
  private mutating func trade(
    _ plan: borrowing ScenarioPlan, at time: Timestamp, bits: UInt64,
    into quotes: inout OutputSpan<Quote>
  ) {
    let (price, half) = rounded(walk.price, halfSpread: plan.halfSpread)
    let size = plan.leastSize &+ Int32(truncatingIfNeeded: scaled(bits, to: plan.sizes))
    volume &+= Int64(size)
    sequence &+= 1
    quotes.append(
      Quote(
        symbol: symbol, price: Price(nanos: price), bid: Price(nanos: price &- half), ask: Price(nanos: price &+ half),
        timestamp: time, sequence: sequence, volume: volume, size: size,
        bidSize: 100 &* (1 &+ Int32(truncatingIfNeeded: bits >> 16 & 7)),
        askSize: 100 &* (1 &+ Int32(truncatingIfNeeded: bits >> 24 & 7))))
  }
}

/// The lowest 16 bits scaled to 0 ..< span.
@inline(__always)
private func scaled(_ bits: UInt64, to span: UInt64) -> UInt64 { ((bits & 0xFFFF) &* span) >> 16 }

/// A price in whole ticks, and half of the spread, in units of 1e-9.
@inline(__always)
private func rounded(_ price: Double, halfSpread: Double) -> (price: Int64, half: Int64) {
  let (perUnit, tick): (Double, Int64) = price < 1 ? (10_000, 100_000) : (100, 10_000_000)
  let ticks = price * perUnit
  return (nearestInteger(ticks) &* tick, max(1, nearestInteger(ticks * halfSpread)) &* tick)
}

/// What a price may be for a while, both ends included.
struct PriceLimits: Hashable {
  var lower: Price
  var upper: Price

  /// Limits so far from a price, relative to it, in whole ticks; one at least, or there would be no room for a book.
  ///
  /// Of a price within the bounds of a walk the lower one is above zero, and the upper one fits.
  init(around price: Double, width: Double) {
    let (middle, tick) = rounded(price, halfSpread: 0)
    lower = Price(nanos: min(middle - tick, rounded(price * (1 - width), halfSpread: 0).price))
    upper = Price(nanos: max(middle + tick, rounded(price * (1 + width), halfSpread: 0).price))
  }
}

/// The nearest whole number of 0 ..< 2^51, ties to even: adding 2^52 leaves it in the lowest bits of the mantissa.
///
/// `Int64(x.rounded())` would call libm and check for what cannot be.
@inline(__always)
private func nearestInteger(_ x: Double) -> Int64 { Int64(bitPattern: (x + 0x1p52).bitPattern & 0xF_FFFF_FFFF_FFFF) }
