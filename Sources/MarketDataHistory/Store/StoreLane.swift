import GRDB
import MarketData

/// The rows of one symbol and source, read some hundreds at a time.
///
/// Between two reads a lane has no statement open, so thousands of lanes cost no more than their buffers.
struct StoreLane {
  let place: StorePlace
  let symbol: Symbol
  private(set) var rows: [StoredRow] = []
  /// The row to come, in `rows`.
  private(set) var index = 0
  /// The place of the last row read.
  private var time: Int64
  private var ordinal: Int64 = -1
  private var isAtEnd = false

  init(_ place: StorePlace, _ symbol: Symbol, from time: Int64) {
    (self.place, self.symbol, self.time) = (place, symbol, time)
  }

  /// The row to come; nil at the end.
  @inline(__always)
  var row: StoredRow? { index < rows.count ? rows[index] : nil }

  /// Whether the row to come is before the head of another lane.
  @inline(__always)
  func comes(before other: LaneMerge.Head?, as lane: Int) -> Bool {
    guard index < rows.count else { return false }
    return other.map { LaneMerge.Head(time: rows[index].time, lane: lane) < $0 } ?? true
  }

  /// Goes past the row to come. Without one left in the buffer, reads more.
  @inline(__always)
  mutating func advance(_ statement: LaneStatement) throws(DatabaseError) {
    index += 1
    if index == rows.count { try fill(statement) }
  }

  /// Reads the next rows.
  mutating func fill(_ statement: LaneStatement) throws(DatabaseError) {
    index = 0
    rows.removeAll(keepingCapacity: true)
    if isAtEnd { return }
    isAtEnd = try !statement.read(place, after: (time, ordinal), into: &rows, last: &ordinal)
    time = rows.last?.time ?? time
  }

  /// Goes to the first row at a time or later.
  mutating func seek(_ time: Int64, _ statement: LaneStatement) throws(DatabaseError) {
    (self.time, ordinal, isAtEnd) = (time, -1, false)
    try fill(statement)
  }
}

/// The statement that all lanes of a cursor read with.
final class LaneStatement {
  private let statement: SQLiteStatement
  private let chunk: Int

  /// - Parameters:
  ///   - until: The time before which is read; nil: to the end.
  ///   - chunk: How many rows are read at a time.
  init(kinds: StoreSelection.Kinds, until: Int64?, chunk: Int, in database: Database) throws(DatabaseError) {
    self.chunk = chunk
    let filter =
      (until.map { "AND time < \($0) " } ?? "") + (kinds == .all ? "" : "AND (1 << kind) & \(kinds.rawValue) <> 0 ")
    statement = try SQLiteStatement(
      """
      SELECT \(StoredRow.columns), ordinal FROM rows WHERE source = ?1 AND symbol = ?2 \
      AND (time, ordinal) > (?3, ?4) \(filter)ORDER BY time, ordinal LIMIT \(chunk)
      """, in: database)
  }

  /// Appends the rows after a place; false when there are no more after these.
  func read(
    _ place: StorePlace, after: (time: Int64, ordinal: Int64), into rows: inout [StoredRow], last: inout Int64
  ) throws(DatabaseError) -> Bool {
    defer { statement.reset() }
    statement.bind(place.source, at: 1)
    statement.bind(place.symbol, at: 2)
    statement.bind(after.time, at: 3)
    statement.bind(after.ordinal, at: 4)
    while try statement.step() {
      rows.append(StoredRow(statement))
      last = statement.integer(10)
    }
    return rows.count == chunk
  }
}
