// Lists of blocks, one for each slot that lies ahead.
extension TimingWheelView {
  mutating func free(_ block: UInt32) {
    blocks[Int(block)].next = position.freeBlock
    blocks[Int(block)].count = 0
    position.freeBlock = block
  }

  mutating func freeFirstBlock(of head: Int) {
    let block = heads[head]
    heads[head] = blocks[Int(block)].next
    free(block)
    if heads[head] == Self.none { markEmpty(head) }
  }

  @inline(__always)
  mutating func link(_ item: Item, slot target: Int64) {
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
  func markEmpty(_ head: Int) {
    if head < Self.overflow { occupied[head &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: head & 63)) }
  }

  /// The list for a slot after the loaded one: the level is that of the highest digit in which the two differ.
  @inline(__always)
  func head(of target: Int64) -> Int {
    let difference = target ^ position.slot
    if difference < 1 << 10 { return Int(truncatingIfNeeded: target & 1023) }
    if difference < 1 << 20 { return 1024 &+ Int(truncatingIfNeeded: target &>> 10 & 1023) }
    if difference < 1 << 30 { return 2048 &+ Int(truncatingIfNeeded: target &>> 20 & 1023) }
    return Self.overflow
  }

  /// The first list that is not empty, in order of time.
  func firstList() -> Int? {
    for level in 0..<Self.levels {
      let digit = Int(position.slot >> Int64(10 * level) & 1023)
      if let found = nextOccupied(level: level, after: digit) { return found }
    }
    return heads[Self.overflow] == Self.none ? nil : Self.overflow
  }

  @inline(__always)
  func nextOccupied(level: Int, after digit: Int) -> Int? {
    var bit = digit + 1
    while bit < 1024 {
      let word = occupied[level * 16 + bit >> 6] >> UInt64(bit & 63)
      if word != 0 { return level * 1024 + bit + word.trailingZeroBitCount }
      bit = (bit | 63) + 1
    }
    return nil
  }

  func earliest(in head: Int) -> Int64 {
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
}
