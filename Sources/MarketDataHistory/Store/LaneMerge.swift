/// Which of many lanes has the next row: by time, then by the lane's number.
///
/// A binary heap whose top is replaced in place. The top lane is read on as long as its rows come before the heads of
/// all others, without touching the heap.
struct LaneMerge {
  /// A lane and the time of its next row.
  struct Head {
    var time: Int64
    var lane: Int

    @inline(__always)
    static func < (a: Head, b: Head) -> Bool { a.time != b.time ? a.time < b.time : a.lane < b.lane }
  }

  private var heads: [Head] = []

  /// The lane that comes next.
  @inline(__always)
  var top: Head? { heads.first }

  /// The lane that comes after the top one.
  @inline(__always)
  var second: Head? {
    if heads.count < 2 { return nil }
    return heads.count == 2 || heads[1] < heads[2] ? heads[1] : heads[2]
  }

  mutating func insert(_ head: Head) {
    heads.append(head)
    var index = heads.count - 1
    while index > 0, heads[index] < heads[(index - 1) / 2] {
      heads.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// Says what the top lane's next row is now; nil: it has none.
  mutating func replaceTop(_ time: Int64?) {
    if let time {
      heads[0].time = time
    } else {
      heads[0] = heads[heads.count - 1]
      heads.removeLast()
    }
    sink()
  }

  private mutating func sink() {
    var index = 0
    while case var child = 2 * index + 1, child < heads.count {
      if child + 1 < heads.count, heads[child + 1] < heads[child] { child += 1 }
      if !(heads[child] < heads[index]) { return }
      heads.swapAt(index, child)
      index = child
    }
  }
}
