/// How often each fault strikes, and how hard. Everything is off by default.
///
/// Probabilities are per quote. Ranges are whole milliseconds, both ends included, drawn evenly.
public struct FaultConfig: Hashable, Sendable {
  /// Whether any fault strikes at all. Of the whole market's faults it is the switch of the timeline too; a symbol
  /// whose own faults are off is exempt from those by chance only.
  public var enabled = false
  /// The chance that a symbol falls silent for a while, from this quote on.
  public var staleWindowProbability = 0.0
  /// How long it is silent.
  public var staleWindowDurationMs: ClosedRange<Int> = 1000...5000
  /// The chance that a quote is lost.
  public var dropProbability = 0.0
  /// The chance that a quote lies: a crossed book, a zero or negative price, or a price times 1000.
  public var corruptProbability = 0.0
  /// The chance that a quote's timestamp is set back.
  public var outOfOrderProbability = 0.0
  /// How far it is set back.
  public var outOfOrderOffsetMs: ClosedRange<Int> = 100...1000
  /// The chance that a quote comes twice.
  public var duplicateProbability = 0.0
  /// The chance that a quote comes late, with those behind it.
  public var delayProbability = 0.0
  /// How late.
  public var delayMsRange: ClosedRange<Int> = 50...500
  /// The chance that a quote comes late and those behind it overtake.
  public var reorderProbability = 0.0
  /// How late.
  public var reorderMsRange: ClosedRange<Int> = 50...500

  /// No faults.
  public init() {}
}

/// The kinds of fault. Those by chance come first, in the order in which they are decided; then those by script.
public enum FaultKind: String, Hashable, Sendable, CaseIterable, Codable {
  /// The symbol is silent for a while; its price walks on meanwhile.
  case staleWindow = "stale_window"
  /// A quote is missing.
  case drop
  /// A quote lies.
  case corrupt
  /// A quote's timestamp is older than it should be.
  case outOfOrder = "out_of_order"
  /// A quote comes twice, the second at once after the first.
  case duplicate
  /// A quote comes late; later quotes of its symbol queue behind it.
  case delay
  /// A quote comes late; later quotes of its symbol overtake it.
  case reorder
  /// The symbol is silent, by script.
  case mute
  /// The symbol is silent after its first so many quotes, by script.
  case first
  /// A quote is missing, one of a burst, by script.
  case burstLoss = "burst_loss"
  /// Timestamps are off by as much each, by script.
  case clockStep = "clock_step"
  /// Timestamps go astray more and more, by script.
  case clockSkew = "clock_skew"
  /// Quotes come later and later, by script.
  case drift
  /// The symbol is silent, as others are at times of their own, by script.
  case swizzle

  /// Those that strike by chance.
  public static let byChance: [FaultKind] = [
    .staleWindow, .drop, .corrupt, .outOfOrder, .duplicate, .delay, .reorder,
  ]
}
