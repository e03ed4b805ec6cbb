import GRDB
import GRDBSQLite

/// A prepared statement of SQLite without anything around it, where GRDB's own would take most of the time.
///
/// Used only inside the queue of the connection it was made for.
final class SQLiteStatement {
  private let connection: OpaquePointer?
  private let handle: OpaquePointer?

  /// - Throws: `DatabaseError` when SQLite refuses the statement.
  init(_ sql: String, in database: Database) throws(DatabaseError) {
    connection = database.sqliteConnection
    var handle: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
    self.handle = handle
    if code != SQLITE_OK { throw error(code) }
  }

  deinit { sqlite3_finalize(handle) }

  /// Sets the parameter of this number, from 1.
  @inline(__always)
  func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(handle, index, value) }

  /// Sets the parameter of this number, from 1, to nothing.
  @inline(__always)
  func bindNull(at index: Int32) { sqlite3_bind_null(handle, index) }

  /// Goes to the next row; false when there is none.
  @inline(__always)
  func step() throws(DatabaseError) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    throw error(code)
  }

  /// Runs a statement that has no rows, and makes it ready for the next time.
  @inline(__always)
  func run() throws(DatabaseError) {
    let code = sqlite3_step(handle)
    let end = sqlite3_reset(handle)
    if code != SQLITE_DONE { throw error(end == SQLITE_OK ? code : end) }
  }

  /// Makes it ready for the next time; its parameters stay.
  @inline(__always)
  func reset() { sqlite3_reset(handle) }

  /// The whole number in a column of the present row, from 0; 0 for nothing.
  @inline(__always)
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  /// Whether a column of the present row holds nothing.
  @inline(__always)
  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  private func error(_ code: Int32) -> DatabaseError {
    DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
  }
}
