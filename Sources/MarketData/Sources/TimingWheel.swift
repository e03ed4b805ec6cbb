/// Deadlines of many entries, taken in the order (deadline, rank) at a cost that hardly depends on their number.
///
/// Slots of 1 ms, three levels of 1024 slots, and an overflow list for what lies more than twelve days ahead. An
/// entry is a small index that the owner chooses; each has at most one deadline at a time. Lists are threaded through
/// flat arrays, so nothing is allocated in the steady state. A binary heap of 100,000 entries costs twice as much.
///
/// Deadlines are nanoseconds on a scale of the owner's. The algorithms are in `TimingWheelView`.
struct TimingWheel {
  private var heads = [UInt32](repeating: TimingWheelView.none, count: TimingWheelView.levels * 1024 + 1)
  private var occupied = [UInt64](repeating: 0, count: TimingWheelView.levels * 16)
  private var entries: [TimingWheelView.Entry] = []
  /// Room for all entries twice: the loaded slot, and space to sort it.
  private var loaded: [UInt64] = []
  private var position = TimingWheelView.Position()

  /// Sets the ranks of entries 0 ..< count, all different; entries that are new have no deadline yet.
  mutating func setRanks(_ ranks: [UInt32]) {
    let added = ranks.count - entries.count
    entries += repeatElement(TimingWheelView.Entry(deadline: 0, link: TimingWheelView.none, rank: 0), count: added)
    loaded += repeatElement(0, count: 2 * added)
    for (entry, rank) in ranks.enumerated() { entries[entry].rank = rank }
    withView { $0.reload() }
  }

  /// The earliest deadline, or nil when there is none.
  var nextDeadline: Int64? {
    mutating get { withView { $0.nextDeadline } }
  }

  /// The earliest deadline that may be inserted.
  var floor: Int64 { position.slot * TimingWheelView.slotNanos }

  /// Gives an entry that has no deadline one, not before `floor`.
  mutating func insert(_ entry: Int, at deadline: Int64) { withView { $0.insert(entry, at: deadline) } }

  /// Takes an entry's deadline away, if it has one.
  mutating func remove(_ entry: Int) { withView { $0.remove(entry) } }

  /// Runs `body` on the wheel's memory, without the checks that an array makes at every access.
  @inline(__always)
  mutating func withView<Result>(_ body: (inout TimingWheelView) -> Result) -> Result {
    heads.withUnsafeMutableBufferPointer { heads in
      occupied.withUnsafeMutableBufferPointer { occupied in
        entries.withUnsafeMutableBufferPointer { entries in
          loaded.withUnsafeMutableBufferPointer { loaded in
            var view = TimingWheelView(
              heads: heads, occupied: occupied, entries: entries, loaded: loaded, position: position)
            defer { position = view.position }
            return body(&view)
          }
        }
      }
    }
  }
}
