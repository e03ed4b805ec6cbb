import GRDB
import MarketData

/// What `verify` found.
public struct StoreVerification: Hashable, Sendable {
  /// Rows looked at.
  public var rows = 0
  /// What is wrong, at most `limit` of it; empty: the store is sound.
  public var faults: [String] = []
  /// How many faults there are.
  public var faultCount = 0
  /// Sessions whose program ended without closing them: nothing is wrong with what they stored.
  public var cutOff: [StoreSession] = []

  /// How many faults are told one by one.
  public static let limit = 100
  /// Whether all is as it should be.
  public var isSound: Bool { faultCount == 0 }

  mutating func add(_ fault: String) {
    faultCount += 1
    if faults.count < Self.limit { faults.append(fault) }
  }
}

extension HistoryStore {
  /// Reads everything: SQLite's own check of the file, then whether each row is one that a writer writes.
  ///
  /// - Parameters:
  ///   - quick: Leaves out what SQLite checks most slowly.
  ///   - progress: Told now and then how many rows have been read.
  /// - Throws: `HistoryError` when the store cannot be read at all; what is wrong with it is not thrown.
  public func verify(quick: Bool = false, progress: (Int) -> Void = { _ in }) throws(HistoryError) -> StoreVerification
  {
    var result = StoreVerification()
    result.cutOff = try sessions().filter { $0.state == .cutOff }
    let scan = try StoreScan(self)
    try scan.connection.perform { try checkFile($0, quick: quick, into: &result) }
    guard result.isSound else { return result }
    let names = try scan.connection.perform { try StoreNames($0, path: path) }
    var check = RowCheck(names: names)
    // In the order of `StoredRow.columns`, whose time stands fourth here.
    try scan.run(columns: ", \(StoredRow.columns)", progress: progress) { check.look(at: $0, into: &result) }
    return result
  }
}

/// SQLite's own check, which itself stumbles over some damage.
private func checkFile(_ database: Database, quick: Bool, into result: inout StoreVerification) throws {
  let check = quick ? "quick_check" : "integrity_check"
  do {
    let lines = try String.fetchCursor(database, sql: "PRAGMA \(check)(\(StoreVerification.limit))")
    while let line = try lines.next() {
      if line != "ok" { result.add(line) }
    }
  } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
    result.add(error.message ?? "\(error.resultCode)")
  }
}

/// What must hold of rows, in the order in which they lie.
private struct RowCheck {
  let names: StoreNames
  private var place: StorePlace?
  private var time = Int64.min
  private var ordinal: Int64 = 0

  init(names: StoreNames) { self.names = names }

  mutating func look(at statement: SQLiteStatement, into result: inout StoreVerification) {
    result.rows += 1
    let place = StorePlace(source: statement.integer(0), symbol: statement.integer(1))
    let (time, ordinal) = (statement.integer(2), statement.integer(3))
    let content = StoredRow(statement, from: 4).content
    let expected = self.place == place && self.time == time ? self.ordinal + 1 : 0
    if self.place != place { checkNames(place, into: &result) }
    (self.place, self.time, self.ordinal) = (place, time, ordinal)
    if ordinal != expected {
      result.add("\(name(place, time)): expected the ordinal \(expected), found \(ordinal)")
    }
    if let fault = content.fault {
      result.add("\(name(place, time)): expected \(fault.expected), found \(fault.found)")
    }
  }

  private func checkNames(_ place: StorePlace, into result: inout StoreVerification) {
    if names.sources[place.source] == nil {
      result.add("expected a source with the number \(place.source), found none")
    }
    if names.symbols[place.symbol] == nil {
      result.add("expected a symbol with the number \(place.symbol), found none")
    }
  }

  private func name(_ place: StorePlace, _ time: Int64) -> String {
    let ticker = names.symbols[place.symbol]?.ticker ?? "symbol \(place.symbol)"
    return "\(ticker) \(Timestamp(nanos: time)) (\(names.sources[place.source] ?? "source \(place.source)"))"
  }
}
