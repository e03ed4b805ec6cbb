public import MarketData

/// The rows of a store, as replay reads them.
///
/// Copies share their place: drive one of them only.
public struct StoreRows: RowCursor {
  /// The stretches in which any of the selected symbols has rows, within the selection.
  public let ranges: [HistoryRange]
  /// The selected symbols that have rows.
  public let symbols: Set<Symbol>?
  private let cursor: StoreCursor

  /// Rows of a store, before the first of the selection.
  ///
  /// - Throws: `HistoryError` when the store cannot be read, or does not have a symbol or source that was named.
  public init(_ store: HistoryStore, _ selection: StoreSelection = StoreSelection()) throws(HistoryError) {
    cursor = try StoreCursor(store, selection)
    let spans = try store.spans().compactMap { selection.limit($0) }
    symbols = Set(spans.map(\.symbol))
    ranges = HistoryRange.joined(spans.map { HistoryRange(first: $0.first, last: $0.last) })
  }

  /// Goes on with the first row at a time or after it.
  public mutating func seek(to time: Timestamp) throws(HistoryError) { try cursor.seek(to: time) }

  /// Appends the next rows.
  public mutating func next(into rows: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
    try cursor.read(into: &rows, atMost: count)
  }
}

extension StoreSelection {
  /// What of a span is selected; nil: nothing.
  fileprivate func limit(_ span: StoreSpan) -> StoreSpan? {
    guard symbols?.contains(span.symbol) ?? true, sources?.contains(span.source) ?? true else { return nil }
    var span = span
    if let from { span.first = max(span.first, from) }
    if let until { span.last = min(span.last, until.adding(nanos: -1)) }
    return span.first <= span.last ? span : nil
  }
}

extension HistoryRange {
  /// Ranges in order, those that touch as one.
  static func joined(_ ranges: [HistoryRange]) -> [HistoryRange] {
    var joined: [HistoryRange] = []
    for range in ranges.sorted(by: { $0.first < $1.first }) {
      if let last = joined.last, range.first <= last.last {
        joined[joined.count - 1].last = max(last.last, range.last)
      } else {
        joined.append(range)
      }
    }
    return joined
  }
}
