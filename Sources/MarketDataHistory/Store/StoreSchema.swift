import GRDB

/// The tables of a store.
///
/// `rows` is its own and only index, in the order in which rows are read: a second one would halve the speed of
/// writing. Rows of all kinds share its columns, as `StoredRow` says. The view `market_data` is for people and other
/// programs.
enum StoreSchema {
  /// Marks a file as a store, in SQLite's header: "MDHs".
  static let applicationID: Int64 = 0x4D44_4873

  /// Brings a file to the present schema.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1: rows, sources, symbols, sessions") { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: tables)
      try database.execute(sql: view)
    }
    return migrator
  }

  /// Prices are in units of 1e-9, times in nanoseconds since 1970 (UTC).
  private static let tables = """
    CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE symbols (id INTEGER PRIMARY KEY, ticker TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE rows (
      source INTEGER NOT NULL, symbol INTEGER NOT NULL, time INTEGER NOT NULL, ordinal INTEGER NOT NULL,
      kind INTEGER NOT NULL, p1 INTEGER NOT NULL, p2 INTEGER NOT NULL, p3 INTEGER NOT NULL,
      n1 INTEGER NOT NULL, n2 INTEGER, n3 INTEGER, p4 INTEGER,
      PRIMARY KEY (source, symbol, time, ordinal)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sessions (
      id INTEGER PRIMARY KEY, source INTEGER NOT NULL, purpose TEXT NOT NULL, label TEXT NOT NULL,
      began INTEGER NOT NULL, rows INTEGER NOT NULL, known INTEGER NOT NULL, lost INTEGER NOT NULL,
      last INTEGER, state TEXT NOT NULL
    ) STRICT;
    """

  private static var view: String {
    let bar = "r.kind >= 4"
    let columns = [
      (price("r.p1", when: "r.kind IN (1, 3)"), "price"), (when("r.kind IN (1, 3)", "r.n1"), "size"),
      (price("r.p2", when: "r.kind IN (2, 3)"), "bid"), (when("r.kind IN (2, 3)", "r.n2"), "bid_size"),
      (price("r.p3", when: "r.kind IN (2, 3)"), "ask"), (when("r.kind IN (2, 3)", "r.n3"), "ask_size"),
      (price("r.p1", when: bar), "open"), (price("r.p2", when: bar), "high"), (price("r.p3", when: bar), "low"),
      (price("r.p4", when: bar), "close"), (when(bar, "r.n1"), "volume"), (when(bar, "r.n2"), "trades"),
      (price("r.n3", when: "\(bar) AND r.n3 IS NOT NULL"), "vwap"),
    ]
    return """
      CREATE VIEW market_data AS SELECT s.ticker AS ticker, \(time) AS timestamp, r.time AS timestamp_ns, r.ordinal AS \
      ordinal, CASE r.kind WHEN 0 THEN 'mark' WHEN 1 THEN 'trade' WHEN 2 THEN 'book' WHEN 3 THEN 'trade+book' WHEN 4 \
      THEN 'bar-1s' WHEN 5 THEN 'bar-1m' WHEN 6 THEN 'bar-1h' WHEN 7 THEN 'bar-1d' END AS kind, \
      \(columns.map { "\($0) AS \($1)" }.joined(separator: ", ")), o.name AS data_source \
      FROM sources o CROSS JOIN symbols s CROSS JOIN rows r WHERE r.source = o.id AND r.symbol = s.id
      """
  }

  private static func when(_ condition: String, _ value: String) -> String {
    "CASE WHEN \(condition) THEN \(value) END"
  }

  /// A price as exact decimal text, as `Price` prints it. Never takes the absolute value of the whole number, which the
  /// least has none of.
  private static func price(_ column: String, when condition: String) -> String {
    let digits = "substr('00000000' || abs(\(column) % 1000000000), -9)"
    return """
      CASE WHEN \(condition) THEN iif(\(column) < 0, '-', '') || abs(\(column) / 1000000000) || '.' \
      || substr(\(digits), 1, 2) || rtrim(substr(\(digits), 3), '0') END
      """
  }

  /// The time as RFC 3339 with nine decimals, floored for times before 1970.
  private static let time = """
    strftime('%Y-%m-%dT%H:%M:%S.', (r.time - (r.time % 1000000000 + 1000000000) % 1000000000) / 1000000000, \
    'unixepoch') || substr('00000000' || ((r.time % 1000000000 + 1000000000) % 1000000000), -9) || 'Z'
    """
}
