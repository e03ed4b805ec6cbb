import MarketData

/// Draws options. Where a value can be extreme, extremes come often.
struct SoakDraw {
  var random: SplitMix64
  /// How long the market is to run, which windows and changes go by.
  var length = Duration.seconds(10)

  mutating func chance(_ probability: Double) -> Bool { random.unit() < probability }
  mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  mutating func one<Value>(of values: [Value], else fallback: Value) -> Value {
    values.randomElement(using: &random) ?? fallback
  }

  /// A number whose magnitude is as likely small as large.
  mutating func magnitude(_ range: ClosedRange<Int>) -> Int {
    let least = range.lowerBound.bitWidth - range.lowerBound.leadingZeroBitCount
    let most = range.upperBound.bitWidth - range.upperBound.leadingZeroBitCount
    let bits = whole(least...most)
    let low = bits == 0 ? 0 : 1 << (bits - 1)
    return max(range.lowerBound, min(range.upperBound, low + whole(0...max(0, low - 1))))
  }

  /// A time of whole nanoseconds, milliseconds or seconds up to a limit.
  mutating func time(upTo limit: Duration) -> Duration {
    let nanos = Int64.random(in: 0...max(1, limit.nanos), using: &random)
    return .nanoseconds(nanos - nanos % one(of: [1, 1_000_000, 1_000_000_000], else: 1))
  }

  mutating func some(of symbols: [Symbol]) -> [Symbol] { symbols.filter { _ in chance(0.5) } }

  // MARK: Faults

  mutating func probability() -> Double {
    one(of: [0, 0, 0, 0, 1e-6, 0.001, 0.01, 0.1, random.unit(), 1], else: 0)
  }

  mutating func milliseconds() -> ClosedRange<Int> {
    let most = one(of: [0, 20, 500, 5000, 5000, 86_400_000], else: 0)
    let lower = whole(0...most)
    return lower...(chance(0.3) ? lower : whole(lower...most))
  }

  mutating func faults() -> FaultConfig {
    var faults = FaultConfig()
    faults.enabled = chance(0.85)
    // What loses everything would hide all else, so it is rare.
    (faults.staleWindowProbability, faults.dropProbability) = (probability() / 20, probability() * random.unit())
    if chance(0.03) { faults.staleWindowProbability = 1 }
    if chance(0.03) { faults.dropProbability = 1 }
    (faults.corruptProbability, faults.outOfOrderProbability) = (probability(), probability())
    (faults.duplicateProbability, faults.delayProbability) = (probability(), probability())
    faults.reorderProbability = probability()
    (faults.staleWindowDurationMs, faults.outOfOrderOffsetMs) = (milliseconds(), milliseconds())
    (faults.delayMsRange, faults.reorderMsRange) = (milliseconds(), milliseconds())
    return faults
  }

  mutating func scripted() -> ScriptedFault {
    switch whole(0...7) {
    case 0: .mute
    case 1: .first(magnitude(0...1000))
    case 2:
      .burstLoss(
        BurstLoss(
          goodToBad: probability(), badToGood: probability(), lossWhenGood: probability() / 10,
          lossWhenBad: one(of: [1, 1, random.unit(), 0], else: 1)))
    case 3:
      .clockStep(
        chance(0.5)
          ? time(upTo: .seconds(86_400)) + .nanoseconds(1) - .nanoseconds(1_000_000)
          : .zero - time(upTo: .seconds(5)) - .nanoseconds(1))
    case 4: .clockSkew(partsPerMillion: one(of: [-1e6, 1e6, 1, -50, (random.unit() - 0.5) * 1e5], else: 1))
    case 5: .drift(rate: one(of: [0.82, 0.999, 0.002, 0.5 + random.unit() / 2.1], else: 0.82))
    case 6: .swizzle(fraction: one(of: [1, 0.5, 0.01, max(1e-9, random.unit())], else: 1))
    default: .faults(faults())
    }
  }

  mutating func timeline(of symbols: [Symbol], atMost windows: Int) -> FaultTimeline {
    var config = MarketDataConfig()
    for number in 0..<whole(0...windows) {
      var window = FaultWindow(scripted(), from: time(upTo: length * 1.1))
      if chance(0.1) { window.from = .zero }
      window.lasting = time(upTo: length * one(of: [0.02, 0.2, 1], else: 1)) + .nanoseconds(1)
      if window.fault.kind != .swizzle, chance(0.15) { window.lasting = nil }
      if chance(0.6) { window.symbols = Set(some(of: symbols)) }
      if chance(0.5) { window.name = "w\(number)" }
      // What overlaps another of its kind, or has no symbols, is left out.
      config.timeline.windows.append(window)
      if !config.validate().isEmpty { config.timeline.windows.removeLast() }
    }
    return config.timeline
  }
}
