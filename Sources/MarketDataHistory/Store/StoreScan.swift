import GRDB
public import MarketData

/// One pass over all rows, in the order in which they lie: the reports are made of it.
struct StoreScan {
  let path: String
  let connection: StoreConnection

  init(_ store: HistoryStore) throws(HistoryError) {
    (path, connection) = (store.path, try store.openForReading())
  }

  /// Calls `body` with each row, after source (0), symbol (1), time (2) and ordinal (3), and the given columns from
  /// the fourth on.
  func run(
    columns: String = "", where condition: String = "true", progress: (Int) -> Void,
    _ body: (SQLiteStatement) -> Void
  ) throws(HistoryError) {
    try connection.perform { database in
      let order = "ORDER BY source, symbol, time, ordinal"
      let statement = try SQLiteStatement(
        "SELECT source, symbol, time, ordinal\(columns) FROM rows WHERE \(condition) \(order)", in: database)
      var count = 0
      while try statement.step() {
        body(statement)
        count += 1
        if count % 100_000 == 0 { progress(count) }
      }
      progress(count)
    }
  }
}

extension HistoryStore {
  /// From when to when there are rows, for each source and symbol: found by two descents each, whatever the number of
  /// rows.
  public func spans() throws(HistoryError) -> [StoreSpan] {
    let connection = try openForReading()
    return try connection.perform { database in
      let names = try StoreNames(database, path: path)
      var (spans, place) = ([StoreSpan](), StorePlace(source: .min, symbol: .min))
      while let next = try StorePlace.next(after: place, in: database) {
        place = next
        let condition = "FROM rows WHERE source = \(place.source) AND symbol = \(place.symbol)"
        let sql = "SELECT min(time) \(condition) UNION ALL SELECT max(time) \(condition)"
        let times = try Int64.fetchAll(database, sql: sql)
        guard let symbol = names.symbols[place.symbol], let first = times.first, let last = times.last else { continue }
        spans.append(
          StoreSpan(
            source: names.sources[place.source] ?? "", symbol: symbol, first: Timestamp(nanos: first),
            last: Timestamp(nanos: last)))
      }
      return spans.sorted { ($0.source, $0.symbol.ticker) < ($1.source, $1.symbol.ticker) }
    }
  }
}

/// From when to when a store has rows of one symbol of one source.
public struct StoreSpan: Hashable, Sendable {
  /// The source.
  public var source: String
  /// The symbol.
  public var symbol: Symbol
  /// The time of the first row.
  public var first: Timestamp
  /// The time of the last row.
  public var last: Timestamp

  /// A span.
  public init(source: String, symbol: Symbol, first: Timestamp, last: Timestamp) {
    (self.source, self.symbol, self.first, self.last) = (source, symbol, first, last)
  }
}
