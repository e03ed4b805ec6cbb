import MarketData

/// Counts rows that are older than one before them: a store puts them in order, but whoever imports may want to know.
public struct RowOrder: Hashable, Sendable {
  /// How many rows there were.
  public private(set) var count = 0
  /// How many of them were older than the latest before.
  public private(set) var outOfOrder = 0
  private var latest = Timestamp(nanos: .min)

  /// A count of no rows.
  public init() {}

  /// Counts rows.
  public mutating func take(_ rows: some Sequence<HistoryRow>) {
    for row in rows {
      let time = row.timestamp
      count += 1
      if time < latest { outOfOrder += 1 } else { latest = time }
    }
  }
}
