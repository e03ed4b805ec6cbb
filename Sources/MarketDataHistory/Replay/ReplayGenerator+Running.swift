import MarketData

// The quick way: most of history are trades and books one after the other.
extension ReplayGenerator {
  /// Emits the trades and books that come next, while nothing else can come between them.
  ///
  /// - Returns: How many rows were taken, wanted or not.
  @inline(__always)
  mutating func emitRun(
    to now: Timestamp, atMost count: Int, into quotes: inout OutputSpan<Quote>
  ) throws(HistoryError) -> Int {
    guard lanes.isEmpty, stepDue == nil, plan.noticeInterval == nil, let clock, try rows.load() else { return 0 }
    var run = QuoteRun(
      clock: clock, now: now, end: plan.range?.upperBound, isRecorded: plan.timestamps == .recorded, place: place)
    let (rows, entries) = (rows.run(atMost: count), entries)
    symbols.withUnsafeMutableBufferPointer { run.take(rows, &quotes, entries, $0) }
    place = run.place
    self.rows.removeFirst(run.taken)
    return run.taken
  }
}

/// How far a run of rows has come, and how far it may.
private struct QuoteRun {
  let clock: ReplayClock
  let now: Timestamp
  let end: Timestamp?
  let isRecorded: Bool
  var place: ReplayPosition
  var taken = 0

  /// Takes rows up to one that is none of trade and book, is not due, or finds no room.
  @inline(__always)
  mutating func take(
    _ rows: ArraySlice<HistoryRow>, _ quotes: inout OutputSpan<Quote>, _ entries: [Int32],
    _ symbols: UnsafeMutableBufferPointer<ReplaySymbol>
  ) {
    let end = end ?? .distantFuture
    for row in rows {
      guard case .quote(let row) = row, row.timestamp < end, !quotes.isFull else { return }
      let time = max(place.time, row.timestamp)
      let due = clock.deadline(of: time)
      guard due <= now else { return }
      place.reach(time, readFrom: time)
      taken &+= 1
      let index = row.symbol.index
      guard index < entries.count, case let entry = Int(entries[index]), entry >= 0, symbols[entry].isActive else {
        continue
      }
      quotes.append(
        symbols[entry].quote(row, average: row.price, stamp: isRecorded ? row.timestamp : due, due: due))
    }
  }
}
