/// One symbol of the mock market: its walk, its counters, and its next silence.
struct MockSymbol {
  let symbol: Symbol
  var scenario: Int
  private var walk: PriceWalk
  private var sizes: SplitMix64
  private var silences: SplitMix64
  private(set) var sequence: UInt64 = 0
  private var volume: Int64 = 0
  private var sessionEnd = Int64.min
  private let interval: Int64
  /// When the present stretch of quotes ends, on the source's scale; drawn when pauses are on and this is nil.
  private var silenceAt: Int64?
  let phase: Int64
  var isActive = false

  init(symbol: Symbol, scenario: Int, basePrice: Price, interval: Duration, seed: UInt64) {
    self.symbol = symbol
    self.scenario = scenario
    self.interval = interval.nanos
    let ticker = symbol.ticker
    walk = PriceWalk(base: basePrice.approximate, seed: derivedSeed(seed, ticker: ticker, purpose: 1))
    sizes = SplitMix64(seed: derivedSeed(seed, ticker: ticker, purpose: 2))
    silences = SplitMix64(seed: derivedSeed(seed, ticker: ticker, purpose: 3))
    // Symbols of one interval are spread over it.
    phase = Int64(derivedSeed(seed, ticker: ticker, purpose: 4) % UInt64(interval.nanos))
  }

  mutating func setScenario(_ scenario: Int) {
    self.scenario = scenario
    silenceAt = nil
  }

  mutating func nextSequence() -> UInt64 {
    sequence += 1
    return sequence
  }

  /// Emits the quotes of one tick.
  ///
  /// - Parameter elapsed: Nanoseconds since the source's origin, whose scale deadlines are on.
  /// - Returns: The next deadline, on that scale.
  @inline(__always)
  mutating func tick(
    _ parameters: borrowing ScenarioParameters, at time: Timestamp, elapsed: Int64, into quotes: inout [Quote]
  ) -> Int64 {
    if time.nanos >= sessionEnd { beginSession(at: time) }
    walk.step(parameters, at: Double(elapsed) * 1e-9)
    let bits = sizes.next()
    quotes.append(quote(parameters, at: time, bits: bits))
    if parameters.tradesPerTick > 1 {
      let trades = Int(scaled(bits >> 48, to: UInt64(parameters.tradesPerTick)))
      for _ in 0..<trades { quotes.append(quote(parameters, at: time, bits: sizes.next())) }
    }
    guard let pauses = parameters.pauses else { return elapsed + interval }
    return nextDeadline(pauses, after: elapsed)
  }

  @inline(__always)
  private mutating func quote(_ parameters: borrowing ScenarioParameters, at time: Timestamp, bits: UInt64) -> Quote {
    let (price, half) = rounded(walk.price, halfSpread: parameters.spread * 0.5)
    let span = UInt64(parameters.sizes.upperBound - parameters.sizes.lowerBound) + 1
    let size = parameters.sizes.lowerBound + Int32(scaled(bits & 0xFFFF, to: span))
    volume += Int64(size)
    sequence += 1
    return Quote(
      symbol: symbol, price: Price(nanos: price), bid: Price(nanos: price - half), ask: Price(nanos: price + half),
      timestamp: time, sequence: sequence, volume: volume, size: size,
      bidSize: 100 * (1 + Int32(bits >> 16 & 7)), askSize: 100 * (1 + Int32(bits >> 24 & 7)))
  }

  private mutating func beginSession(at time: Timestamp) {
    let day: Int64 = 86_400_000_000_000
    volume = 0
    sessionEnd = (time.nanos - (time.nanos % day + day) % day) + day
  }

  private mutating func nextDeadline(_ pauses: ScenarioParameters.Pauses, after elapsed: Int64) -> Int64 {
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
    return Int64(milliseconds.lowerBound) * 1_000_000 + Int64(silences.unit() * span)
  }
}

/// A 16-bit number scaled to 0 ..< span.
@inline(__always)
private func scaled(_ bits: UInt64, to span: UInt64) -> UInt64 { (bits & 0xFFFF) &* span >> 16 }

/// A price in whole ticks, and half of the spread, in units of 1e-9.
@inline(__always)
private func rounded(_ price: Double, halfSpread: Double) -> (price: Int64, half: Int64) {
  // Adding a half and cutting off: prices are positive, and `rounded()` would call libm.
  let (perUnit, tick): (Double, Int64) = price < 1 ? (10_000, 100_000) : (100, 10_000_000)
  let ticks = Int64(price * perUnit + 0.5)
  return (ticks &* tick, max(1, Int64(price * perUnit * halfSpread + 0.5)) &* tick)
}
