import GRDB
import MarketData

/// The statements of a `RowPlacer`, for one source.
final class PlacerStatements {
  /// How many rows are inserted at once, which is quicker than one by one.
  static let batch = 32
  private let insertion: SQLiteStatement
  private let insertions: SQLiteStatement
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
    let insert = "INSERT INTO rows (source, symbol, ordinal, \(StoredRow.columns)) VALUES "
    let values = "(\(source)" + String(repeating: ", ?", count: Self.width) + ")"
    insertion = try SQLiteStatement(insert + values, in: database)
    insertions = try SQLiteStatement(
      insert + Array(repeating: values, count: Self.batch).joined(separator: ", "), in: database)
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

  /// Inserts rows that belong there.
  func insert(_ rows: [PlacedRow]) throws(DatabaseError) {
    var index = 0
    while index < rows.count {
      let isBatch = rows.count - index >= Self.batch
      let statement = isBatch ? insertions : insertion
      for offset in 0..<(isBatch ? Self.batch : 1) {
        rows[index].bind(to: statement, from: Int32(offset * Self.width + 1))
        index += 1
      }
      try statement.run()
    }
  }

  /// Parameters of a row.
  private static let width = 11

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
      let ordinal = reading.integer(9)
      group.next = max(group.next, ordinal + 1)
      if reading.integer(10) == 0 { group.unclaimed[StoredRow(reading).content, default: []].append(ordinal) }
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

/// A row with its place in a store.
struct PlacedRow {
  var symbol: Int64
  var ordinal: Int64
  var row: StoredRow

  @inline(__always)
  fileprivate func bind(to statement: SQLiteStatement, from first: Int32) {
    statement.bind(symbol, at: first)
    statement.bind(ordinal, at: first + 1)
    row.bind(to: statement, from: first + 2)
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
