/// The algorithms of a `TimingWheel`, on its memory. Lives only within `TimingWheel.withView`.
struct TimingWheelView {
  static let slotNanos: Int64 = 1_000_000
  static let none = UInt32.max
  static let levels = 3
  private static let overflow = levels * 1024

  /// What the wheel knows of an entry; 16 bytes, so that it costs one cache line.
  struct Entry {
    var deadline: Int64
    /// The next entry of the same list.
    var link: UInt32
    /// Its place among entries of equal deadline.
    var rank: UInt32
  }

  /// How far the wheel has come.
  struct Position {
    /// The slot whose entries are loaded; everything in the lists lies after it.
    var slot: Int64 = 0
    /// The next of the loaded entries, and how many there are.
    var cursor = 0
    var count = 0
  }

  /// First entry of each slot's list, level after level; the last element is the overflow list.
  let heads: UnsafeMutableBufferPointer<UInt32>
  /// One bit for each slot that has a list.
  let occupied: UnsafeMutableBufferPointer<UInt64>
  let entries: UnsafeMutableBufferPointer<Entry>
  /// The loaded slot's entries, as (offset in slot: 20 bits, rank: 20, entry: 20), sorted from the cursor on.
  let loaded: UnsafeMutableBufferPointer<UInt64>
  var position: Position

  // MARK: Taking

  /// Takes the earliest entry if it is due by `limit`.
  ///
  /// - Parameter onLoad: Called with all entries that come next, when those of another slot have been loaded.
  @inline(__always)
  mutating func pop(
    through limit: Int64, onLoad: (borrowing TimingWheelView) -> Void = { _ in }
  ) -> (entry: Int, deadline: Int64)? {
    while position.cursor == position.count {
      guard load(through: limit / Self.slotNanos) else { return nil }
      onLoad(self)
    }
    let key = loaded[position.cursor]
    let deadline = deadline(of: key)
    guard deadline <= limit else { return nil }
    position.cursor &+= 1
    return (entry(of: key), deadline)
  }

  /// How many entries are loaded and not yet taken.
  var loadedCount: Int { position.count - position.cursor }

  /// The entries that come next, without order.
  @inline(__always)
  func loadedEntry(_ index: Int) -> Int { entry(of: loaded[position.cursor + index]) }

  var nextDeadline: Int64? {
    if position.cursor < position.count { return deadline(of: loaded[position.cursor]) }
    return firstList().map(earliest)
  }

  @inline(__always)
  private func deadline(of key: UInt64) -> Int64 { position.slot &* Self.slotNanos &+ Int64(bitPattern: key >> 40) }

  @inline(__always)
  private func entry(of key: UInt64) -> Int { Int(truncatingIfNeeded: key & 0xFFFFF) }

  private func earliest(in head: Int) -> Int64 {
    var earliest = Int64.max
    var entry = heads[head]
    while entry != Self.none {
      earliest = min(earliest, entries[Int(entry)].deadline)
      entry = entries[Int(entry)].link
    }
    return earliest
  }

  // MARK: Lists

  @inline(__always)
  mutating func insert(_ entry: Int, at deadline: Int64) {
    entries[entry].deadline = deadline
    let target = deadline / Self.slotNanos
    if target <= position.slot { return insertLoaded(entry) }
    link(entry, slot: target)
  }

