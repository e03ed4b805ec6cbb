import MarketData

/// The rows that come next of a cursor, in the order of (time, ticker). Reads a little ahead: a piece at a time, and at
/// most as many rows as have the same time.
struct ReadAhead: Sendable {
  /// How many rows are read at a time.
  private static let piece = 2048
  /// Rows of one time beyond this many are not put in order together.
  private static let mostOfOneTime = 1 << 16

  private enum Origin {
    case memory(any RowCursor)
    case background(BackgroundCursor)
  }

  private var origin: Origin
  let ranges: [HistoryRange]
  let symbols: Set<Symbol>?
  private var rows: [HistoryRow] = []
  private var head = 0
  /// Rows before this are in order; others may have to wait for more of the same time.
  private var ready = 0
  private var isAtEnd = false
  private var tickers = TickerBytes()

  init(_ cursor: any RowCursor) {
    (ranges, symbols) = (cursor.ranges, cursor.symbols)
    origin = cursor.blocks ? .background(BackgroundCursor(cursor, piece: Self.piece)) : .memory(cursor)
  }

  /// What must be waited for lest the next step wait on its thread; nil: nothing.
  var preparation: (@Sendable () async -> Void)? {
    guard case .background(let reading) = origin, ready - head <= Pipeline.batchLimit, !isAtEnd, !reading.isReady else {
      return nil
    }
    return reading.wait
  }

  /// Goes on with the first row at a time or after it. What is read in the background says later that it cannot.
  mutating func seek(to time: Timestamp) throws(HistoryError) {
    switch origin {
    case .memory(var cursor):
      try cursor.seek(to: time)
      origin = .memory(cursor)
    case .background(let reading): reading.seek(to: time)
    }
    rows.removeAll(keepingCapacity: true)
    (head, ready, isAtEnd) = (0, 0, false)
  }

  /// Sees to it that there is a first row.
  ///
  /// - Returns: False at the end.
  @inline(__always)
  mutating func load() throws(HistoryError) -> Bool { head < ready ? true : try fill() }

  /// The first row. There must be one.
  @inline(__always)
  var first: HistoryRow { rows[head] }

  @inline(__always)
  mutating func removeFirst(_ count: Int = 1) { head &+= count }

  /// The first rows, as many as are ready, at most so many.
  func run(atMost count: Int) -> ArraySlice<HistoryRow> { rows[head..<min(ready, head + count)] }

  @inline(never)
  private mutating func fill() throws(HistoryError) -> Bool {
    rows.removeSubrange(0..<head)
    (head, ready) = (0, 0)
    while ready == 0, !isAtEnd {
      let before = rows.count
      try readPiece()
      isAtEnd = rows.count == before
      ready = isAtEnd || rows.count >= Self.mostOfOneTime ? rows.count : startOfLastTime()
    }
    sortTimes()
    return ready > 0
  }

  private mutating func readPiece() throws(HistoryError) {
    switch origin {
    case .memory(var cursor):
      try cursor.next(into: &rows, atMost: Self.piece)
      origin = .memory(cursor)
    case .background(let reading): try reading.take(into: &rows)
    }
  }

  private func startOfLastTime() -> Int {
    guard let last = rows.last?.timestamp else { return 0 }
    return (rows.lastIndex { $0.timestamp != last } ?? -1) + 1
  }

  /// Puts rows of equal time in the order of their tickers; those of one ticker stay as they are.
  private mutating func sortTimes() {
    var start = 0
    while start < ready {
      let time = rows[start].timestamp
      var end = start + 1
      var isSorted = true
      while end < ready, rows[end].timestamp == time {
        if tickers.precedes(rows[end].symbol, rows[end - 1].symbol) { isSorted = false }
        end += 1
      }
      if !isSorted { sort(start..<end) }
      start = end
    }
  }

  private mutating func sort(_ range: Range<Int>) {
    let sorted = range.sorted { a, b in
      if tickers.precedes(rows[a].symbol, rows[b].symbol) { return true }
      return rows[a].symbol == rows[b].symbol && a < b
    }
    rows.replaceSubrange(range, with: sorted.map { rows[$0] })
  }
}

extension TickerBytes {
  /// Whether a ticker's bytes come before another's.
  @inline(__always)
  mutating func precedes(_ a: Symbol, _ b: Symbol) -> Bool {
    a != b && self[a].lexicographicallyPrecedes(self[b])
  }
}
