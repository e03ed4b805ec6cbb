public import MarketData

/// What a store has of one symbol of one source.
public struct StoreRange: Hashable, Sendable {
  /// From when to when.
  public var span: StoreSpan
  /// How many rows.
  public var count: Int
  /// The first silences longer than asked for, at most `gapLimit`: from the row before to the row after.
  public var gaps: [ClosedRange<Timestamp>]
  /// How many such silences there are.
  public var gapCount: Int

  /// How many gaps are remembered one by one.
  public static let gapLimit = 1000
}

extension HistoryStore {
  /// What there is, by source and ticker, in one pass over all rows.
  ///
  /// - Parameters:
  ///   - gap: A silence longer than this is a gap.
  ///   - progress: Told now and then how many rows have been read.
  public func ranges(
    gap: Duration = .seconds(3600), progress: (Int) -> Void = { _ in }
  ) throws(HistoryError) -> [StoreRange] {
    let scan = try StoreScan(self)
    let names = try scan.connection.perform { try StoreNames($0, path: path) }
    var builder = RangeBuilder(gap: gap.nanos, names: names)
    try scan.run(progress: progress) { row in
      builder.add(StorePlace(source: row.integer(0), symbol: row.integer(1)), row.integer(2))
    }
    return builder.ranges.sorted { ($0.span.source, $0.span.symbol.ticker) < ($1.span.source, $1.span.symbol.ticker) }
  }
}

/// Makes ranges of rows in the order in which they lie.
private struct RangeBuilder {
  let gap: Int64
  let names: StoreNames
  var ranges: [StoreRange] = []
  private var place: StorePlace?
  private var isKnown = false

  init(gap: Int64, names: StoreNames) { (self.gap, self.names) = (gap, names) }

  mutating func add(_ place: StorePlace, _ nanos: Int64) {
    let time = Timestamp(nanos: nanos)
    if self.place != place { begin(place, time) }
    guard isKnown else { return }
    let index = ranges.count - 1
    let last = ranges[index].span.last
    if (time - last).nanos > gap {
      ranges[index].gapCount += 1
      if ranges[index].gaps.count < StoreRange.gapLimit { ranges[index].gaps.append(last...time) }
    }
    ranges[index].span.last = time
    ranges[index].count += 1
  }

  private mutating func begin(_ place: StorePlace, _ time: Timestamp) {
    self.place = place
    isKnown = false
    guard let source = names.sources[place.source], let symbol = names.symbols[place.symbol] else { return }
    isKnown = true
    let span = StoreSpan(source: source, symbol: symbol, first: time, last: time)
    ranges.append(StoreRange(span: span, count: 0, gaps: [], gapCount: 0))
  }
}
