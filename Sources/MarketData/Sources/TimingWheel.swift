/// Deadlines of many entries, taken in the order (deadline, rank) at a cost that hardly depends on their number.
///
/// Slots of 1 ms, three levels of 1024 slots, and an overflow list for what lies more than twelve days ahead. An
/// entry is a small index that the owner chooses; each has at most one deadline at a time. A slot's entries lie in
/// blocks of one or two cache lines: a list through 100,000 entries would wait for memory at every link. Nothing is
/// allocated in the steady state.
///
/// Deadlines are nanoseconds on a scale of the owner's. The algorithms are in `TimingWheelView`.
struct TimingWheel {
  private var heads = [UInt32](repeating: TimingWheelView.none, count: TimingWheelView.levels * 1024 + 1)
  private var occupied = [UInt64](repeating: 0, count: TimingWheelView.levels * 16)
  /// As many as entries: a block in use holds one at least.
  private var blocks: [TimingWheelView.Block] = []
  private var ranks: [UInt32] = []
  /// Room for all entries twice: the loaded slot, and space to sort it.
  private var loaded: [UInt64] = []
  private var position = TimingWheelView.Position()

  /// Sets the ranks of entries 0 ..< count, all different; entries that are new have no deadline yet.
  mutating func setRanks(_ newRanks: [UInt32]) {
    let known = ranks.count
    blocks += repeatElement(TimingWheelView.Block(), count: newRanks.count - known)
    loaded += repeatElement(0, count: 2 * (newRanks.count - known))
    ranks = newRanks
    withView { view in
      for block in known..<newRanks.count { view.free(UInt32(block)) }
      view.reload()
    }
  }

  /// The earliest deadline, or nil when there is none.
  var nextDeadline: Int64? {
    mutating get { withView { $0.nextDeadline } }
  }

  /// How many entries have ranks.
  var count: Int { ranks.count }

  /// The earliest deadline that may be inserted.
  var floor: Int64 { position.slot * TimingWheelView.slotNanos }

  /// Gives an entry that has no deadline one, not before `floor`.
  mutating func insert(_ entry: Int, at deadline: Int64) {
    let item = TimingWheelView.Item(deadline: deadline, rank: ranks[entry], entry: UInt32(entry))
    withView { $0.insert(item) }
  }

  /// Takes an entry's deadline away, if it has one. Looks through all entries.
  mutating func remove(_ entry: Int) { withView { $0.remove(UInt32(entry)) } }

  /// Runs `body` on the wheel's memory, without the checks that an array makes at every access.
  @inline(__always)
  mutating func withView<Result>(_ body: (inout TimingWheelView) -> Result) -> Result {
    heads.withUnsafeMutableBufferPointer { heads in
      occupied.withUnsafeMutableBufferPointer { occupied in
        blocks.withUnsafeMutableBufferPointer { blocks in
          loaded.withUnsafeMutableBufferPointer { loaded in
            ranks.withUnsafeBufferPointer { ranks in
              var view = TimingWheelView(
                heads: heads, occupied: occupied, blocks: blocks, ranks: ranks, loaded: loaded, position: position)
              defer { position = view.position }
              return body(&view)
            }
          }
        }
      }
    }
  }
}
