public import MarketData

/// Rows in memory, as a cursor.
public struct ArrayCursor: RowCursor {
  private let rows: [HistoryRow]
  private var place = 0
  /// One stretch from the first row to the last.
  public let ranges: [HistoryRange]
  /// The symbols of the rows.
  public let symbols: Set<Symbol>?
  /// False: the rows are there.
  public var blocks: Bool { false }

  /// A cursor over rows, which it puts in the order of time; those of equal time stay as they are.
  public init(_ rows: some Sequence<HistoryRow>) {
    let rows = rows.enumerated().sorted {
      ($0.element.timestamp, $0.offset) < ($1.element.timestamp, $1.offset)
    }.map(\.element)
    self.rows = rows
    symbols = Set(rows.map(\.symbol))
    if let first = rows.first, let last = rows.last {
      ranges = [HistoryRange(first: first.timestamp, last: last.timestamp)]
    } else {
      ranges = []
    }
  }

  /// Goes on with the first row at a time or after it.
  public mutating func seek(to time: Timestamp) {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].timestamp < time { low = middle + 1 } else { high = middle }
    }
    place = low
  }

  /// Appends the next rows.
  public mutating func next(into found: inout [HistoryRow], atMost count: Int) {
    let end = min(rows.count, place + count)
    found += rows[place..<end]
    place = end
  }
}
