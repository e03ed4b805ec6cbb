/// A scenario's parameters as numbers only, made ready for the hot path: what is absent is zero.
struct ScenarioPlan {
  /// 1 and the mean relative step.
  let drift: Double
  let volatility: Double
  let isGaussian: Bool
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
  let pauses: ScenarioParameters.Pauses?

  init(_ parameters: ScenarioParameters) {
    drift = 1 + parameters.drift
    volatility = parameters.volatility
    isGaussian = parameters.noise == .gaussian
    (jumpProbability, jumpSize) = parameters.jumps.map { ($0.probability, $0.size) } ?? (0, 0)
    (waveAmplitude, wavePeriod) = parameters.wave.map { ($0.amplitude, $0.period) } ?? (0, 0)
    halfSpread = parameters.spread * 0.5
    leastSize = parameters.sizes.lowerBound
    sizes = UInt64(parameters.sizes.upperBound - parameters.sizes.lowerBound) + 1
    tradesPerTick = UInt64(max(1, min(parameters.tradesPerTick, ScenarioParameters.mostTradesPerTick)))
    pauses = parameters.pauses
  }
}
