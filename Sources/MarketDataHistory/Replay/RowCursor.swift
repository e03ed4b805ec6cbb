public import MarketData

/// Rows of history in the order of time, from any place on: a store, a file of rows, or rows in memory.
///
/// Rows of equal time may come in any order, but always in the same; `ReplayGenerator` puts them in the order of their
/// tickers. A copy of a cursor that is a reference reads on where the original is: drive one of them only.
public protocol RowCursor: Sendable {
  /// The stretches for which there are rows, in order; empty when there are none.
  var ranges: [HistoryRange] { get }

  /// The symbols of which there are rows; nil when that is not known without reading them all.
  var symbols: Set<Symbol>? { get }

  /// Whether reading may have to wait, as for a disk. Then a replay reads on a queue of its own, some rows ahead.
  var blocks: Bool { get }

  /// Goes on with the first row at a time or after it.
  ///
  /// - Throws: `HistoryError` when the rows cannot be reached.
  mutating func seek(to time: Timestamp) throws(HistoryError)

  /// Appends the next rows, at most so many; appending none is the end. A new cursor begins with its first row.
  ///
  /// - Throws: `HistoryError` with the place of what is wrong.
  mutating func next(into rows: inout [HistoryRow], atMost count: Int) throws(HistoryError)
}

extension RowCursor {
  /// It may, by default.
  public var blocks: Bool { true }
}

/// A stretch of time in which there are rows, from the first to the last of them.
public struct HistoryRange: Hashable, Sendable, CustomStringConvertible {
  /// When the first row is.
  public var first: Timestamp
  /// When the last row is.
  public var last: Timestamp

  /// A stretch.
  public init(first: Timestamp, last: Timestamp) { (self.first, self.last) = (first, last) }

  /// Whether a time is in it.
  public func contains(_ time: Timestamp) -> Bool { first <= time && time <= last }

  /// The text, for people.
  public var description: String { first == last ? "\(first)" : "\(first) to \(last)" }
}
