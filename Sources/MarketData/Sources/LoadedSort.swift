/// Sorts the keys of a wheel's loaded slot, all different, by means that suit their number.
struct LoadedSort {
  /// The keys, and from `room` on as much space again.
  let keys: UnsafeMutableBufferPointer<UInt64>
  let room: Int

  /// Sorts the first so many keys.
  @inline(__always)
  func sort(_ count: Int) {
    guard count > 1 else { return }
    let scratch = UnsafeMutableBufferPointer(rebasing: keys[room...])
    if count <= 16 {
      sortFew(count, scratch)
    } else if !spread(count, scratch) {
      var all = UnsafeMutableBufferPointer(rebasing: keys[..<count])
      all.sort()
    }
  }

  /// The few of a usual slot: each goes to the place that has as many smaller keys before it. No branch to mispredict.
  private func sortFew(_ count: Int, _ scratch: UnsafeMutableBufferPointer<UInt64>) {
    for index in 0..<count { scratch[index] = keys[index] }
    for index in 0..<count {
      let key = scratch[index]
      var place = 0
      // Keys have 60 bits: the difference is negative, its top bit set, exactly when the other is smaller.
      for other in 0..<count { place &+= Int(truncatingIfNeeded: (scratch[other] &- key) >> 63) }
      keys[place] = key
    }
  }

  /// Many: one pass spreads them over 1024 parts of the slot, an insertion sort does the little that is left.
  ///
  /// - Returns: False when too many entries fall together; then nothing is changed.
  private func spread(_ count: Int, _ scratch: UnsafeMutableBufferPointer<UInt64>) -> Bool {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1024) { starts in
      starts.initialize(repeating: 0)
      for index in 0..<count { starts[Int(keys[index] >> 50)] &+= 1 }
      var start: UInt32 = 0
      for part in 0..<1024 {
        if starts[part] > 64 { return false }
        (starts[part], start) = (start, start &+ starts[part])
      }
      for index in 0..<count {
        let part = Int(keys[index] >> 50)
        scratch[Int(starts[part])] = keys[index]
        starts[part] &+= 1
      }
      insert(scratch, count)
      return true
    }
  }

  private func insert(_ nearlySorted: UnsafeMutableBufferPointer<UInt64>, _ count: Int) {
    for index in 0..<count {
      let key = nearlySorted[index]
      var place = index
      while place > 0, keys[place - 1] > key {
        keys[place] = keys[place - 1]
        place -= 1
      }
      keys[place] = key
    }
  }
}
