import Glibc
import GRDB
import Logging
import MarketData
import Testing

@testable import MarketDataHistory

/// A folder with a store for one test, removed with all that is in it.
final class StoreFolder: Sendable {
  let path: String
  var file: String { path + "/market.db" }

  init() throws {
    var name = Array("/tmp/mdh-XXXXXX".utf8CString)
    try #require(mkdtemp(&name) != nil)
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for suffix in ["", "-wal", "-shm", "-lock"] { unlink(file + suffix) }
    rmdir(path)
  }

  func store() throws -> HistoryStore { try HistoryStore(creating: file) }

  /// Runs SQL on the file, as another program might.
  func execute(_ sql: String) throws {
    let queue = try DatabaseQueue(path: file)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }
}

extension HistoryStore {
  /// A session.
  func writer(
    _ source: String, for purpose: StoreSession.Purpose = .recording, logger: Logger = .silent
  ) throws(HistoryError) -> StoreWriter {
    try StoreWriter(self, source: source, for: purpose, at: Simulation.defaultStart, logger: logger)
  }

  /// Stores rows in a session of its own.
  @discardableResult
  func store(_ rows: [HistoryRow], as source: String = "mock", batch: Int = .max) throws -> StoreSession {
    let writer = try writer(source)
    var rest = rows[...]
    while !rest.isEmpty {
      try writer.write(rest.prefix(batch))
      rest = rest.dropFirst(batch)
    }
    try writer.close()
    return writer.session
  }

  /// All rows of a selection.
  func rows(_ selection: StoreSelection = StoreSelection()) throws -> [HistoryRow] {
    let cursor = try StoreCursor(self, selection)
    var rows: [HistoryRow] = []
    while case let before = rows.count, try cursor.read(into: &rows, atMost: 100) == (), rows.count > before {}
    return rows
  }
}

/// A quote so many milliseconds after the usual start.
func quote(_ ticker: String, _ milliseconds: Int64, price: Int64 = 100, changes: Quote.Changes = .trade) throws
  -> HistoryRow
{
  .quote(
    Quote(
      symbol: try Symbol(ticker), price: Price(nanos: price * Price.scale), bid: .zero, ask: .zero,
      timestamp: Simulation.defaultStart + .milliseconds(milliseconds), changes: changes))
}

/// The program that records and imports until it is killed: beside the tests' own executable.
func historyCrash() throws -> String {
  var buffer = [CChar](repeating: 0, count: 4096)
  let count = readlink("/proc/self/exe", &buffer, buffer.count)
  let own = String(decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  let folder = try #require(own.lastIndex(of: "/"))
  return own[...folder] + "HistoryCrash"
}

/// Rows of every kind with few different times, so that many fall together.
struct RandomRows {
  var random: SplitMix64
  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private mutating func below(_ bound: UInt64) -> Int64 { Int64(random.next() % bound) }

  mutating func rows(_ count: Int, times: UInt64 = 40, contents: UInt64 = 3) throws -> [HistoryRow] {
    try (0..<count).map { _ in try row(times: times, contents: contents) }
  }

  private mutating func row(times: UInt64, contents: UInt64) throws -> HistoryRow {
    let symbol = try Symbol(["AAA", "BBB", "CCC"][Int(below(3))])
    let time = Timestamp(nanos: below(times) - 20)
    let price = Price(nanos: (below(contents) - 1) * 1_234_567_891)
    if below(4) > 0 {
      return .quote(
        Quote(
          symbol: symbol, price: price, bid: Price(nanos: below(2)), ask: Price(nanos: .max), timestamp: time,
          size: Int32(below(2)), bidSize: .max, askSize: .min, changes: Quote.Changes(rawValue: UInt8(below(4)))))
    }
    return .bar(
      HistoryBar(
        symbol: symbol, start: time, length: HistoryBar.Length.allCases[Int(below(4))], open: price, high: price,
        low: price, close: price, volume: below(2), trades: below(2) == 0 ? nil : below(2),
        vwap: below(2) == 0 ? nil : price))
  }
}
