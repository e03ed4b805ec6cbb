import GRDB
import Logging
import MarketData

/// Writes rows of one source into a store: the only writer, from its making to its end.
///
/// Belongs to whoever made it, and blocks its thread while it writes: keep it off the cooperative pool. A row is
/// stored as often as it is written in this session, or as it was there before, whichever is more; so a repeated
/// import adds nothing, and identical trades of one moment survive.
///
/// Without `close`, as when the program is killed, the session shows as cut off, with what it has stored.
final class StoreWriter {
  // Before the connection, so that statements end before it does.
  private var placer: RowPlacer
  let connection: StoreConnection
  private let lock: StoreLock
  /// The session, as the journal has it: what is stored for good.
  private(set) var session: StoreSession

  /// Begins a session.
  ///
  /// - Parameters:
  ///   - source: As what the rows are tagged: 1 to 64 characters, such as `alpaca`, `polygon`, `recycled`, `mock`.
  ///   - label: What is written, such as the name of a file.
  ///   - now: When it begins.
  ///   - logger: Told of sessions whose programs ended without closing them.
  /// - Throws: `HistoryError` when the store cannot be written, or somebody else does.
  init(
    _ store: HistoryStore, source: String, for purpose: StoreSession.Purpose, label: String = "", at now: Timestamp,
    logger: Logger
  ) throws(HistoryError) {
    guard (1...64).contains(source.count) else {
      throw HistoryError(
        store.path, expected: "a name of a source, of 1 to 64 characters", found: "\"\(source.prefix(80))\"")
    }
    lock = try StoreLock(store.path, activity: "\(purpose.rawValue) \"\(source)\"")
    connection = try HistoryStore.openForWriting(store.path)
    var session = StoreSession(
      id: 0, source: source, purpose: purpose, label: label, began: now, rows: 0, known: 0, lost: 0, last: nil,
      state: .running)
    let (placer, cutOff) = try connection.transaction { database in
      let cutOff = try StoreJournal.cutOff(database)
      try database.execute(sql: "INSERT OR IGNORE INTO sources (name) VALUES (?)", arguments: [source])
      let id = try Int64.fetchOne(database, sql: "SELECT id FROM sources WHERE name = ?", arguments: [source]) ?? 0
      session.id = try StoreJournal.begin(session, source: id, in: database)
      return (try RowPlacer(source: id, in: database), cutOff)
    }
    (self.placer, self.session) = (placer, session)
    for session in cutOff { logger.warning("\(session)", metadata: ["history": "\(store.path)"]) }
  }

  /// Stores rows for good, in one transaction: all of them, or none when it throws.
  ///
  /// - Parameter lost: How many quotes passed since the last call that will never be stored.
  func write(_ rows: some RandomAccessCollection<HistoryRow>, lost: Int = 0) throws(HistoryError) {
    try undoable { () throws(HistoryError) in
      try connection.transaction { database in
        try place(rows, in: database)
        session.lost += lost
        try StoreJournal.update(session, in: database)
      }
    }
  }

  /// Stores all that a reader yields and ends the session, in one transaction: all of it, or none when it throws.
  func writeAll<Reader: RowReader & ~Copyable>(
    from reader: inout Reader, _ progress: (Int) -> Void
  ) throws(HistoryError) {
    try connection.perform { try $0.execute(sql: "BEGIN IMMEDIATE") }
    do throws(HistoryError) {
      try undoable { () throws(HistoryError) in
        try placeAll(from: &reader, progress)
        session.state = .closed
        try connection.perform { database in
          try StoreJournal.update(session, in: database)
          try database.execute(sql: "COMMIT")
        }
      }
    } catch {
      try? connection.perform(connection.rollBack)
      throw error
    }
    connection.checkpoint()
  }

  private func placeAll<Reader: RowReader & ~Copyable>(
    from reader: inout Reader, _ progress: (Int) -> Void
  ) throws(HistoryError) {
    var (rows, count) = ([HistoryRow](), 0)
    while true {
      rows.removeAll(keepingCapacity: true)
      try reader.read(into: &rows, atMost: 65_536)
      if rows.isEmpty { return }
      try connection.perform { try place(rows, in: $0) }
      count += rows.count
      progress(count)
    }
  }

  private func place(_ rows: some RandomAccessCollection<HistoryRow>, in database: Database) throws {
    let (new, last) = try placer.place(rows, in: database)
    session.rows += new
    session.known += rows.count - new
    if let last { session.last = max(last, session.last ?? last) }
  }

  /// Runs `body`; when it throws, the writer knows what it knew before.
  private func undoable(_ body: () throws(HistoryError) -> Void) throws(HistoryError) {
    let before = (placer, session)
    do throws(HistoryError) { try body() } catch {
      (placer, session) = before
      throw error
    }
  }

  /// Deletes rows of this source from before a time, step by step, between which rows can be written.
  func cleaner(before time: Timestamp) -> StoreCleaner {
    placer.look(before: time.nanos)
    return StoreCleaner(connection: connection, before: time.nanos, source: placer.source)
  }

  /// Ends the session.
  ///
  /// - Parameter state: How it ended: `failed` after an import that threw.
  func close(_ state: StoreSession.State = .closed) throws(HistoryError) {
    guard session.state == .running else { return }
    session.state = state
    try connection.transaction { try StoreJournal.update(session, in: $0) }
    connection.checkpoint()
  }
}
