import GRDB
import Glibc
import MarketData
import Testing

@testable import MarketDataHistory

@Suite("Opening a store", .timeLimit(.minutes(5)))
struct StoreOpeningTests {
  private func write(_ text: String, to path: String) throws {
    let file = try #require(fopen(path, "w"))
    fputs(text, file)
    fclose(file)
  }

  private func text(_ body: () throws -> HistoryStore) -> String? {
    #expect(throws: HistoryError.self) { _ = try body() }?.description
  }

  @Test("A missing file and a missing folder are told apart")
  func missing() throws {
    let folder = try StoreFolder()
    #expect(
      text { try HistoryStore(folder.file) }
        == "\(folder.file): expected a history, found no file; record or import one first")
    let file = folder.path + "/none/market.db"
    #expect(
      text { try HistoryStore(creating: file) }
        == "\(file): expected a folder \(folder.path)/none, found none; make it, or name another file")
    #expect(
      text { try HistoryStore(folder.path) }
        == "\(folder.path): expected a history (a SQLite file written by this program), found a folder; name another "
        + "file, or import this one")
  }

  @Test("A file of another kind, or another program's, is refused and left as it is", arguments: [true, false])
  func foreign(creating: Bool) throws {
    let folder = try StoreFolder()
    let open = { creating ? try HistoryStore(creating: folder.file) : try HistoryStore(folder.file) }
    try write(String(repeating: "ticker,price\n", count: 100), to: folder.file)
    #expect(
      text(open)
        == "\(folder.file): expected a history (a SQLite file written by this program), found a file of another kind; "
        + "name another file, or import this one")
    unlink(folder.file)
    try folder.execute("CREATE TABLE rows (id INTEGER)")
    #expect(
      text(open)
        == "\(folder.file): expected a history (a SQLite file written by this program), found a SQLite file of another "
        + "program; name another file, or import this one")
    let mode = try DatabaseQueue(path: folder.file).read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
    #expect(mode == "delete")
  }

  @Test("A file of a newer version is refused", arguments: [true, false])
  func newer(creating: Bool) throws {
    let folder = try StoreFolder()
    _ = try folder.store()
    try folder.execute("INSERT INTO grdb_migrations VALUES ('2: of tomorrow')")
    #expect(
      text { creating ? try HistoryStore(creating: folder.file) : try HistoryStore(folder.file) }
        == "\(folder.file): expected a history of this version or an older one, found one of a newer version; update "
        + "this program")
  }

  @Test("An empty file becomes a store when it is written, and is told when it is read")
  func empty() throws {
    let folder = try StoreFolder()
    try write("", to: folder.file)
    #expect(
      text { try HistoryStore(folder.file) }
        == "\(folder.file): expected a history of this version, found an empty or older one; whatever writes to it "
        + "brings it up to date")
    #expect(try folder.store().stats().rows == 0)
  }

  @Test("A store locked by another program is told after waiting")
  func locked() throws {
    let folder = try StoreFolder()
    _ = try folder.store()
    let other = try DatabaseQueue(path: folder.file)
    let connection = try StoreConnection(folder.file, writing: true, busyTimeout: 0.01)
    try other.inDatabase { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
      let error = #expect(throws: HistoryError.self) { try connection.transaction { _ in } }
      #expect(
        error?.description
          == "\(folder.file): expected a history that nobody else is writing, found one locked by another program; "
          + "wait for it, or end it")
      try database.execute(sql: "ROLLBACK")
    }
  }

  @Test("A read-only file is read, and not written", .enabled(if: getuid() != 0, "root may write all files"))
  func readOnly() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    chmod(folder.file, 0o444)
    #expect(
      text { try HistoryStore(creating: folder.file) }
        == "\(folder.file): expected a file that may be written, found one that may not; change its permissions")
    #expect(try store.rows() == [])
  }

  @Test("A damaged file is told, by reading or by verifying")
  func damaged() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    try store.store(try (0..<5000).map { try quote("AAPL", Int64($0)) })
    let file = try #require(fopen(folder.file, "r+"))
    fseek(file, 4096 * 20, SEEK_SET)
    fputs(String(repeating: "damage", count: 1000), file)
    fclose(file)
    let verification = try store.verify()
    #expect(!verification.isSound)
    let error = #expect(throws: HistoryError.self) { try store.rows() }
    #expect(
      error?.description
        == "\(folder.file): expected a sound file, found a damaged one (database disk image is malformed); restore it "
        + "from a copy, or export what can be read")
  }

  @Test("Symbols and sources that the store does not have are refused with those it has")
  func unknownNames() throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    try store.store([quote("AAPL", 0)])
    let symbol = #expect(throws: HistoryError.self) {
      try StoreCursor(store, StoreSelection(symbols: [Symbol("TSLA")]))
    }
    #expect(symbol?.description == "\(folder.file): expected a symbol of AAPL, found \"TSLA\"")
    let source = #expect(throws: HistoryError.self) { try StoreCursor(store, StoreSelection(sources: ["polygon"])) }
    #expect(source?.description == "\(folder.file): expected a source of mock, found \"polygon\"")
  }
}
