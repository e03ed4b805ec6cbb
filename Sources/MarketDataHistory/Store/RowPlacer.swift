import GRDB
import MarketData

/// Gives rows their places in a store: inserts those that are new, and leaves alone those that are there.
///
/// A session is joined with what was there before as multisets are, by the greater count: a row that a session has n
/// times, in any order, is there n times afterwards, or as often as it was before if that is more. So identical real
/// trades survive, and a file imported again adds nothing. Exact at any order of rows, because each row that was
/// there before is claimed by at most one row of the session.
///
/// Beyond what was there of a symbol when the session met it, nothing can be there already: such rows, mostly all,
/// are inserted without looking, numbered by the order in which they come.
struct RowPlacer {
  /// What a session knows of one symbol.
  private struct Lane {
    var symbol: Int64
    /// The times between which rows were there before the session: none when the first is the later one.
    var first: Int64
    var last: Int64
    /// The latest time at which this session inserted without looking, and the next ordinal there.
    var top = Int64.min
    var next: Int64 = 0

    func mayBeThere(_ time: Int64) -> Bool { time >= first && time <= last }
  }

  let source: Int64
  private let statements: PlacerStatements
  private var symbols: SymbolIDs
  private var lanes: [Lane?] = []
  /// The rows at one time where rows were before, most lately looked at.
  private var group: StoredGroup?
  /// Before this time rows may vanish while the session goes on.
  private var floor = Int64.min
  /// Placed and not yet inserted: nothing may be read from the store before it is.
  private var pending: [PlacedRow] = []

  init(source: Int64, in database: Database) throws {
    self.source = source
    statements = try PlacerStatements(source: source, in: database)
    symbols = try SymbolIDs(in: database)
  }

  /// Puts rows into the store, but for those that are there already.
  ///
  /// Symbol by symbol, because neighbours in the store are inserted more quickly than rows far apart.
  ///
  /// - Returns: How many were new, and the latest time of these.
  mutating func place(
    _ rows: some RandomAccessCollection<HistoryRow>, in database: Database
  ) throws -> (new: Int, last: Timestamp?) {
    var (new, last) = (0, Timestamp?.none)
    for offset in symbolOrder(of: rows) {
      let row = rows[rows.index(rows.startIndex, offsetBy: offset)]
      if try place(row, in: database) {
        new += 1
        last = max(last ?? row.timestamp, row.timestamp)
      }
    }
    try insertPending()
    return (new, last)
  }

  /// Places a row, unless it is there already: then false.
  private mutating func place(_ row: HistoryRow, in database: Database) throws -> Bool {
    let (symbol, row) = (row.symbol, try StoredRow(row))
    try prepareLane(of: symbol, in: database)
    guard var lane = lanes[symbol.index] else { return false }
    if lane.mayBeThere(row.time) { return try placeAmongOthers(row, of: lane.symbol) }
    if row.time < lane.top || row.time < floor {
      try insertPending()
      try insert(row, of: lane.symbol, ordinal: statements.count(of: lane.symbol, at: row.time))
      return true
    }
    if row.time > lane.top { (lane.top, lane.next) = (row.time, 0) }
    try insert(row, of: lane.symbol, ordinal: lane.next)
    lane.next += 1
    lanes[symbol.index] = lane
    return true
  }

  @inline(__always)
  private mutating func insert(_ row: StoredRow, of symbol: Int64, ordinal: Int64) throws(DatabaseError) {
    pending.append(PlacedRow(symbol: symbol, ordinal: ordinal, row: row))
    if pending.count == PlacerStatements.batch { try insertPending() }
  }

  private mutating func insertPending() throws(DatabaseError) {
    try statements.insert(pending)
    pending.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  private mutating func prepareLane(of symbol: Symbol, in database: Database) throws {
    if symbol.index < lanes.count, lanes[symbol.index] != nil { return }
    while lanes.count <= symbol.index { lanes.append(nil) }
    let id = try symbols.id(of: symbol, in: database)
    let span = try statements.span(of: id)
    lanes[symbol.index] = Lane(symbol: id, first: span?.lowerBound ?? .max, last: span?.upperBound ?? .min)
  }

  private mutating func placeAmongOthers(_ row: StoredRow, of symbol: Int64) throws -> Bool {
    if group?.symbol != symbol || group?.time != row.time || row.time < floor {
      try insertPending()
      group = try statements.group(of: symbol, at: row.time)
    }
    let claimed = group?.claim(row.content)
    let ordinal = claimed ?? group?.append() ?? 0
    if claimed == nil { try insert(row, of: symbol, ordinal: ordinal) }
    try statements.claim(symbol, row.time, ordinal)
    return claimed == nil
  }

  /// Rows before a time are being taken out of the store: what is placed there from now on is placed by looking.
  mutating func look(before time: Int64) { (floor, group) = (max(floor, time), nil) }
}

/// The offsets of rows, ordered by symbol; those of one symbol stay in their order.
private func symbolOrder(of rows: some Collection<HistoryRow>) -> [Int] {
  let symbols = rows.map(\.symbol.index)
  var ends = [Int](repeating: 0, count: (symbols.max() ?? 0) + 2)
  for symbol in symbols { ends[symbol + 1] += 1 }
  for symbol in ends.indices.dropFirst() { ends[symbol] += ends[symbol - 1] }
  var order = [Int](repeating: 0, count: symbols.count)
  for (offset, symbol) in symbols.enumerated() {
    order[ends[symbol]] = offset
    ends[symbol] += 1
  }
  return order
}

/// The rows of one symbol at one time that were there when a session began, but for those it has claimed.
struct StoredGroup {
  var symbol: Int64
  var time: Int64
  /// The ordinals of equal rows, the next to be claimed last.
  var unclaimed: [StoredRow.Content: [Int64]] = [:]
  /// The ordinal of the next row.
  var next: Int64 = 0

  mutating func claim(_ content: StoredRow.Content) -> Int64? { unclaimed[content]?.popLast() }

  mutating func append() -> Int64 {
    defer { next += 1 }
    return next
  }
}
