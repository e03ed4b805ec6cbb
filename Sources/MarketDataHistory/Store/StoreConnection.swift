import GRDB
import Glibc

/// One connection to the file of a store.
///
/// What is done with it is done inside its serial queue, on the caller's thread.
struct StoreConnection: Sendable {
  let path: String
  private let queue: DatabaseQueue

  /// Opens a file that is there, or with `writing` makes it.
  ///
  /// - Parameter busyTimeout: How long to wait in seconds for another program to end a transaction.
  init(_ path: String, writing: Bool, busyTimeout: Double = 5) throws(HistoryError) {
    try Self.checkPath(path, writing: writing)
    var configuration = Configuration()
    configuration.label = "marketdata.history"
    configuration.readonly = !writing
    configuration.busyMode = .timeout(busyTimeout)
    // A transaction may last from one call to the next: an import is one, and a cursor reads in one.
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase { database in
      // Not by GRDB's own setting, which writes to the file each time it is opened.
      if writing { try database.execute(sql: "PRAGMA journal_mode = WAL") }
      // Safe against the end of the program at any moment, and the file against the end of the power.
      try database.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA cache_size = \(writing ? -32_000 : -8_000)")
      if writing { try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864") }
    }
    self.path = path
    do { queue = try DatabaseQueue(path: path, configuration: configuration) } catch {
      throw HistoryError(error, at: path)
    }
  }

  /// Runs `body` alone with the connection.
  func perform<Result>(_ body: (Database) throws -> Result) throws(HistoryError) -> Result {
    do { return try queue.inDatabase(body) } catch { throw HistoryError(error, at: path) }
  }

  /// Runs `body` in a transaction that nobody else can write during; undone when it throws.
  func transaction<Result>(_ body: (Database) throws -> Result) throws(HistoryError) -> Result {
    try perform { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
      do {
        let result = try body(database)
        try database.execute(sql: "COMMIT")
        return result
      } catch {
        rollBack(database)
        throw error
      }
    }
  }

  /// Undoes the transaction that is open. SQLite has done so by itself after some errors, such as a full disk.
  func rollBack(_ database: Database) {
    if database.isInsideTransaction { try? database.execute(sql: "ROLLBACK") }
  }

  /// Moves what is in the `-wal` file into the store and empties it, as far as nobody reads or writes it. What is left
  /// is moved later, and is there all the same.
  func checkpoint() { try? perform { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") } }

  /// Brings the file up to date.
  func migrate(_ migrator: DatabaseMigrator) throws(HistoryError) {
    do { try migrator.migrate(queue) } catch { throw HistoryError(error, at: path) }
  }

  /// Whether there is a file with something in it.
  static func isFilled(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && (status.st_size > 0 || status.st_mode & S_IFMT != S_IFREG)
  }

  private static func checkPath(_ path: String, writing: Bool) throws(HistoryError) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    if access(folder, F_OK) != 0 {
      throw HistoryError(path, expected: "a folder \(folder)", found: "none", hint: "make it, or name another file")
    }
    if access(path, F_OK) != 0 {
      if writing { return }
      throw HistoryError(path, expected: "a history", found: "no file", hint: "record or import one first")
    }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw .notHistory(path, found: status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "something that is no file")
    }
    if access(path, writing ? R_OK | W_OK : R_OK) != 0 {
      throw HistoryError(
        path, expected: writing ? "a file that may be written" : "a file that may be read", found: "one that may not",
        hint: "change its permissions")
    }
  }
}
