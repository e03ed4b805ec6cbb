// The slot that is loaded: its entries, sorted, from which the next is taken.
extension TimingWheelView {
  /// Moves on to the next slot that has entries, spreading lists of higher levels over lower ones on the way.
  ///
  /// - Returns: False when everything lies after `limit`; then nothing has moved.
  mutating func load(through limit: Int64) -> Bool {
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
  mutating func unload(_ block: UInt32) {
    let index = Int(truncatingIfNeeded: block)
    let count = Int(truncatingIfNeeded: blocks[index].count)
    for item in 0..<count { loaded[position.count &+ item] = key(of: blocks[index].items[unchecked: item]) }
    position.count &+= count
    free(block)
  }

  /// A block of a higher level: its entries go to lower ones, but for those in the slot itself.
  mutating func spread(_ block: UInt32) {
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

  func startOfSlots(in head: Int) -> Int64 {
    guard head < Self.overflow else { return earliest(in: head) / Self.slotNanos }
    let shift = Int64(10 * (head >> 10))
    return ((position.slot >> (shift + 10)) << 10 | Int64(head & 1023)) << shift
  }

  @inline(__always)
  func key(of item: Item) -> UInt64 {
    let offset = UInt64(bitPattern: item.deadline &- position.slot &* Self.slotNanos)
    return offset &<< 40 | UInt64(item.rank) &<< 20 | UInt64(item.entry)
  }

  @inline(__always)
  func item(_ key: UInt64) -> Item {
    Item(
      deadline: position.slot &* Self.slotNanos &+ Int64(bitPattern: key >> 40),
      rank: UInt32(truncatingIfNeeded: key >> 20 & 0xFFFFF), entry: UInt32(truncatingIfNeeded: key & 0xFFFFF))
  }

  mutating func insertLoaded(_ item: Item) {
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
  mutating func compact() {
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

  func sortLoaded() { LoadedSort(keys: loaded, room: ranks.count).sort(position.count) }
}
