/// Deadlines of many entries, taken in the order (deadline, rank) at a cost that hardly depends on their number.
///
/// Slots of 1 ms, three levels of 1024 slots, and an overflow list for what lies more than twelve days ahead. An
/// entry is a small index that the owner chooses; each has at most one deadline at a time. Lists are threaded through
/// flat arrays, so nothing is allocated in the steady state. A binary heap of 100,000 entries costs twice as much.
///
/// Deadlines are nanoseconds on a scale of the owner's; none may lie before the last one taken.
struct TimingWheel {
  private static let slotNanos: Int64 = 1_000_000
  private static let none = UInt32.max
  private static let levels = 3

  /// First entry of each slot's list, level after level; the last element is the overflow list.
  private var heads = [UInt32](repeating: none, count: levels * 1024 + 1)
  /// One bit for each slot that has a list.
  private var occupied = [UInt64](repeating: 0, count: levels * 16)
  /// Per entry, the next of its list.
  private var links: [UInt32] = []
  private var deadlines: [Int64] = []
  /// Per entry, its place among entries of equal deadline.
  private var ranks: [UInt32] = []
  /// The slot whose entries are in `loaded`; everything in the lists lies after it.
  private var slot: Int64 = 0
  /// The loaded slot's entries from `cursor` on, as (offset in slot: 20 bits, rank: 20, entry: 20), sorted.
  private var loaded: [UInt64] = []
  private var cursor = 0

  /// Sets the ranks of entries 0 ..< count, all different; entries that are new have no deadline yet.
  mutating func setRanks(_ newRanks: [UInt32]) {
    ranks = newRanks
    while links.count < ranks.count {
      links.append(Self.none)
      deadlines.append(0)
    }
    for index in cursor..<loaded.count { loaded[index] = key(of: entry(of: loaded[index])) }
    sortLoaded()
  }

  /// The earliest deadline, or nil when there is none.
  var nextDeadline: Int64? {
    if cursor < loaded.count { return deadlines[Int(entry(of: loaded[cursor]))] }
    guard let head = firstList() else { return nil }
    var earliest = Int64.max
    var entry = heads[head]
    while entry != Self.none {
      earliest = min(earliest, deadlines[Int(entry)])
      entry = links[Int(entry)]
    }
    return earliest
  }

  /// Takes the earliest entry if it is due by `limit`.
  @inline(__always)
  mutating func pop(through limit: Int64) -> (entry: Int, deadline: Int64)? {
    while cursor == loaded.count {
      guard load(through: limit / Self.slotNanos) else { return nil }
    }
    let entry = Int(loaded[cursor] & 0xFFFFF)
    let deadline = deadlines[entry]
    guard deadline <= limit else { return nil }
    cursor += 1
    return (entry, deadline)
  }

  /// The earliest deadline that may be inserted.
  var floor: Int64 { slot * Self.slotNanos }

  /// Gives an entry that has no deadline one, not before `floor`.
  @inline(__always)
  mutating func insert(_ entry: Int, at deadline: Int64) {
    deadlines[entry] = deadline
    let target = deadline / Self.slotNanos
    if target <= slot { return insertLoaded(UInt32(entry)) }
    link(UInt32(entry), slot: target)
  }

  /// Takes an entry's deadline away, if it has one.
  mutating func remove(_ entry: Int) {
    if let index = loaded[cursor...].firstIndex(where: { self.entry(of: $0) == UInt32(entry) }) {
      loaded.remove(at: index)
      return
    }
    let head = headIndex(slot: deadlines[entry] / Self.slotNanos)
    var previous = Self.none
    var current = heads[head]
    while current != Self.none, current != UInt32(entry) { (previous, current) = (current, links[Int(current)]) }
    guard current != Self.none else { return }
    if previous == Self.none { heads[head] = links[entry] } else { links[Int(previous)] = links[entry] }
    if heads[head] == Self.none, head < Self.levels * 1024 { occupied[head >> 6] &= ~(1 << UInt64(head & 63)) }
  }

  // MARK: Lists

  @inline(__always)
  private func entry(of key: UInt64) -> UInt32 { UInt32(key & 0xFFFFF) }

