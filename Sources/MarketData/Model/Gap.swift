/// A disclosed loss: of the positions `from` to `to`, both included, `count` will never reach this subscriber.
///
/// With `dropOldest` and `dropNewest`, `count` is all of them. When quotes were merged, the survivors of the range
/// follow in the stream.
public struct Gap: Hashable, Sendable {
  /// The first position missing.
  public var from: UInt64
  /// The last position missing.
  public var to: UInt64
  /// How many positions between are missing.
  public var count: UInt64
  /// Why.
  public var cause: Cause

  /// A gap over the given positions.
  public init(from: UInt64, to: UInt64, count: UInt64, cause: Cause) {
    (self.from, self.to, self.count, self.cause) = (from, to, count, cause)
  }

  /// Why quotes did not reach a subscriber.
  public enum Cause: String, Hashable, Sendable, CaseIterable {
    /// The subscriber was slower than its bound allows.
    case overflow
    /// Older quotes of a symbol gave way to its latest.
    case merged
    /// The service stopped before the subscriber made room.
    case abandoned
  }
}
