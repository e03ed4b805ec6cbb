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
  /// An index into the source's scenarios.
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

  /// Emits the quotes of one tick.
  ///
  /// - Parameters:
  ///   - elapsed: Nanoseconds since the source's origin, whose scale deadlines are on.
  ///   - day: The UTC day of `time`.
  /// - Returns: The next deadline, on that scale, if there is no silence.
  @inline(__always)
  mutating func tick(
    _ plan: borrowing ScenarioPlan, at time: Timestamp, day: UInt16, elapsed: Int64,
    into quotes: inout OutputSpan<Quote>
  ) -> Int64 {
    if day != session { (session, volume) = (day, 0) }
    walk.step(plan, elapsed: elapsed)
    let bits = sizes.next()
    trade(plan, at: time, bits: bits, into: &quotes)
    if plan.tradesPerTick > 1 {
      for _ in 0..<scaled(bits >> 48, to: plan.tradesPerTick) {
        trade(plan, at: time, bits: sizes.next(), into: &quotes)
      }
    }
    return elapsed &+ interval
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

/// When a symbol of the mock market is silent, and whether it runs: what few ticks need.
struct MockSchedule {
  var isActive = false
  /// How long after its activation the first quote comes: symbols of one interval are spread over it.
  let phase: Int64
  let interval: Int64
  private var random: SplitMix64
  /// When the present stretch of quotes ends, on the source's scale; nil before it was drawn.
  private var silenceAt: Int64?

  init(ticker: String, interval: Duration, seed: UInt64) {
    self.interval = interval.nanos
    phase = Int64(derivedSeed(seed, ticker: ticker, purpose: 4) % UInt64(interval.nanos))
    random = SplitMix64(seed: derivedSeed(seed, ticker: ticker, purpose: 3))
  }

  mutating func forgetSilence() { silenceAt = nil }

  /// The next deadline of a symbol whose scenario pauses.
  mutating func nextDeadline(_ pauses: ScenarioParameters.Pauses, after elapsed: Int64) -> Int64 {
    let silence = silenceAt ?? elapsed + draw(pauses.afterMs)
    guard elapsed + interval > silence else {
      silenceAt = silence
      return elapsed + interval
    }
    let resume = elapsed + max(interval, draw(pauses.lastingMs))
    silenceAt = resume + draw(pauses.afterMs)
    return resume
  }

  private mutating func draw(_ milliseconds: ClosedRange<Int>) -> Int64 {
    let span = Double(milliseconds.upperBound - milliseconds.lowerBound) * 1e6
    return Int64(milliseconds.lowerBound) * 1_000_000 + Int64(random.unit() * span)
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

/// The nearest whole number of 0 ..< 2^51, ties to even: adding 2^52 leaves it in the lowest bits of the mantissa.
///
/// `Int64(x.rounded())` would call libm and check for what cannot be.
@inline(__always)
private func nearestInteger(_ x: Double) -> Int64 { Int64(bitPattern: (x + 0x1p52).bitPattern & 0xF_FFFF_FFFF_FFFF) }
