public import MarketData

/// A source that replays history: rows of a cursor, at the distances in time that they had.
///
/// A value that is told the time. History begins to run when the first symbol is activated, and stands still while none
/// is. Several symbols are merged by (time, ticker); rows of those that are not active are passed over. Quotes bear the
/// times of history or those at which they are due (`timestamps`), numbers from 1 on for each symbol through all passes,
/// and the volume of their UTC day, which begins anew when recorded times go back.
///
/// Bars come as bars, at the end of their window (hours, of which there is no kind, do not), and before that as ticks
/// that pass through their prices: open, high and low, close, with `.mark`; the close carries the volume as a trade.
/// Bars made of these ticks again are the same.
///
/// Rows are read from the cursor two thousand at a time. A cursor that may have to wait, as for a disk, is read on a queue
/// of its own, two thousand rows ahead: a service awaits them (`preparation`) rather than have its thread wait. So what
/// comes never depends on how fast the disk is. Its thread waits only for a command that is given while rows are being
/// read, and for a step that passes over more than two thousand rows of symbols that nobody wants.
public struct ReplayGenerator: DataSource {
  /// What is replayed, and how.
  public let plan: ReplayPlan
  var rows: ReadAhead
  var lanes: [BarLane] = []
  var events: [SourceEvent] = []
  /// How far the replay has come; the symbols in it are kept in `symbols`.
  var place: ReplayPosition
  var symbols: [ReplaySymbol] = []
  /// The entry of each symbol in `symbols`, by `Symbol.index`; -1 for none.
  var entries: [Int32] = []
  var tickers = TickerBytes()
  var activeCount = 0
  /// Where a pass begins.
  public let start: Timestamp
  /// Nil while history stands still: at `standing`.
  var clock: ReplayClock?
  var standing: Timestamp
  /// How many times as fast as history it runs.
  public internal(set) var speed: Double
  /// Whether it was told to stand still.
  public internal(set) var isPaused = false
  /// Whether nothing more comes.
  public internal(set) var isFinished = false
  /// Where a row is due for which it was told to step.
  var stepDue: Timestamp?

  /// A replay of a cursor's rows; no symbol is active yet.
  ///
  /// - Parameter position: Where to begin; nil: at the beginning of the plan.
  /// - Throws: `HistoryError` when the plan makes no sense, there is no history in its range, or it cannot be read.
  public init(
    _ cursor: some RowCursor, plan: ReplayPlan = ReplayPlan(), from position: ReplayPosition? = nil
  ) throws(HistoryError) {
    try plan.check(cursor.ranges)
    (self.plan, speed) = (plan, plan.speed)
    rows = ReadAhead(cursor)
    start = plan.range?.lowerBound ?? cursor.ranges.map(\.first).min() ?? Timestamp(nanos: 0)
    place = ReplayPosition(at: start)
    standing = start
    if let position { try goOn(from: position) } else { try rows.seek(to: start) }
  }

  /// Which times quotes bear.
  public var timestamps: ReplayPlan.Timestamps { plan.timestamps }
  /// Whether these are recorded ones.
  public var bearsHistory: Bool { plan.timestamps == .recorded }

  /// How far the replay has come: what was emitted is over, what was not is to come.
  public var position: ReplayPosition {
    var position = place
    for state in symbols { position.symbols[state.latest.symbol] = state }
    return position
  }

  /// Passes over what was over for another replay, and takes on its numbers.
  private mutating func goOn(from position: ReplayPosition) throws(HistoryError) {
    for state in position.symbols.values {
      let entry = add(state.latest.symbol)
      symbols[entry] = state
      symbols[entry].isActive = false
    }
    place.begin(at: position.start, pass: position.pass)
    try rows.seek(to: position.start)
    while case let (item, time) = try next(), !item.isEnd {
      let count = time == place.time ? place.count : 0
      guard time < position.time || time == position.time && count < position.count else { break }
      reach(time)
      passOver(item)
    }
    place.time = max(place.time, position.time)
    standing = place.time
  }
}

/// What of history comes next.
enum ReplayItem {
  /// A trade or a book.
  case row
  /// A stage of a bar.
  case bar(lane: Int, BarLane.Stage)
  /// The end of the pass.
  case end

  var isEnd: Bool { if case .end = self { true } else { false } }
}
