/// Something that yields rows of history in the order in which they stand: a file of any format.
public protocol RowReader: ~Copyable {
  /// Appends the next rows, at most so many; appending none is the end.
  ///
  /// - Throws: `HistoryError` with the place of what is wrong. Rows before it have been yielded by earlier calls, or
  ///   were appended.
  mutating func read(into rows: inout [HistoryRow], atMost count: Int) throws(HistoryError)
}
