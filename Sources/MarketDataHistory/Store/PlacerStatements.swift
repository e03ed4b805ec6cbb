import GRDB
import MarketData

/// The statements of a `RowPlacer`, for one source.
final class PlacerStatements {
  private let insertion: SQLiteStatement
  private let counting: SQLiteStatement
  private let first: SQLiteStatement
  private let last: SQLiteStatement
  private let reading: SQLiteStatement
  private let claiming: SQLiteStatement

  init(source: Int64, in database: Database) throws {
    // In a file of SQLite's own that ends with the connection: claims may be more than fit into memory.
    try database.execute(
      sql: """
        CREATE TEMP TABLE IF NOT EXISTS claims (symbol INTEGER, time INTEGER, ordinal INTEGER, \
        PRIMARY KEY (symbol, time, ordinal)) WITHOUT ROWID
        """)
    let place = "FROM rows WHERE source = \(source) AND symbol = ?1"
    insertion = try SQLiteStatement(
      """
      INSERT INTO rows (source, symbol, ordinal, \(StoredRow.columns)) \
      VALUES (\(source), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
      """, in: database)
    counting = try SQLiteStatement(
      "SELECT ordinal \(place) AND time = ?2 ORDER BY ordinal DESC LIMIT 1", in: database)
    first = try SQLiteStatement("SELECT time \(place) ORDER BY time LIMIT 1", in: database)
    last = try SQLiteStatement("SELECT time \(place) ORDER BY time DESC LIMIT 1", in: database)
    reading = try SQLiteStatement(
      """
      SELECT \(StoredRow.columns), ordinal, EXISTS (SELECT 1 FROM claims c WHERE c.symbol = ?1 AND c.time = ?2 \
      AND c.ordinal = rows.ordinal) \(place) AND time = ?2 ORDER BY ordinal DESC
      """, in: database)
    claiming = try SQLiteStatement("INSERT OR IGNORE INTO claims VALUES (?1, ?2, ?3)", in: database)
  }

  @inline(__always)
  func insert(_ row: StoredRow, of symbol: Int64, ordinal: Int64) throws(DatabaseError) {
    insertion.bind(symbol, at: 1)
    insertion.bind(ordinal, at: 2)
    row.bind(to: insertion, from: 3)
    try insertion.run()
  }

  /// How many rows there are at a time.
  func count(of symbol: Int64, at time: Int64) throws(DatabaseError) -> Int64 {
    defer { counting.reset() }
    counting.bind(symbol, at: 1)
    counting.bind(time, at: 2)
    return try counting.step() ? counting.integer(0) + 1 : 0
  }

  /// The times of the first and the last row of a symbol.
  func span(of symbol: Int64) throws(DatabaseError) -> ClosedRange<Int64>? {
    defer {
      first.reset()
      last.reset()
    }
    first.bind(symbol, at: 1)
    last.bind(symbol, at: 1)
    guard try first.step(), try last.step() else { return nil }
    return first.integer(0)...last.integer(0)
  }

  /// The rows at a time, with those that are not claimed.
  func group(of symbol: Int64, at time: Int64) throws(DatabaseError) -> StoredGroup {
    defer { reading.reset() }
    reading.bind(symbol, at: 1)
    reading.bind(time, at: 2)
    var group = StoredGroup(symbol: symbol, time: time)
    while try reading.step() {
      let ordinal = reading.integer(10)
      group.next = max(group.next, ordinal + 1)
      if reading.integer(11) == 0 { group.unclaimed[StoredRow(reading).content, default: []].append(ordinal) }
    }
    return group
  }

  func claim(_ symbol: Int64, _ time: Int64, _ ordinal: Int64) throws(DatabaseError) {
    claiming.bind(symbol, at: 1)
    claiming.bind(time, at: 2)
    claiming.bind(ordinal, at: 3)
    try claiming.run()
  }
}

/// The numbers of symbols in a store. New ones are added.
struct SymbolIDs {
  private var ids: [String: Int64] = [:]

  init(in database: Database) throws {
    for row in try Row.fetchAll(database, sql: "SELECT ticker, id FROM symbols") { ids[row[0]] = row[1] }
  }

  mutating func id(of symbol: Symbol, in database: Database) throws -> Int64 {
    if let id = ids[symbol.ticker] { return id }
    try database.execute(sql: "INSERT INTO symbols (ticker) VALUES (?)", arguments: [symbol.ticker])
    ids[symbol.ticker] = database.lastInsertedRowID
    return database.lastInsertedRowID
  }
}
