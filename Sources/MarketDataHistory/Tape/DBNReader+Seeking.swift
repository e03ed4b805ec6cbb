public import MarketData

extension DBNReader {
  /// Goes back to the first record.
  ///
  /// - Throws: `HistoryError` for a pipe.
  public mutating func rewind() throws(HistoryError) { try go(to: buffer.first) }

  /// Goes on with the first row at a time or after it; after the last there are no more.
  ///
  /// In a plain file of one schema it searches: records have one size and are in order. Otherwise, and when disorder is
  /// tolerated, it reads from the start to the first row that is late enough.
  ///
  /// - Throws: `HistoryError` for a pipe, and as reading does for what is read on the way.
  public mutating func seek(to time: Timestamp) throws(HistoryError) {
    try rewind()
    if metadata.schema != nil, !options.toleratesDisorder, buffer.randomSize != nil { try search(time.nanos) }
    while let row = try current(), row.timestamp < time { advance(past: row.timestamp) }
  }

  /// Goes to a record from which it is not far to the first at a time or after it, and none is passed.
  private mutating func search(_ time: Int64) throws(HistoryError) {
    guard let total = buffer.randomSize, try currentRecord() != nil, buffer.offset == buffer.first else { return }
    let size = Int64(length)
    // The record at `low` is known to be earlier, or is the first.
    var (low, high): (Int64, Int64) = (0, (total - buffer.first) / size)
    while high - low > 1 {
      let middle = (low + high) / 2
      try go(to: buffer.first + middle * size)
      guard let found = try timeOfRecord(size: size) else { return try rewind() }
      if found < time { low = middle } else { high = middle }
    }
    try go(to: buffer.first + low * size)
  }

  /// The time of the record that must begin here; nil when none of that size does: then records differ.
  private mutating func timeOfRecord(size: Int64) throws(HistoryError) -> Int64? {
    let others = skipped
    defer { skipped = others }
    let place = buffer.offset
    guard let record = try? currentRecord(), buffer.offset == place, length == size else { return nil }
    return record.time
  }

  private mutating func go(to offset: Int64) throws(HistoryError) {
    try buffer.seek(to: offset)
    latest = .min
  }

  /// When the first and the last row are; nil when there are no rows. Afterwards the reader stands at the first row.
  ///
  /// Of a plain file of one schema it reads both ends; others, and all when disorder is tolerated, it reads through.
  ///
  /// - Throws: `HistoryError` for a pipe, and as reading does.
  public mutating func range() throws(HistoryError) -> HistoryRange? {
    try rewind()
    guard let first = try current()?.timestamp else { return nil }
    if metadata.schema != nil, !options.toleratesDisorder, buffer.randomSize != nil { try search(.max) }
    var range = HistoryRange(first: first, last: first)
    while let row = try current() {
      range = HistoryRange(first: min(range.first, row.timestamp), last: max(range.last, row.timestamp))
      advance(past: row.timestamp)
    }
    try rewind()
    return range
  }
}
