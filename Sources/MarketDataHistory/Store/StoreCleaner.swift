import GRDB
public import MarketData

/// Deletes what is old, a few thousand rows to a transaction, so that others get to read and write between.
struct StoreCleaner {
  let connection: StoreConnection
  let before: Int64
  /// Of which source; nil: of all.
  let source: Int64?
  private var place = StorePlace(source: .min, symbol: .min)
  static let batch = 10_000

  init(connection: StoreConnection, before: Int64, source: Int64?) {
    (self.connection, self.before, self.source) = (connection, before, source)
  }

  /// Deletes all of it, and says how many rows it was.
  mutating func run(_ progress: (Int) -> Void) throws(HistoryError) -> Int {
    var deleted = 0
    while let count = try step() {
      deleted += count
      if count > 0 { progress(deleted) }
    }
    return deleted
  }

  /// Deletes some, and says how many; nil at the end.
  mutating func step() throws(HistoryError) -> Int? {
    let count = try connection.transaction { try delete(at: place, in: $0) }
    if count > 0 { return count }
    let next = try connection.perform { try StorePlace.next(after: place, in: $0) }
    guard let next, source.map({ next.source <= $0 }) ?? true else { return nil }
    place = source.map { next.source < $0 ? StorePlace(source: $0 - 1, symbol: .max) : next } ?? next
    return 0
  }

  /// Deletes the oldest rows: all of one time together, so that the ordinals of the others stay without holes.
  private func delete(at place: StorePlace, in database: Database) throws -> Int {
    let condition = "FROM rows WHERE source = ? AND symbol = ? AND time < ?"
    let last = try Int64.fetchOne(
      database, sql: "SELECT time \(condition) ORDER BY time LIMIT 1 OFFSET \(Self.batch - 1)",
      arguments: [place.source, place.symbol, before])
    let end = last.map { $0 + 1 } ?? before
    try database.execute(sql: "DELETE \(condition)", arguments: [place.source, place.symbol, end])
    return database.changesCount
  }
}

/// A source and a symbol, by their numbers in a store.
struct StorePlace: Hashable {
  var source: Int64
  var symbol: Int64

  /// The next pair that has rows: found by two descents, whatever the number of rows. (With one condition,
  /// `(source, symbol) > (?, ?)`, SQLite would go through all rows of the pair before.)
  static func next(after place: StorePlace, in database: Database) throws -> StorePlace? {
    let rows = "SELECT source, symbol FROM rows WHERE"
    let row =
      try Row.fetchOne(
        database, sql: "\(rows) source = ? AND symbol > ? ORDER BY symbol LIMIT 1",
        arguments: [place.source, place.symbol])
      ?? Row.fetchOne(
        database, sql: "\(rows) source > ? ORDER BY source, symbol LIMIT 1", arguments: [place.source])
    return row.map { StorePlace(source: $0[0], symbol: $0[1]) }
  }
}

extension HistoryStore {
  /// Deletes rows from before a time. The room is used again by later rows; `vacuum` gives it back to the disk.
  ///
  /// - Parameters:
  ///   - source: Of which source; nil: of all.
  ///   - progress: Told now and then how many have been deleted.
  /// - Returns: How many.
  /// - Throws: `HistoryError` when somebody writes the store, or there is no such source.
  public func cleanup(
    before time: Timestamp, source: String? = nil, progress: (Int) -> Void = { _ in }
  ) throws(HistoryError) -> Int {
    let lock = try StoreLock(path, activity: "cleaning up")
    defer { withExtendedLifetime(lock) {} }
    let connection = try Self.openForWriting(path)
    let id = try source.map { name throws(HistoryError) in
      try connection.perform { try StoreNames($0, path: path).sourceID(name) }
    }
    var cleaner = StoreCleaner(connection: connection, before: time.nanos, source: id)
    let deleted = try cleaner.run(progress)
    connection.checkpoint()
    return deleted
  }

  /// Writes the file anew without the room that deleted rows have left. Needs about as much room on the disk again.
  ///
  /// - Throws: `HistoryError` when somebody else uses the store, or the disk is full; then the file is as it was.
  public func vacuum() throws(HistoryError) {
    let lock = try StoreLock(path, activity: "vacuuming")
    defer { withExtendedLifetime(lock) {} }
    let connection = try Self.openForWriting(path)
    try connection.perform { try $0.execute(sql: "VACUUM") }
    connection.checkpoint()
  }
}
