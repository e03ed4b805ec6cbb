/// What one subscriber, or all of them together, got. Of one,
/// `offered = delivered + overflowDropped + merged + buffered + abandoned`.
public struct SubscriberCounters: Hashable, Sendable {
  /// Quotes offered.
  public var offered = 0
  /// Quotes handed out.
  public var delivered = 0
  /// Quotes that `dropOldest` or `dropNewest` dropped.
  public var overflowDropped = 0
  /// Quotes that `conflate` replaced by later ones.
  public var merged = 0
  /// Quotes waiting.
  public var buffered = 0
  /// Quotes given up at a stop, or left behind by a subscriber that went away.
  public var abandoned = 0
  /// Gap notices handed out.
  public var gaps = 0

  /// Whether the account holds.
  public var isBalanced: Bool { offered == delivered + overflowDropped + merged + buffered + abandoned }

  static func += (total: inout SubscriberCounters, one: SubscriberCounters) {
    total.offered += one.offered
    total.delivered += one.delivered
    total.overflowDropped += one.overflowDropped
    total.merged += one.merged
    total.buffered += one.buffered
    total.abandoned += one.abandoned
    total.gaps += one.gaps
  }
}
