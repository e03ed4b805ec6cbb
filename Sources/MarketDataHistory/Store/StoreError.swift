import GRDB
import GRDBSQLite

extension HistoryError {
  /// What SQLite says, in the words of a history.
  init(_ error: any Error, at path: String) {
    switch error {
    case let error as HistoryError: self = error
    case let error as DatabaseError: self.init(sqlite: error, at: path)
    default: self.init(path, expected: "a history that can be used", found: "\(error)")
    }
  }

  private init(sqlite error: DatabaseError, at path: String) {
    let text = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(
        path, expected: "a history that nobody else is writing", found: "one locked by another program",
        hint: "wait for it, or end it")
    case .SQLITE_FULL:
      self.init(
        path, expected: "room on the disk", found: "none (\(text))",
        hint: "free some and repeat; the history is as it was before")
    case .SQLITE_READONLY:
      self.init(path, expected: "a file that may be written", found: "a read-only one", hint: "change its permissions")
    case .SQLITE_NOTADB: self = .notHistory(path, found: "a file of another kind")
    case .SQLITE_CORRUPT:
      self.init(
        path, expected: "a sound file", found: "a damaged one (\(text))",
        hint: "restore it from a copy, or export what can be read")
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(
        path, expected: "a file and a folder that may be opened", found: "\"\(text)\"", hint: "check the permissions")
    default: self.init(path, expected: "a disk and a file that work", found: "\"\(text)\"")
    }
  }

  /// A file that no store wrote.
  static func notHistory(_ path: String, found: String) -> HistoryError {
    HistoryError(
      path, expected: "a history (a SQLite file written by this program)", found: found,
      hint: "name another file, or import this one")
  }
}
