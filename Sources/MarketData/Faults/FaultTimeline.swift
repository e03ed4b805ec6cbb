/// Faults by script: what goes wrong when, and for whom.
///
/// ```swift
/// config.faults.enabled = true
/// config.timeline = [
///   FaultWindow(.mute, from: .seconds(10), lasting: .seconds(30), symbols: [aapl]),
///   FaultWindow(.drift(rate: 0.82), from: .seconds(60), lasting: .seconds(60)),
/// ]
/// ```
///
/// Windows of the same kind must not overlap for the same symbol. What strikes a quote is decided in this order: mute,
/// swizzle, first; then the chance of silence and of drop; burst loss; corrupt; the clocks; out of order, duplicate, delay,
/// reorder; drift. No window's decisions depend on another window.
public struct FaultTimeline: Hashable, Sendable, ExpressibleByArrayLiteral {
  /// The windows, in any order.
  public var windows: [FaultWindow]

  /// A timeline of the given windows.
  public init(_ windows: [FaultWindow] = []) { self.windows = windows }
  /// A timeline of the given windows.
  public init(arrayLiteral windows: FaultWindow...) { self.windows = windows }
}

/// A stretch of time in which something goes wrong.
public struct FaultWindow: Hashable, Sendable {
  /// What goes wrong.
  public var fault: ScriptedFault
  /// When it begins: after the market's start, or after the moment at which the timeline was set while it ran.
  public var from: Duration
  /// How long it lasts; nil: for good.
  public var lasting: Duration?
  /// Whom it strikes; nil: every symbol.
  public var symbols: Set<Symbol>?
  /// What the ledger calls it; may be empty.
  public var name: String

  /// A window.
  public init(
    _ fault: ScriptedFault, from: Duration = .zero, lasting: Duration? = nil, symbols: Set<Symbol>? = nil,
    name: String = ""
  ) {
    (self.fault, self.from, self.lasting, self.symbols, self.name) = (fault, from, lasting, symbols, name)
  }
}

/// What can go wrong by script.
public enum ScriptedFault: Hashable, Sendable {
  /// Faults by chance, with these settings instead of those that hold otherwise.
  case faults(FaultConfig)
  /// Nothing comes, and nothing else happens: connected, but mute.
  case mute
  /// Of each symbol the first so many quotes come, then none. Those that other faults take count too.
  case first(Int)
  /// Losses in bursts, by the model of Gilbert and Elliott. Each symbol has a line of its own, good at the begin.
  case burstLoss(BurstLoss)
  /// The clock of the feed is set: timestamps are off by so much, back if negative.
  case clockStep(Duration)
  /// The clock of the feed runs fast by so many millionths, slow if negative: timestamps go astray more and more.
  case clockSkew(partsPerMillion: Double)
  /// Quotes leave at this fraction, between 0 and 1, of the rate at which they are made: they lag more and more, while
  /// everything looks alive. What has piled up at the end leaves as late as it was due, and later quotes behind it.
  case drift(rate: Double)
  /// A random subset, each symbol with this chance, falls silent one by one in the first half of the window, and comes back
  /// in random order before its end.
  case swizzle(fraction: Double)
}

/// Losses in bursts: a line that is in one of two states, `good` and `bad`, and may change at each quote.
///
/// E. N. Gilbert, "Capacity of a burst-noise channel" (1960); E. O. Elliott (1963).
public struct BurstLoss: Hashable, Sendable {
  /// The chance, at each quote, that a good line turns bad.
  public var goodToBad: Double
  /// The chance, at each quote, that a bad line turns good: 1 / the mean length of a burst.
  public var badToGood: Double
  /// The chance that a quote is lost while the line is good.
  public var lossWhenGood: Double
  /// The chance that a quote is lost while the line is bad.
  public var lossWhenBad: Double

  /// A model; by default nothing is lost on a good line and everything on a bad one.
  public init(goodToBad: Double, badToGood: Double, lossWhenGood: Double = 0, lossWhenBad: Double = 1) {
    (self.goodToBad, self.badToGood) = (goodToBad, badToGood)
    (self.lossWhenGood, self.lossWhenBad) = (lossWhenGood, lossWhenBad)
  }
}
