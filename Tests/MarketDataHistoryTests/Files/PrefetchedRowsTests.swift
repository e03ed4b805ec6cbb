import MarketData
import Testing

@testable import MarketDataHistory

@Suite("Rows read ahead in a thread", .timeLimit(.minutes(5)))
struct PrefetchedRowsTests {
  /// Yields rows, seldom as many as it is asked for, then ends or fails.
  private struct Script: RowReader, Sendable {
    var rows: ArraySlice<HistoryRow>
    var random: SplitMix64
    var failure: HistoryError?

    init(seed: UInt64) throws {
      random = SplitMix64(seed: seed)
      // Few, or about as many as a block holds, or more than may wait.
      let count = [random.next() % 5, 58 + random.next() % 12, random.next() % 1500][Int(random.next() % 3)]
      var rows = RandomRows(seed: seed)
      self.rows = try rows.rows(Int(count))[...]
      if random.next() % 2 == 0 { failure = HistoryError("day:\(count)", expected: "a row", found: "damage") }
    }

    mutating func read(into found: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
      let piece = rows.prefix(random.next() % 2 == 0 ? count : 1 + Int(random.next() % UInt64(count)))
      found += piece
      rows = rows.dropFirst(piece.count)
      if rows.isEmpty, let failure, piece.isEmpty || random.next() % 2 == 0 { throw failure }
    }
  }

  /// All rows, and the error after them, of a reader that is asked for so many at a time.
  private func everything<Reader: RowReader & ~Copyable>(
    _ reader: inout Reader, piece: Int
  ) -> (rows: [HistoryRow], failure: HistoryError?) {
    var rows: [HistoryRow] = []
    while true {
      let before = rows.count
      do throws(HistoryError) { try reader.read(into: &rows, atMost: piece) } catch { return (rows, error) }
      if rows.count == before { return (rows, nil) }
      #expect(rows.count <= before + piece)
    }
  }

  @Test("Rows and error are the reader's own", arguments: 0..<30 as Range<UInt64>, [1, 50, 1024])
  func same(seed: UInt64, piece: Int) throws {
    let script = try Script(seed: seed)
    var alone = script
    let expected = everything(&alone, piece: 500)
    #expect(expected.rows == Array(script.rows) && expected.failure == script.failure, "seed \(seed)")
    var ahead = try PrefetchedRows(
      "day", blockSize: 64, note: { (script: borrowing Script) in script.rows.count }, open: { script })
    #expect(ahead.note == script.rows.count)
    let found = everything(&ahead, piece: piece)
    #expect(found.rows == expected.rows, "seed \(seed)")
    #expect(found.failure == expected.failure, "seed \(seed)")
    #expect(ahead.note == 0, "seed \(seed)")
    // What is over stays over.
    let again = everything(&ahead, piece: piece)
    #expect(again.rows.isEmpty && again.failure == expected.failure, "seed \(seed)")
  }

  /// Never ends by itself. Says when it begins the last read that has room, and when it is gone.
  private struct Endless: RowReader, ~Copyable {
    let reads: Lock<Int>
    let events: AsyncStream<Event>.Continuation

    enum Event { case full }

    let row: HistoryRow

    mutating func read(into rows: inout [HistoryRow], atMost count: Int) {
      let reads = reads.withLock { reads in
        reads += 1
        return reads
      }
      if reads == PrefetchedRowsTests.mostReads { events.yield(.full) }
      rows += Array(repeating: row, count: count)
    }

    deinit { events.finish() }
  }

  /// Sixteen blocks wait, and one is in the thread's hand.
  private static let mostReads = 17

  @Test("A reader given up ends its thread, at once or when that waits because nobody takes", arguments: [false, true])
  func givenUp(whenFull: Bool) async throws {
    let (events, continuation) = AsyncStream<Endless.Event>.makeStream()
    let (reads, row) = (Lock(0), try quote("KO", 0))
    do {
      let ahead = try PrefetchedRows("day", note: { (_: borrowing Endless) in }) {
        Endless(reads: reads, events: continuation, row: row)
      }
      if whenFull { for await event in events where event == .full { break } }
      _ = consume ahead
    }
    // Ends when the thread lets its reader go.
    for await _ in events {}
    #expect(reads.withLock { $0 } <= Self.mostReads)
  }

  @Test("What cannot be opened says so at once")
  func unopened() {
    let failure = HistoryError("day", expected: "a file", found: "nothing of that name")
    #expect(throws: failure) {
      _ = try PrefetchedRows("day", note: { (_: borrowing Script) in }) { () throws(HistoryError) in throw failure }
    }
  }
}
