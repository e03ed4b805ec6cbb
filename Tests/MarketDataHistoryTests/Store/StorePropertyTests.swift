import MarketData
import Testing

@testable import MarketDataHistory

@Suite("A store against a plain multiset", .timeLimit(.minutes(5)))
struct StorePropertyTests {
  /// How often there is each row, of each source.
  private struct Model {
    var counts: [String: [HistoryRow: Int]] = [:]

    mutating func store(_ rows: [HistoryRow], as source: String) {
      let new = Dictionary(rows.map { ($0, 1) }, uniquingKeysWith: +)
      counts[source, default: [:]].merge(new, uniquingKeysWith: max)
    }

    func total(_ source: String) -> Int { counts[source, default: [:]].values.reduce(0, +) }
  }

  @Test(
    "Sessions in any order of rows are joined by the greater count, and rows come back as they were written",
    arguments: 0..<40 as Range<UInt64>)
  func sessions(seed: UInt64) throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    var (model, random) = (Model(), RandomRows(seed: seed))
    for _ in 0..<5 {
      let source = ["mock", "live"][Int(random.random.next() % 2)]
      var rows = try random.rows(Int(random.random.next() % 200))
      switch random.random.next() % 3 {
      case 0: rows.sort { $0.timestamp < $1.timestamp }
      case 1: rows += try store.rows(StoreSelection()).shuffled(using: &random.random).prefix(100)
      default: break
      }
      let before = model.total(source)
      model.store(rows, as: source)
      let session = try store.store(rows, as: source, batch: 1 + Int(random.random.next() % 60))
      #expect(session.rows == model.total(source) - before, "seed \(seed)")
      #expect(session.rows + session.known == rows.count, "seed \(seed)")
    }
    for (source, counts) in model.counts {
      let stored = try store.rows(StoreSelection(sources: [source]))
      #expect(Dictionary(stored.map { ($0, 1) }, uniquingKeysWith: +) == counts, "seed \(seed)")
    }
    let verification = try store.verify()
    #expect(verification.isSound, "seed \(seed): \(verification.faults)")
  }

  @Test("A cursor gives what a sort of everything gives, from any time on", arguments: 0..<20 as Range<UInt64>)
  func cursor(seed: UInt64) throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    var random = RandomRows(seed: seed)
    var written: [(row: HistoryRow, source: Int, order: Int)] = []
    // Few times: more rows of one than are read at once.
    let (times, from): (UInt64, Int64) = seed % 2 == 0 ? (3, -19) : (700, 0)
    for (index, source) in ["one", "two"].enumerated() {
      let rows = try random.rows(4000, times: times, contents: 1000)
      try store.store(rows, as: source, batch: 333)
      written += rows.enumerated().map { (row: $1, source: index, order: $0) }
    }
    let sorted = written.sorted {
      ($0.row.timestamp.nanos, $0.row.symbol.ticker, $0.source, $0.order)
        < ($1.row.timestamp.nanos, $1.row.symbol.ticker, $1.source, $1.order)
    }.map(\.row)
    #expect(try store.rows() == sorted, "seed \(seed)")
    let cursor = try StoreCursor(store, StoreSelection(from: Timestamp(nanos: from), until: Timestamp(nanos: 500)))
    for _ in 0..<10 {
      let time = Timestamp(nanos: Int64(random.random.next() % (times + 100)) - 50)
      try cursor.seek(to: time)
      let expected = sorted.filter { $0.timestamp.nanos >= max(time.nanos, from) && $0.timestamp.nanos < 500 }
      var rows: [HistoryRow] = []
      try cursor.read(into: &rows, atMost: 700)
      #expect(rows == Array(expected.prefix(700)), "seed \(seed)")
    }
    let bars = try store.rows(StoreSelection(symbols: [Symbol("BBB")], kinds: .bars(of: .minute)))
    #expect(bars == sorted.filter { $0.symbol.ticker == "BBB" && $0.isMinute }, "seed \(seed)")
  }

  @Test("Rows deleted while a session goes on leave no holes", arguments: 0..<20 as Range<UInt64>)
  func cleanupMeanwhile(seed: UInt64) throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    var random = RandomRows(seed: seed)
    try store.store(try random.rows(100))
    let writer = try store.writer("mock")
    for _ in 0..<6 {
      let rows = try random.rows(50)
      try writer.write(rows)
      var cleaner = writer.cleaner(before: Timestamp(nanos: Int64(random.random.next() % 40) - 20))
      while try cleaner.step() != nil { try writer.write(try random.rows(5)) }
      try writer.write(rows)
    }
    try writer.close()
    let verification = try store.verify()
    #expect(verification.isSound, "seed \(seed): \(verification.faults)")
  }
}

extension HistoryRow {
  fileprivate var isMinute: Bool { if case .bar(let bar) = self { bar.length == .minute } else { false } }
}
