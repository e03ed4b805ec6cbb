import GRDB
import MarketData

/// The rows of one symbol and source, read some hundreds at a time into a stretch of its cursor's buffer.
///
/// Between two reads a lane has no statement open, so thousands of lanes cost no more than their stretches.
struct StoreLane {
  let place: StorePlace
  let symbol: Symbol
  /// Where its stretch begins.
  var start = 0
  /// The row to come, in the buffer.
  var index = 0
  /// Where the rows in its stretch end.
  var end = 0
  /// The place of the last row read; before the first, the time from which to read.
  var time = Int64.min
  var ordinal: Int64 = -1
  var isAtEnd = false

  init(_ place: StorePlace, _ symbol: Symbol) { (self.place, self.symbol) = (place, symbol) }
}

/// The statements that all lanes of a cursor read with.
///
/// Two, because SQLite looks at each row again for one condition that is `(time, ordinal) > (?, ?)`.
final class LaneStatements {
  /// The rest of the rows of one time.
  private let sameTime: SQLiteStatement
  private let later: SQLiteStatement

  /// - Parameter until: The time before which is read; nil: to the end.
  init(kinds: StoreSelection.Kinds, until: Int64?, in database: Database) throws(DatabaseError) {
    let lane = "SELECT \(StoredRow.columns), ordinal FROM rows WHERE source = ?1 AND symbol = ?2"
    let filter =
      (until.map { " AND time < \($0)" } ?? "") + (kinds == .all ? "" : " AND (1 << kind) & \(kinds.rawValue) <> 0")
    sameTime = try SQLiteStatement("\(lane) AND time = ?3 AND ordinal > ?4\(filter) ORDER BY ordinal", in: database)
    later = try SQLiteStatement("\(lane) AND time > ?3\(filter) ORDER BY time, ordinal", in: database)
  }

  /// Reads as many of a lane's next rows as its stretch holds.
  func fill(_ lane: inout StoreLane, in buffer: inout [StoredRow], chunk: Int) throws(DatabaseError) {
    (lane.index, lane.end) = (lane.start, lane.start)
    if lane.isAtEnd { return }
    try fill(&lane, with: sameTime, in: &buffer, chunk)
    try fill(&lane, with: later, in: &buffer, chunk)
    if lane.end < lane.start + chunk { lane.isAtEnd = true }
  }

  private func fill(
    _ lane: inout StoreLane, with statement: SQLiteStatement, in buffer: inout [StoredRow], _ chunk: Int
  ) throws(DatabaseError) {
    defer { statement.reset() }
    statement.bind(lane.place.source, at: 1)
    statement.bind(lane.place.symbol, at: 2)
    statement.bind(lane.time, at: 3)
    if statement === sameTime { statement.bind(lane.ordinal, at: 4) }
    let full = lane.start + chunk
    while lane.end < full, try statement.step() {
      buffer[lane.end] = StoredRow(statement)
      lane.end += 1
      if lane.end == full { (lane.time, lane.ordinal) = (statement.integer(0), statement.integer(9)) }
    }
  }
}
