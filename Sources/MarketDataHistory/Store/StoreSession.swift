import GRDB
public import MarketData

/// One time that somebody wrote to a store, as its journal has it.
public struct StoreSession: Hashable, Sendable, CustomStringConvertible {
  /// Its number, from 1.
  public var id: Int64
  /// As which source.
  public var source: String
  /// What for.
  public var purpose: Purpose
  /// What is written, such as the name of a file; may be empty.
  public var label: String
  /// When it began.
  public var began: Timestamp
  /// How many rows it has stored for good.
  public var rows: Int
  /// How many rows it found there already.
  public var known: Int
  /// How many quotes passed that it could not store.
  public var lost: Int
  /// The time of the latest row stored; nil when there is none.
  public var last: Timestamp?
  /// How it stands.
  public var state: State

  /// What a session is for.
  public enum Purpose: String, Hashable, Sendable, CaseIterable {
    /// To store what passes, batch by batch.
    case recording
    /// To store a file, all or nothing.
    case importing
  }

  /// How a session stands.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// It is being written.
    case running
    /// It has ended as it should.
    case closed
    /// It failed, and said so.
    case failed
    /// Its program ended without closing it.
    case cutOff = "cut_off"
  }

  /// A sentence for people, such as a log has it when the session was cut off.
  public var description: String {
    let what = label.isEmpty ? "\(purpose.rawValue) \"\(source)\"" : "\(purpose.rawValue) \(label) as \"\(source)\""
    let count = rows == 1 ? "1 row" : "\(rows) rows"
    let stored = last.map { "\(count) up to \($0) stored" } ?? "nothing stored"
    switch state {
    case .running: return "\(what) since \(began): \(stored)"
    case .closed: return "\(what) on \(began) ended: \(stored)"
    case .failed: return "\(what) on \(began) failed: \(stored)"
    case .cutOff: return "\(what) on \(began) ended without being closed: \(stored)"
    }
  }
}

extension HistoryStore {
  /// The latest sessions, at most 1000, oldest first. One that was killed shows as `cutOff`.
  public func sessions() throws(HistoryError) -> [StoreSession] {
    // Asked before and after: a session may end, or begin, while it is read.
    let wasWritten = StoreLock.isHeld(path)
    let sessions = try openForReading().perform { try StoreJournal.sessions($0) }
    if wasWritten || StoreLock.isHeld(path) { return sessions }
    return sessions.map { session in
      var session = session
      if session.state == .running { session.state = .cutOff }
      return session
    }
  }
}

/// The table of sessions. Each call is part of its caller's transaction.
enum StoreJournal {
  /// How many sessions are remembered.
  static let limit = 1000

  static func sessions(_ database: Database, where condition: String = "true") throws -> [StoreSession] {
    let sql = """
      SELECT sessions.id, name, purpose, label, began, rows, known, lost, last, state FROM sessions \
      JOIN sources ON sources.id = sessions.source WHERE \(condition) ORDER BY sessions.id
      """
    return try Row.fetchAll(database, sql: sql).map { row in
      StoreSession(
        id: row[0], source: row[1], purpose: StoreSession.Purpose(rawValue: row[2]) ?? .recording, label: row[3],
        began: Timestamp(nanos: row[4]), rows: row[5], known: row[6], lost: row[7],
        last: (row[8] as Int64?).map(Timestamp.init(nanos:)), state: StoreSession.State(rawValue: row[9]) ?? .failed)
    }
  }

  /// Marks as cut off what still runs. For a writer that holds the lock: nobody else can be alive.
  static func cutOff(_ database: Database) throws -> [StoreSession] {
    let found = try sessions(database, where: "state = 'running'")
    try database.execute(sql: "UPDATE sessions SET state = 'cut_off' WHERE state = 'running'")
    return found.map { session in
      var session = session
      session.state = .cutOff
      return session
    }
  }

  /// Begins a session; the oldest are forgotten.
  static func begin(_ session: StoreSession, source: Int64, in database: Database) throws -> Int64 {
    try database.execute(
      sql: """
        INSERT INTO sessions (source, purpose, label, began, rows, known, lost, last, state) \
        VALUES (?, ?, ?, ?, 0, 0, 0, NULL, 'running')
        """, arguments: [source, session.purpose.rawValue, session.label, session.began.nanos])
    let id = database.lastInsertedRowID
    try database.execute(sql: "DELETE FROM sessions WHERE id <= ?", arguments: [id - Int64(limit)])
    return id
  }

  static func update(_ session: StoreSession, in database: Database) throws {
    try database.execute(
      sql: "UPDATE sessions SET rows = ?, known = ?, lost = ?, last = ?, state = ? WHERE id = ?",
      arguments: [
        session.rows, session.known, session.lost, session.last?.nanos, session.state.rawValue, session.id,
      ])
  }
}
