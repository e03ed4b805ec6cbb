/// A scenario's parameters as numbers only, made ready for the hot path: what is absent is zero.
struct ScenarioPlan {
  /// When it no longer holds, on the source's scale: a tick then, or later, asks for the next one first. A plan that
  /// has not been asked for yet never holds.
  var validUntil = Int64.min
  /// Which of the source's parts it belongs to.
  var part: UInt16 = 0
  /// The plan that a symbol takes when this one will not hold at its next tick.
  var successor: UInt16 = 0
  /// The day, since 1970, whose volume is counted: in New York, or by UTC for a market without hours. Days fit until
  /// the year 2149.
  var session: UInt16 = 0
  /// Whether ticks do not simply follow one another by the tick interval.
  let isIrregular: Bool
  let isBanded: Bool
  let isGaussian: Bool
  /// 1 and the mean relative step.
  let drift: Double
  let volatility: Double
  let jumpProbability: Double
  let jumpSize: Double
  let waveAmplitude: Double
  /// Seconds per radian; 0 for no wave.
  let wavePeriod: Double
  let halfSpread: Double
  let leastSize: Int32
  /// How many different sizes there are.
  let sizes: UInt64
  let tradesPerTick: UInt64
  let rhythm: Rhythm

  /// When ticks come and when not.
  struct Rhythm {
    let bursts: ScenarioParameters.Bursts?
    let pauses: ScenarioParameters.Pauses?
    private let mostQuietTicks: Int
    /// The chances of 1, 2, 4, … quiet ticks in a row.
    private var quiet = InlineArray<14, Double>(repeating: 0)

    init(_ parameters: ScenarioParameters) {
      (bursts, pauses, mostQuietTicks) = (parameters.bursts, parameters.pauses, parameters.mostQuietTicks)
      quiet[0] = 1 - parameters.activity
      for index in 1..<quiet.count { quiet[index] = quiet[index - 1] * quiet[index - 1] }
    }

    /// Whether every tick brings quotes.
    var isSteady: Bool { quiet[0] <= 0 }

    /// How many quiet ticks come in a row: the most whose chance is above a number drawn from 0 ..< 1.
    func quietTicks(_ draw: Double) -> Int {
      var (ticks, chance) = (0, 1.0)
      for index in quiet.indices.reversed() where chance * quiet[index] > draw {
        chance *= quiet[index]
        ticks += 1 << index
      }
      return min(ticks, mostQuietTicks)
    }
  }

  /// - Parameter intensity: Multiplies volatility and sizes.
  init(_ parameters: ScenarioParameters, intensity: Double = 1) {
    drift = 1 + parameters.drift
    volatility = parameters.volatility * intensity
    isGaussian = parameters.noise == .gaussian
    (jumpProbability, jumpSize) = parameters.jumps.map { ($0.probability, $0.size) } ?? (0, 0)
    (waveAmplitude, wavePeriod) = parameters.wave.map { ($0.amplitude, $0.period) } ?? (0, 0)
    halfSpread = parameters.spread * 0.5
    let least = Self.shares(parameters.sizes.lowerBound, parameters.sizeScale * intensity)
    let most = Self.shares(parameters.sizes.upperBound, parameters.sizeScale * intensity)
    leastSize = least
    sizes = UInt64(most - least) + 1
    tradesPerTick = UInt64(max(1, min(parameters.tradesPerTick, ScenarioParameters.mostTradesPerTick)))
    isBanded = parameters.bands != nil
    rhythm = Rhythm(parameters)
    isIrregular = !rhythm.isSteady || parameters.bursts != nil || parameters.pauses != nil
  }

  /// So many shares, scaled; 1 to 2,000,000,000.
  private static func shares(_ count: Int32, _ scale: Double) -> Int32 {
    scale == 1 ? count : Int32(max(1, min(Double(count) * scale, 2e9)))
  }
}
