/// What time it is, and a ring when it is time. Real in a service, by hand in a test.
public protocol MarketClock: Sendable {
  /// The present time, UTC. Never earlier than it was before.
  var now: Timestamp { get }

  /// Says that the owner of `alarm` is about to wait until it rings, and asks for a ring at `deadline`.
  ///
  /// Replaces what was asked for before. With nil only others will ring.
  func park(_ alarm: Alarm, until deadline: Timestamp?)

  /// Says that the owner of `alarm` will not wait any more.
  func retire(_ alarm: Alarm)
}
