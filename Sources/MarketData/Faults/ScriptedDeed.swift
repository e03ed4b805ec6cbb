/// A scripted fault as numbers only, made ready for the hot path.
enum ScriptedDeed {
  /// Chance faults by other settings: those of the timeline's window of this kind with this number, from 0.
  case settings(Int)
  case mute
  /// A symbol is struck whose draw is below the threshold.
  case swizzle(threshold: UInt64)
  case first(Int)
  case burstLoss(Line)
  case clockStep(nanos: Int64)
  case clockSkew(millionths: Double)
  case drift(rate: Double)

  /// The thresholds of a line that loses in bursts.
  struct Line {
    let goodToBad: UInt64
    let badToGood: UInt64
    let lossWhenGood: UInt64
    let lossWhenBad: UInt64
  }

  /// - Parameter settings: How many windows with settings came before.
  init(_ fault: ScriptedFault, settings: Int) {
    switch fault {
    case .faults: self = .settings(settings)
    case .mute: self = .mute
    case .first(let count): self = .first(count)
    case .burstLoss(let loss):
      self = .burstLoss(
        Line(
          goodToBad: chanceThreshold(loss.goodToBad), badToGood: chanceThreshold(loss.badToGood),
          lossWhenGood: chanceThreshold(loss.lossWhenGood), lossWhenBad: chanceThreshold(loss.lossWhenBad)))
    case .clockStep(let step): self = .clockStep(nanos: step.nanos)
    case .clockSkew(let millionths): self = .clockSkew(millionths: millionths)
    case .drift(let rate): self = .drift(rate: rate)
    case .swizzle(let fraction): self = .swizzle(threshold: chanceThreshold(fraction))
    }
  }

  /// What the ledger calls it; nil for settings, whose faults have names of their own.
  var kind: FaultKind? {
    switch self {
    case .settings: nil
    case .mute: .mute
    case .swizzle: .swizzle
    case .first: .first
    case .burstLoss: .burstLoss
    case .clockStep: .clockStep
    case .clockSkew: .clockSkew
    case .drift: .drift
    }
  }

  /// Silences first, in the order in which they are decided.
  var rank: Int {
    switch self {
    case .mute: 0
    case .swizzle: 1
    case .first: 2
    default: 3
    }
  }

  /// Whether its row begins with the window: how far a quote is off counts from there.
  var countsFromBegin: Bool {
    switch self {
    case .clockStep, .clockSkew, .drift: true
    default: false
    }
  }
}

extension FaultTimeline {
  /// The plans of its windows with settings, in their order.
  var plans: [FaultPlan] {
    windows.compactMap { if case .faults(let config) = $0.fault { FaultPlan(config) } else { nil } }
  }
}

extension ScriptedFault {
  /// What the ledger calls it; nil for settings, whose faults have names of their own.
  public var kind: FaultKind? { ScriptedDeed(self, settings: 0).kind }
}

/// How far a clock is off that has been running fast, or slow, for so long.
func skewedNanos(after nanos: Int64, millionths: Double) -> Int64 {
  Int64(clamping: (Double(nanos) * millionths / 1e6).rounded())
}

/// How long after the begin of a drift a quote leaves that is made so long after it.
func driftedNanos(after nanos: Int64, rate: Double) -> Int64 {
  Int64(clamping: (Double(nanos) / rate).rounded(.up))
}