  @inline(__always)
  private func key(of entry: UInt32) -> UInt64 {
    let offset = UInt64(deadlines[Int(entry)] - slot * Self.slotNanos)
    return offset << 40 | UInt64(ranks[Int(entry)]) << 20 | UInt64(entry)
  }

  /// The list for a slot after the loaded one: the level is that of the highest digit in which the two differ.
  @inline(__always)
  private func headIndex(slot target: Int64) -> Int {
    let difference = target ^ slot
    if difference < 1 << 10 { return Int(target & 1023) }
    if difference < 1 << 20 { return 1024 + Int(target >> 10 & 1023) }
    if difference < 1 << 30 { return 2048 + Int(target >> 20 & 1023) }
    return Self.levels * 1024
  }

  @inline(__always)
  private mutating func link(_ entry: UInt32, slot target: Int64) {
    let head = headIndex(slot: target)
    links[Int(entry)] = heads[head]
    heads[head] = entry
    if head < Self.levels * 1024 { occupied[head >> 6] |= 1 << UInt64(head & 63) }
  }

  /// The first list that is not empty, in order of time.
  private func firstList() -> Int? {
    for level in 0..<Self.levels {
      let digit = Int(slot >> Int64(10 * level) & 1023)
      if let found = nextOccupied(level: level, after: digit) { return found }
    }
    return heads[Self.levels * 1024] == Self.none ? nil : Self.levels * 1024
  }

  private func nextOccupied(level: Int, after digit: Int) -> Int? {
    var bit = digit + 1
    while bit < 1024 {
      let word = occupied[level * 16 + bit >> 6] >> UInt64(bit & 63)
      if word != 0 { return level * 1024 + bit + word.trailingZeroBitCount }
      bit = (bit | 63) + 1
    }
    return nil
  }

  // MARK: The loaded slot

  /// Moves on to the next slot that has entries, spreading lists of higher levels over lower ones on the way.
  ///
  /// - Returns: False when everything lies after `limit`; then nothing has moved.
  private mutating func load(through limit: Int64) -> Bool {
    guard let head = firstList() else { return false }
    let start = startOfSlots(in: head)
    guard start <= limit else { return false }
    loaded.removeAll(keepingCapacity: true)
    cursor = 0
    var entry = heads[head]
    heads[head] = Self.none
    if head < Self.levels * 1024 { occupied[head >> 6] &= ~(1 << UInt64(head & 63)) }
    slot = start
    while entry != Self.none {
      let next = links[Int(entry)]
      let target = deadlines[Int(entry)] / Self.slotNanos
      if target == slot { loaded.append(key(of: entry)) } else { link(entry, slot: target) }
      entry = next
    }
    sortLoaded()
    return true
  }

  private func startOfSlots(in head: Int) -> Int64 {
    guard head < Self.levels * 1024 else { return overflowStart() }
    let level = head >> 10
    let shift = Int64(10 * level)
    return ((slot >> (shift + 10)) << 10 | Int64(head & 1023)) << shift
  }

  private func overflowStart() -> Int64 {
    var earliest = Int64.max
    var entry = heads[Self.levels * 1024]
    while entry != Self.none {
      earliest = min(earliest, deadlines[Int(entry)] / Self.slotNanos)
      entry = links[Int(entry)]
    }
    return earliest
  }

  private mutating func insertLoaded(_ entry: UInt32) {
    if cursor == loaded.count {
      loaded.removeAll(keepingCapacity: true)
      cursor = 0
    }
    let key = key(of: entry)
    var index = loaded.count
    while index > cursor, loaded[index - 1] > key { index -= 1 }
    loaded.insert(key, at: index)
  }

  private mutating func sortLoaded() {
    if loaded.count - cursor > 24 { return cursor == 0 ? loaded.sort() : loaded[cursor...].sort() }
    var index = cursor + 1
    while index < loaded.count {
      let key = loaded[index]
      var place = index
      while place > cursor, loaded[place - 1] > key {
        loaded[place] = loaded[place - 1]
        place -= 1
      }
      loaded[place] = key
      index += 1
    }
  }
}
