/// The time on the wall, told from a clock that only goes forward. A value: it is told what both clocks say.
///
/// When the wall clock is set forward by more than half a second, the time follows at once. When it is set back, the
/// time runs at half speed until the wall has caught up: it never goes back, so nothing that was scheduled, held or
/// compared becomes wrong.
struct WallTime {
  private static let tolerance: Int64 = 500_000_000
  /// Nanoseconds from the monotonic clock to the time.
  private(set) var offset: Int64
  private var last: Int64

  init(monotonic: Int64, wall: Int64) {
    offset = wall - monotonic
    last = monotonic
  }

  /// The time, never earlier than the one before.
  mutating func now(monotonic: Int64, wall: Int64) -> Timestamp {
    let elapsed = max(0, monotonic - last)
    last = max(last, monotonic)
    let lead = offset - (wall - monotonic)
    if lead < -Self.tolerance {
      offset -= lead
    } else if lead > Self.tolerance {
      offset -= min(elapsed / 2, lead)
    }
    return Timestamp(nanos: last + offset)
  }
}
