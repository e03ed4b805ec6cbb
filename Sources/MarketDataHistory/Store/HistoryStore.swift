import GRDB
import MarketData

/// The place of a history: one file of SQLite, with rows of any number of sources and symbols.
///
/// A value that knows the path. What works with the file (`StoreWriter`, `StoreCursor`, the reports) opens it anew and
/// closes it at its end. Any number may read while one writes; each reads the history as it was when it began.
public struct HistoryStore: Sendable {
  /// The file. Beside it may lie `-wal` and `-shm`, which are SQLite's, and `-lock`, which says who writes.
  public let path: String

  /// The history in a file that is there.
  ///
  /// - Throws: `HistoryError` when there is none, or it is none, or one of a newer version.
  public init(_ path: String) throws(HistoryError) {
    self.path = path
    _ = try openForReading()
  }

  /// The history in a file, which is made when it is not there, and brought up to date when it is old.
  ///
  /// - Throws: `HistoryError` when the folder is missing, the file something else or of a newer version, or not to be
  ///   written.
  public init(creating path: String) throws(HistoryError) {
    self.path = path
    _ = try Self.openForWriting(path)
  }

  /// A connection to read with, which sees the store as it is now until its end.
  func openForReading() throws(HistoryError) -> StoreConnection {
    let connection = try StoreConnection(path, writing: false)
    try connection.perform { database in
      try database.execute(sql: "BEGIN")
      try Self.check(database, at: path)
    }
    return connection
  }

  /// A connection to write with, to a file that has all tables.
  static func openForWriting(_ path: String) throws(HistoryError) -> StoreConnection {
    // Looked at before it is touched: a file of another program stays as it is.
    if StoreConnection.isFilled(path) {
      try StoreConnection(path, writing: false).perform { try checkKind($0, at: path) }
    }
    let connection = try StoreConnection(path, writing: true)
    let migrator = StoreSchema.migrator
    if try !connection.perform(migrator.hasCompletedMigrations) { try connection.migrate(migrator) }
    return connection
  }

  /// That a file is a history of this version.
  private static func check(_ database: Database, at path: String) throws {
    try checkKind(database, at: path)
    guard try StoreSchema.migrator.hasCompletedMigrations(database) else {
      throw HistoryError(
        path, expected: "a history of this version", found: "an empty or older one",
        hint: "whatever writes to it brings it up to date")
    }
  }

  /// That a file is a history, and none of a version that this program does not know.
  private static func checkKind(_ database: Database, at path: String) throws {
    // Still empty when a program was killed while it made the file: GRDB makes its table of migrations first.
    let tables = "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'"
    if try Int.fetchOne(database, sql: tables) == 0 { return }
    guard try Int64.fetchOne(database, sql: "PRAGMA application_id") == StoreSchema.applicationID else {
      throw HistoryError.notHistory(path, found: "a SQLite file of another program")
    }
    if try StoreSchema.migrator.hasBeenSuperseded(database) {
      throw HistoryError(
        path, expected: "a history of this version or an older one", found: "one of a newer version",
        hint: "update this program")
    }
  }
}
