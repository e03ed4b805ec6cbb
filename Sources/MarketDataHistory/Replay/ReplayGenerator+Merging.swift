import MarketData

// The merge: rows, and what becomes of bars that have begun.
extension ReplayGenerator {
  /// How long after the last row a pass over all of history ends.
  private static let pause = Duration.seconds(1)

  /// What comes next, and when. Bars that have begun move from the rows to their lane. Time never goes back.
  @inline(__always)
  mutating func next() throws(HistoryError) -> (item: ReplayItem, time: Timestamp) {
    while try loadRow() {
      if let stage = nextStage(), precedes(stage, rows.first) { return stage.item(from: place.time) }
      guard case .bar(let bar) = rows.first else { return (.row, max(place.time, rows.first.timestamp)) }
      rows.removeFirst()
      lanes[lane(of: bar.length)].append(bar)
    }
    return nextStage()?.item(from: place.time) ?? (.end, endOfPass)
  }

  @inline(__always)
  private mutating func loadRow() throws(HistoryError) -> Bool {
    guard try rows.load() else { return false }
    guard let range = plan.range else { return true }
    return rows.first.timestamp < range.upperBound
  }

  /// The last pass ends with its last row. Others last as long as their range, or a second longer than their rows.
  private var endOfPass: Timestamp {
    if let passes = plan.passes, place.pass >= passes { return place.time }
    return plan.range.map { max($0.upperBound, place.time) } ?? place.time + Self.pause
  }

  /// A stage of a bar that comes next.
  struct NextStage {
    var lane: Int
    var stage: BarLane.Stage
    var time: Timestamp
    var symbol: Symbol

    func item(from earliest: Timestamp) -> (item: ReplayItem, time: Timestamp) {
      (.bar(lane: lane, stage), max(earliest, time))
    }
  }

  /// The stage that comes next; of equal times by ticker, and of one ticker the later stage, which is of an earlier bar.
  @inline(__always)
  private mutating func nextStage() -> NextStage? { lanes.isEmpty ? nil : firstStage() }

  private mutating func firstStage() -> NextStage? {
    var first: NextStage?
    for lane in lanes.indices where !lanes[lane].isEmpty {
      for stage in BarLane.Stage.allCases.reversed() {
        guard let (bar, time) = lanes[lane].next(stage) else { continue }
        let isLater = first.map { $0.time < time || $0.time == time && !tickers.precedes(bar.symbol, $0.symbol) }
        if isLater != true { first = NextStage(lane: lane, stage: stage, time: time, symbol: bar.symbol) }
      }
    }
    return first
  }

  private mutating func precedes(_ stage: NextStage, _ row: HistoryRow) -> Bool {
    let time = row.timestamp
    if stage.time != time { return stage.time < time }
    return !tickers.precedes(row.symbol, stage.symbol)
  }

  private mutating func lane(of length: HistoryBar.Length) -> Int {
    if let lane = lanes.firstIndex(where: { $0.length == length }) { return lane }
    // In one order whichever came first: a replay that begins elsewhere must merge them in the same way.
    let lane = lanes.firstIndex { $0.length.rawValue > length.rawValue } ?? lanes.endIndex
    lanes.insert(BarLane(length), at: lane)
    return lane
  }
}
