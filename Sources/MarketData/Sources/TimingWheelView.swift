/// The algorithms of a `TimingWheel`, on its memory. Lives only within `TimingWheel.withView`.
struct TimingWheelView {
  static let slotNanos: Int64 = 1_000_000
  static let none = UInt32.max
  static let levels = 3
  private static let overflow = levels * 1024

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

  // MARK: Blocks

  mutating func free(_ block: UInt32) {
    blocks[Int(block)].next = position.freeBlock
    blocks[Int(block)].count = 0
    position.freeBlock = block
  }

  private mutating func freeFirstBlock(of head: Int) {
    let block = heads[head]
    heads[head] = blocks[Int(block)].next
    free(block)
    if heads[head] == Self.none { markEmpty(head) }
  }

  @inline(__always)
  private mutating func link(_ item: Item, slot target: Int64) {
    let head = head(of: target)
    var block = Int(truncatingIfNeeded: heads[head])
    if heads[head] == Self.none || blocks[block].count == 7 {
      block = Int(truncatingIfNeeded: position.freeBlock)
      position.freeBlock = blocks[block].next
      blocks[block].next = heads[head]
      heads[head] = UInt32(truncatingIfNeeded: block)
      if head < Self.overflow { occupied[head &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: head & 63) }
    }
    let count = blocks[block].count
    blocks[block].items[unchecked: Int(truncatingIfNeeded: count)] = item
    blocks[block].count = count &+ 1
  }

  @inline(__always)
  private func markEmpty(_ head: Int) {
    if head < Self.overflow { occupied[head &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: head & 63)) }
  }

  /// The list for a slot after the loaded one: the level is that of the highest digit in which the two differ.
  @inline(__always)
  private func head(of target: Int64) -> Int {
    let difference = target ^ position.slot
    if difference < 1 << 10 { return Int(truncatingIfNeeded: target & 1023) }
    if difference < 1 << 20 { return 1024 &+ Int(truncatingIfNeeded: target &>> 10 & 1023) }
    if difference < 1 << 30 { return 2048 &+ Int(truncatingIfNeeded: target &>> 20 & 1023) }
    return Self.overflow
  }

  /// The first list that is not empty, in order of time.
  private func firstList() -> Int? {
    for level in 0..<Self.levels {
      let digit = Int(position.slot >> Int64(10 * level) & 1023)
      if let found = nextOccupied(level: level, after: digit) { return found }
    }
    return heads[Self.overflow] == Self.none ? nil : Self.overflow
  }

  @inline(__always)
  private func nextOccupied(level: Int, after digit: Int) -> Int? {
    var bit = digit + 1
    while bit < 1024 {
      let word = occupied[level * 16 + bit >> 6] >> UInt64(bit & 63)
      if word != 0 { return level * 1024 + bit + word.trailingZeroBitCount }
      bit = (bit | 63) + 1
    }
    return nil
  }

  private func earliest(in head: Int) -> Int64 {
    var earliest = Int64.max
    var block = heads[head]
    while block != Self.none {
      for index in 0..<Int(blocks[Int(block)].count) {
        earliest = min(earliest, blocks[Int(block)].items[index].deadline)
      }
      block = blocks[Int(block)].next
    }
    return earliest
  }

  // MARK: The loaded slot

  /// Moves on to the next slot that has entries, spreading lists of higher levels over lower ones on the way.
  ///
  /// - Returns: False when everything lies after `limit`; then nothing has moved.
  private mutating func load(through limit: Int64) -> Bool {
    guard let head = firstList() else { return false }
    let start = startOfSlots(in: head)
    guard start <= limit else { return false }
    var block = heads[head]
    heads[head] = Self.none
    markEmpty(head)
    (position.slot, position.cursor, position.count) = (start, 0, 0)
    while block != Self.none {
      let next = blocks[Int(truncatingIfNeeded: block)].next
      if head < 1024 { unload(block) } else { spread(block) }
      block = next
    }
    sortLoaded()
    return true
  }

  /// A block of the lowest level: all its entries are in the slot.
  @inline(__always)
  private mutating func unload(_ block: UInt32) {
    let index = Int(truncatingIfNeeded: block)
    let count = Int(truncatingIfNeeded: blocks[index].count)
    for item in 0..<count { loaded[position.count &+ item] = key(of: blocks[index].items[unchecked: item]) }
    position.count &+= count
    free(block)
  }

  /// A block of a higher level: its entries go to lower ones, but for those in the slot itself.
  private mutating func spread(_ block: UInt32) {
    // Freed before its entries need other blocks, or there might be one too few.
    let full = blocks[Int(truncatingIfNeeded: block)]
    free(block)
    for index in 0..<Int(truncatingIfNeeded: full.count) {
      let item = full.items[index]
      if item.deadline / Self.slotNanos == position.slot {
        loaded[position.count] = key(of: item)
        position.count &+= 1
      } else {
        link(item, slot: item.deadline / Self.slotNanos)
      }
    }
  }

  private func startOfSlots(in head: Int) -> Int64 {
    guard head < Self.overflow else { return earliest(in: head) / Self.slotNanos }
    let shift = Int64(10 * (head >> 10))
    return ((position.slot >> (shift + 10)) << 10 | Int64(head & 1023)) << shift
  }

  @inline(__always)
  private func key(of item: Item) -> UInt64 {
    let offset = UInt64(bitPattern: item.deadline &- position.slot &* Self.slotNanos)
    return offset &<< 40 | UInt64(item.rank) &<< 20 | UInt64(item.entry)
  }

  @inline(__always)
  private func item(_ key: UInt64) -> Item {
    Item(
      deadline: position.slot &* Self.slotNanos &+ Int64(bitPattern: key >> 40),
      rank: UInt32(truncatingIfNeeded: key >> 20 & 0xFFFFF), entry: UInt32(truncatingIfNeeded: key & 0xFFFFF))
  }

  private mutating func insertLoaded(_ item: Item) {
    if position.cursor == position.count { (position.cursor, position.count) = (0, 0) }
    if position.cursor > 0, position.count == ranks.count { compact() }
    let key = key(of: item)
    var index = position.count
    while index > position.cursor, loaded[index - 1] > key {
      loaded[index] = loaded[index - 1]
      index -= 1
    }
    loaded[index] = key
    position.count += 1
  }

  /// Moves the loaded entries to the front, over those that were taken.
  private mutating func compact() {
    for index in position.cursor..<position.count { loaded[index - position.cursor] = loaded[index] }
    (position.cursor, position.count) = (0, position.count - position.cursor)
  }

  /// Gives all entries the ranks that have changed.
  mutating func reload() {
    compact()
    for index in 0..<position.count {
      var item = item(loaded[index])
      item.rank = ranks[Int(item.entry)]
      loaded[index] = key(of: item)
    }
    for block in blocks.indices {
      for index in 0..<Int(blocks[block].count) {
        blocks[block].items[index].rank = ranks[Int(blocks[block].items[index].entry)]
      }
    }
    sortLoaded()
  }

  private func sortLoaded() { LoadedSort(keys: loaded, room: ranks.count).sort(position.count) }
}