  mutating func remove(_ entry: Int) {
    if let index = (position.cursor..<position.count).first(where: { self.entry(of: loaded[$0]) == entry }) {
      for later in index + 1..<max(index + 1, position.count) { loaded[later - 1] = loaded[later] }
      position.count -= 1
      return
    }
    let head = head(of: entries[entry].deadline / Self.slotNanos)
    var (previous, current) = (Self.none, heads[head])
    while current != Self.none, current != UInt32(entry) { (previous, current) = (current, entries[Int(current)].link) }
    guard current != Self.none else { return }
    if previous == Self.none {
      heads[head] = entries[entry].link
    } else {
      entries[Int(previous)].link = entries[entry].link
    }
    if heads[head] == Self.none { markEmpty(head) }
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

  @inline(__always)
  private func link(_ entry: Int, slot target: Int64) {
    let head = head(of: target)
    entries[entry].link = heads[head]
    heads[head] = UInt32(truncatingIfNeeded: entry)
    if head < Self.overflow { occupied[head &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: head & 63) }
  }

  @inline(__always)
  private func markEmpty(_ head: Int) {
    if head < Self.overflow { occupied[head >> 6] &= ~(1 << UInt64(head & 63)) }
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

  // MARK: The loaded slot

  /// Moves on to the next slot that has entries, spreading lists of higher levels over lower ones on the way.
  ///
  /// - Returns: False when everything lies after `limit`; then nothing has moved.
  private mutating func load(through limit: Int64) -> Bool {
    guard let head = firstList() else { return false }
    let start = startOfSlots(in: head)
    guard start <= limit else { return false }
    var entry = heads[head]
    heads[head] = Self.none
    markEmpty(head)
    position = Position(slot: start)
    while entry != Self.none {
      let (index, next) = (Int(truncatingIfNeeded: entry), entries[Int(truncatingIfNeeded: entry)].link)
      // A list of the lowest level holds one slot; those of higher levels are spread over lower ones.
      if head < 1024 || entries[index].deadline / Self.slotNanos == start {
        loaded[position.count] = key(of: index)
        position.count &+= 1
      } else {
        link(index, slot: entries[index].deadline / Self.slotNanos)
      }
      entry = next
    }
    sortLoaded()
    return true
  }

  private func startOfSlots(in head: Int) -> Int64 {
    guard head < Self.overflow else { return earliest(in: head) / Self.slotNanos }
    let shift = Int64(10 * (head >> 10))
    return ((position.slot >> (shift + 10)) << 10 | Int64(head & 1023)) << shift
  }

  @inline(__always)
  private func key(of entry: Int) -> UInt64 {
    let offset = UInt64(bitPattern: entries[entry].deadline &- position.slot &* Self.slotNanos)
    return offset &<< 40 | UInt64(entries[entry].rank) &<< 20 | UInt64(truncatingIfNeeded: entry)
  }

  private mutating func insertLoaded(_ entry: Int) {
    if position.cursor == position.count { (position.cursor, position.count) = (0, 0) }
    if position.cursor > 0, position.count == entries.count { compact() }
    let key = key(of: entry)
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

  /// Makes the keys of the loaded entries anew, after ranks have changed.
  mutating func reload() {
    compact()
    for index in 0..<position.count { loaded[index] = key(of: entry(of: loaded[index])) }
    sortLoaded()
  }

  // MARK: Sorting

  /// Sorts the loaded entries: the few of a usual slot by counting smaller ones, without a branch to mispredict; many
  /// by spreading them over 1024 parts of the slot first.
  private func sortLoaded() {
    let count = position.count
    guard count > 1 else { return }
    let scratch = UnsafeMutableBufferPointer(rebasing: loaded[entries.count...])
    if count <= 16 {
      for index in 0..<count { scratch[index] = loaded[index] }
      for index in 0..<count {
        var place = 0
        let key = scratch[index]
        // Keys have 60 bits: the difference is negative, its top bit set, exactly when the other is smaller.
        for other in 0..<count { place &+= Int(truncatingIfNeeded: (scratch[other] &- key) >> 63) }
        loaded[place] = key
      }
    } else if !spread(count, scratch) {
      var all = UnsafeMutableBufferPointer(rebasing: loaded[..<count])
      all.sort()
    }
  }

  /// Sorts by one pass over the upper bits and an insertion sort of what is nearly sorted then.
  ///
  /// - Returns: False when too many entries fall together; then nothing is changed.
  private func spread(_ count: Int, _ scratch: UnsafeMutableBufferPointer<UInt64>) -> Bool {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1024) { starts in
      starts.initialize(repeating: 0)
      for index in 0..<count { starts[Int(loaded[index] >> 50)] &+= 1 }
      var start: UInt32 = 0
      for part in 0..<1024 {
        if starts[part] > 64 { return false }
        (starts[part], start) = (start, start &+ starts[part])
      }
      for index in 0..<count {
        let part = Int(loaded[index] >> 50)
        scratch[Int(starts[part])] = loaded[index]
        starts[part] &+= 1
      }
      for index in 0..<count {
        let key = scratch[index]
        var place = index
        while place > 0, loaded[place - 1] > key {
          loaded[place] = loaded[place - 1]
          place -= 1
        }
        loaded[place] = key
      }
      return true
    }
  }
}
