/// The algorithms of a `TimingWheel`, on its memory. Lives only within `TimingWheel.withView`.
struct TimingWheelView {
  static let slotNanos: Int64 = 1_000_000
  static let none = UInt32.max
  static let levels = 3
  static let overflow = levels * 1024

  /// An entry with its deadline.
  struct Item {
    var deadline: Int64
    /// Its place among entries of equal deadline.
    var rank: UInt32
    var entry: UInt32
  }

  /// Some entries of one list; 128 bytes.
  struct Block {
    /// The next block of the list, or of those that are free.
    var next = none
    var count: UInt32 = 0
    private var unused: UInt64 = 0
    var items = InlineArray<7, Item>(repeating: Item(deadline: 0, rank: 0, entry: 0))
  }

  /// How far the wheel has come.
  struct Position {
    /// The slot whose entries are loaded; everything in the lists lies after it.
    var slot: Int64 = 0
    /// The next of the loaded entries, and how many there are.
    var cursor = 0
    var count = 0
    /// The first free block.
    var freeBlock = none
  }

  /// First block of each slot's list, level after level; the last element is the overflow list.
  let heads: UnsafeMutableBufferPointer<UInt32>
  /// One bit for each slot that has a list.
  let occupied: UnsafeMutableBufferPointer<UInt64>
  let blocks: UnsafeMutableBufferPointer<Block>
  let ranks: UnsafeBufferPointer<UInt32>
  /// The loaded slot's entries, as (offset in slot: 20 bits, rank: 20, entry: 20), sorted from the cursor on.
  let loaded: UnsafeMutableBufferPointer<UInt64>
  var position: Position

  // MARK: Taking and giving

  /// Takes the earliest entry if it is due by `limit`.
  ///
  /// - Parameter onLoad: Called with all entries that come next, when those of another slot have been loaded.
  @inline(__always)
  mutating func pop(
    through limit: Int64, onLoad: (borrowing TimingWheelView) -> Void = { _ in }
  ) -> Item? {
    while position.cursor == position.count {
      guard load(through: limit / Self.slotNanos) else { return nil }
      onLoad(self)
    }
    let next = item(loaded[position.cursor])
    guard next.deadline <= limit else { return nil }
    position.cursor &+= 1
    return next
  }

  @inline(__always)
  mutating func insert(_ item: Item) {
    let target = item.deadline / Self.slotNanos
    if target > position.slot { link(item, slot: target) } else { insertLoaded(item) }
  }

  /// How many entries are loaded and not yet taken.
  var loadedCount: Int { position.count - position.cursor }

  /// The entries that come next, in order.
  @inline(__always)
  func loadedEntry(_ index: Int) -> Int { Int(truncatingIfNeeded: loaded[position.cursor &+ index] & 0xFFFFF) }

  var nextDeadline: Int64? {
    if position.cursor < position.count { return item(loaded[position.cursor]).deadline }
    return firstList().map(earliest)
  }

  mutating func remove(_ entry: UInt32) {
    if let index = (position.cursor..<position.count).first(where: { item(loaded[$0]).entry == entry }) {
      for later in index + 1..<max(index + 1, position.count) { loaded[later - 1] = loaded[later] }
      position.count -= 1
      return
    }
    for head in heads.indices where heads[head] != Self.none {
      if remove(entry, from: head) { return }
    }
  }

  private mutating func remove(_ entry: UInt32, from head: Int) -> Bool {
    let first = Int(heads[head])
    var block = first
    while true {
      for index in 0..<Int(blocks[block].count) where blocks[block].items[index].entry == entry {
        // The last of the first block, the only one that may not be full, takes its place.
        let last = Int(blocks[first].count) - 1
        blocks[block].items[index] = blocks[first].items[last]
        blocks[first].count -= 1
        if last == 0 { freeFirstBlock(of: head) }
        return true
      }
      guard blocks[block].next != Self.none else { return false }
      block = Int(blocks[block].next)
    }
  }
}
