import GRDB
import MarketData

/// Many lanes as one row of rows: by time, then by the lane's number.
struct LaneMerge {
  /// The time of a lane's next row and the lane's number, as one number: compared without a branch.
  private struct Head {
    private let key: Int128
    init(time: Int64, lane: Int) { key = Int128(time) << 64 | Int128(lane) }
    var lane: Int { Int(truncatingIfNeeded: key) }

    @inline(__always)
    static func < (a: Head, b: Head) -> Bool { a.key < b.key }
  }

  private var lanes: [StoreLane]
  private let statements: LaneStatements
  /// How many rows of a lane are read at a time.
  private let chunk: Int
  /// A stretch of this length for each lane.
  private var buffer: [StoredRow]
  /// A binary heap: the lane that comes next stands first.
  private var heads: [Head] = []

  init(_ lanes: [StoreLane], _ statements: LaneStatements) {
    (self.lanes, self.statements) = (lanes, statements)
    chunk = max(16, min(512, 65_536 / max(1, lanes.count)))
    for index in lanes.indices { self.lanes[index].start = index * chunk }
    buffer = Array(repeating: .nothing, count: lanes.count * chunk)
  }

  /// Goes to the first row at a time or later.
  mutating func seek(_ time: Int64) throws(DatabaseError) {
    heads.removeAll(keepingCapacity: true)
    for index in lanes.indices {
      (lanes[index].time, lanes[index].ordinal, lanes[index].isAtEnd) = (time, -1, false)
      try statements.fill(&lanes[index], in: &buffer, chunk: chunk)
      if let head = head(of: index) { heads.append(head) }
    }
    // What is sorted is a heap.
    heads.sort(by: <)
  }

  /// Appends the next rows, until there are so many.
  ///
  /// Stays in a lane as long as its rows come before the heads of all others.
  mutating func read(into rows: inout [HistoryRow], upTo end: Int) throws(DatabaseError) {
    while rows.count < end, let top = heads.first?.lane {
      let others = second
      var next: Head?
      repeat {
        if let row = buffer[lanes[top].index].row(of: lanes[top].symbol) { rows.append(row) }
        lanes[top].index += 1
        if lanes[top].index == lanes[top].end { try statements.fill(&lanes[top], in: &buffer, chunk: chunk) }
        next = head(of: top)
      } while rows.count < end && comes(next, before: others)
      replaceTop(next)
    }
  }

  @inline(__always)
  private func head(of lane: Int) -> Head? {
    lanes[lane].index < lanes[lane].end ? Head(time: buffer[lanes[lane].index].time, lane: lane) : nil
  }

  @inline(__always)
  private func comes(_ next: Head?, before others: Head?) -> Bool {
    guard let next else { return false }
    return others.map { next < $0 } ?? true
  }

  /// The lane that comes after the top one.
  @inline(__always)
  private var second: Head? {
    if heads.count < 2 { return nil }
    return heads.count == 2 || heads[1] < heads[2] ? heads[1] : heads[2]
  }

  /// Puts the top lane where it belongs now, or away when it has ended.
  private mutating func replaceTop(_ next: Head?) {
    let head = next ?? heads.removeLast()
    if heads.isEmpty { return }
    // The hole sinks to the bottom and `head` rises from there: it mostly belongs near it.
    let count = heads.count
    heads.withUnsafeMutableBufferPointer { heads in
      var hole = 0
      while case var child = 2 * hole + 1, child < count {
        if child + 1 < count { child += heads[child + 1] < heads[child] ? 1 : 0 }
        (heads[hole], hole) = (heads[child], child)
      }
      while hole > 0, head < heads[(hole - 1) / 2] {
        (heads[hole], hole) = (heads[(hole - 1) / 2], (hole - 1) / 2)
      }
      heads[hole] = head
    }
  }
}
