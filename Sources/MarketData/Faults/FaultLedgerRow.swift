extension FaultLedger {
  /// One injected fault.
  public struct Row: Hashable, Sendable {
    /// Counts the faults of a service, from 1.
    public var id: Int
    /// What was done.
    public var kind: FaultKind
    /// To which symbol.
    public var symbol: Symbol
    /// To which of its quotes; the first one, if it lasts.
    public var sequence: UInt64
    /// The last quote that it has struck so far. Of a silence all between are gone too: by it, or by another row's
    /// fault, which was decided before. Of a drift or a clock all between are struck that no other fault took before.
    public var lastSequence: UInt64
    /// How many quotes it has struck so far.
    public var quotes = 1
    /// When it began, in the market's time: when it struck its first quote; of a drift or a clock when its window
    /// began, for delays and offsets count from there.
    public var time: Timestamp
    /// When it ended or will end: at once, or when the quote leaves, or when the silence, or the window, is over; nil
    /// for a window that is for good.
    public var ended: Timestamp?
    /// From `time` to `ended` (what lasts, unless it is for good), how much later (delay, reorder), how far back (out of
    /// order), or how far off, back if negative (clock step); else zero.
    public var duration: Duration
    /// The rate of a drift, or the millionths of a clock's skew; else zero.
    public var rate = 0.0
    /// How a quote was made to lie.
    public var corruption: Corruption?
    /// Whether a delayed quote left early because too many were in flight.
    public var forced = false
    /// The name of the window in the timeline that it is of; empty: none.
    public var window = ""

    /// Sets the end of what lasts.
    mutating func setEnd(_ end: Timestamp) {
      ended = end
      if kind != .clockStep { duration = end - time }
    }
  }
}
