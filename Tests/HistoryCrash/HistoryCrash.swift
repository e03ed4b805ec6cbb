import Glibc
import Logging
import MarketData
import MarketDataHistory

/// Writes a history until it is killed, and says after each step how far it has come: `record PATH ROUND` or
/// `import PATH ROUND`. Or until the disk is full: `fill PATH 0`.
@main
enum HistoryCrash {
  static func main() async throws {
    let words = CommandLine.arguments
    guard words.count == 4, let round = Int(words[3]) else { exit(64) }
    let store = try HistoryStore(creating: words[2])
    say("opened")
    switch words[1] {
    case "record": try await record(store, round)
    case "import": try importForever(store, round)
    default: try fill(store)
    }
  }

  private static let silent = Logger(label: "crash") { _ in SwiftLogNoOpLogHandler() }

  /// Past the buffer of `print`, which a killed program leaves unwritten.
  private static func say(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    _ = write(1, bytes, bytes.count)
  }

  private static func record(_ store: HistoryStore, _ round: Int) async throws {
    let recorder = try await Recorder(store, RecorderConfig(), logger: silent)
    say("begun")
    var position = 0
    while true {
      for _ in 0..<4 {
        let quotes = (position..<position + 50).map { CrashMarket.quote($0, round: round) }
        recorder.accept(QuoteBatch(quotes[...], firstPosition: UInt64(position)))
        position += 50
      }
      await recorder.flush()
      say("stored \(recorder.statistics.stored)")
    }
  }

  /// Imports a small file, then one that the disk has no room for, and says what is there before and after.
  private static func fill(_ store: HistoryStore) throws {
    let now = CrashMarket.quote(0, round: 0).timestamp
    for rows in [1000, 1_000_000] {
      var reader = CrashMarket.File(round: 0, file: 0, rows: rows)
      do {
        try store.importRows(from: &reader, as: "files", label: "\(rows)", at: now, logger: silent)
      } catch { say("\(error)") }
      let verification = try store.verify()
      say("\(verification.rows) rows, \(verification.faultCount) faults")
      for session in try store.sessions() { say("\(session)") }
    }
  }

  private static func importForever(_ store: HistoryStore, _ round: Int) throws {
    for file in 0... {
      let now = CrashMarket.quote(0, round: round).timestamp
      var reader = CrashMarket.File(round: round, file: file)
      try store.importRows(
        from: &reader, as: "files", label: "\(round)-\(file)", at: now, logger: silent, progress: { say("read \($0)") })
      say("imported")
    }
  }
}

/// Quotes that the killed and the killer both know.
enum CrashMarket {
  private static let symbols = ["A", "B", "C", "D", "E"].compactMap { try? Symbol($0) }
  /// Rows of a file.
  static let fileSize = 5000

  /// A round's quotes, 1 ms apart; each round has a day of its own.
  static func quote(_ index: Int, round: Int) -> Quote {
    var random = SplitMix64(seed: UInt64(round) << 32 | UInt64(index))
    let price = Price(nanos: Int64(random.next() % 1_000_000) * 10_000_000)
    return Quote(
      symbol: symbols[Int(random.next() % 5)], price: price, bid: price, ask: price,
      timestamp: Timestamp(milliseconds: 1_700_000_000_000 + Int64(round) * 86_400_000 + Int64(index)))
  }

  /// A file of quotes, which it hands out some hundreds at a time.
  struct File: RowReader {
    let round: Int
    let file: Int
    let rows: Int
    private var index = 0

    init(round: Int, file: Int, rows: Int = CrashMarket.fileSize) {
      (self.round, self.file, self.rows) = (round, file, rows)
    }

    mutating func read(into rows: inout [HistoryRow], atMost count: Int) {
      let end = min(index + min(count, 500), self.rows)
      let start = file * CrashMarket.fileSize
      for index in index..<end { rows.append(.quote(CrashMarket.quote(start + index, round: round))) }
      index = end
    }
  }
}
