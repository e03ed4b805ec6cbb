/// A fault configuration made ready to be applied quickly: one threshold for each fault.
struct FaultPlan: Hashable {
  /// A fault strikes when 53 random bits are below this: 0 is never, 2^53 always.
  private var thresholds: [UInt64]
  let staleWindow: ClosedRange<Int>
  let outOfOrder: ClosedRange<Int>
  let delay: ClosedRange<Int>
  let reorder: ClosedRange<Int>
  /// Whether any fault can strike.
  let isActive: Bool

  init(_ config: FaultConfig) {
    let probabilities = FaultKind.allCases.map { config.enabled ? config.probability(of: $0) : 0 }
    thresholds = probabilities.map(chanceThreshold)
    isActive = thresholds.contains { $0 > 0 }
    // Who skips validation gets what validation allows.
    let allowed = 0...86_400_000
    staleWindow = config.staleWindowDurationMs.clamped(to: allowed)
    outOfOrder = config.outOfOrderOffsetMs.clamped(to: allowed)
    delay = config.delayMsRange.clamped(to: allowed)
    reorder = config.reorderMsRange.clamped(to: allowed)
  }

  @inline(__always)
  func threshold(_ kind: FaultKind) -> UInt64 { thresholds[kind.ordinal] }
}

/// What 53 random bits must be below, to happen with that chance.
func chanceThreshold(_ probability: Double) -> UInt64 { UInt64(max(0, min(1, probability)) * 0x1p53) }

extension FaultConfig {
  /// The chance of a fault, per quote.
  public func probability(of kind: FaultKind) -> Double {
    switch kind {
    case .staleWindow: staleWindowProbability
    case .drop: dropProbability
    case .corrupt: corruptProbability
    case .outOfOrder: outOfOrderProbability
    case .duplicate: duplicateProbability
    case .delay: delayProbability
    case .reorder: reorderProbability
    case .mute, .first, .burstLoss, .clockStep, .clockSkew, .drift, .swizzle: 0
    }
  }
}

extension FaultKind {
  /// The place in the order of decision, from 0.
  @inline(__always)
  var ordinal: Int {
    switch self {
    case .staleWindow: 0
    case .drop: 1
    case .corrupt: 2
    case .outOfOrder: 3
    case .duplicate: 4
    case .delay: 5
    case .reorder: 6
    case .mute: 7
    case .first: 8
    case .burstLoss: 9
    case .clockStep: 10
    case .clockSkew: 11
    case .drift: 12
    case .swizzle: 13
    }
  }
}

/// The random decisions on one quote: a hash of (seed, ticker text, sequence) and the fault asked about.
///
/// No state: no draw depends on what came before, on other faults, or on other symbols.
struct FaultDraw {
  private let hash: UInt64

  /// - Parameter symbolSeed: The seed and the ticker, hashed.
  @inline(__always)
  init(symbolSeed: UInt64, sequence: UInt64) { hash = symbolSeed &+ sequence &* 0x9E37_79B9_7F4A_7C15 }

  /// Whether the fault strikes.
  @inline(__always)
  func hits(_ kind: FaultKind, _ plan: borrowing FaultPlan) -> Bool {
    let threshold = plan.threshold(kind)
    return threshold > 0 && bits(kind, salt: 0) >> 11 < threshold
  }

  /// Whether something strikes that is no matter of a plan. Salts tell apart the draws of one kind.
  @inline(__always)
  func hits(_ kind: FaultKind, below threshold: UInt64, salt: UInt64) -> Bool {
    threshold > 0 && bits(kind, salt: salt) >> 11 < threshold
  }

  /// A number from 0 up to, not including, `whole`.
  func part(_ kind: FaultKind, of whole: Int64, salt: UInt64) -> Int64 {
    Int64(bits(kind, salt: salt).multipliedFullWidth(by: UInt64(max(0, whole))).high)
  }

  /// A duration in nanoseconds, whole milliseconds drawn evenly from the range.
  func nanos(_ kind: FaultKind, in range: ClosedRange<Int>) -> Int64 {
    let span = UInt64(range.upperBound - range.lowerBound) + 1
    let offset = bits(kind, salt: 1).multipliedFullWidth(by: span).high
    return (Int64(range.lowerBound) + Int64(offset)) * 1_000_000
  }

  /// One of so many choices.
  func choice(_ kind: FaultKind, of count: Int) -> Int {
    Int(bits(kind, salt: 2).multipliedFullWidth(by: UInt64(count)).high)
  }

  @inline(__always)
  private func bits(_ kind: FaultKind, salt: UInt64) -> UInt64 {
    mix64(hash ^ ((UInt64(kind.ordinal) << 2 | salt) &* 0xD6E8_FEB8_6659_FD93))
  }
}
