import MarketData

extension DBNReader {
  /// The row at the buffer's start; records that have none are passed over. Nil: the end.
  @inline(__always)
  mutating func current() throws(HistoryError) -> HistoryRow? {
    while let record = try currentRecord() {
      let time = try checkedTime(of: record)
      if let row = record.row(try symbol(of: record, at: time), at: time) { return row }
      skipped.unpriced += 1
      buffer.skip(length)
    }
    return nil
  }

  /// Takes the record at the buffer's start if it is a trade of which nothing needs a second look: all there, in order,
  /// with a price and shares, of an instrument met before. Most of history are such. Else nil, and nothing has changed.
  @inline(__always)
  mutating func plainTrade() -> Quote? {
    guard buffer.count >= DBNRecord.plainTradeSize, let bytes = buffer.bytes,
      case let record = DBNRecordView(bytes: bytes, kind: .trade), record.isPlainTrade,
      case let time = record.received, time >= max(0, latest),
      let symbol = instruments.known(record.instrument, at: time), let trade = record.plainTrade(symbol, at: time)
    else { return nil }
    latest = time
    buffer.skip(DBNRecord.plainTradeSize)
    return trade
  }

  /// Goes on after the current row.
  @inline(__always)
  mutating func advance(past time: Timestamp) {
    latest = time.nanos
    buffer.skip(length)
  }

  /// The next record of a kind that is read, all of which is there then. Nil: the end.
  @inline(__always)
  mutating func currentRecord() throws(HistoryError) -> DBNRecordView? {
    while try buffer.require(DBNRecord.headerSize), let bytes = buffer.bytes {
      length = 4 &* Int(bytes.load(as: UInt8.self))
      let kind = DBNRecord.Kind(rawValue: bytes.load(fromByteOffset: DBNRecord.Place.type, as: UInt8.self))
      if length < kind?.size ?? DBNRecord.headerSize { throw tooShort(kind) }
      guard try buffer.require(length) else { throw cut(length) }
      // Reading on may have moved the record.
      if let kind, let bytes = buffer.bytes { return DBNRecordView(bytes: bytes, kind: kind) }
      skipped.others += 1
      buffer.skip(length)
    }
    guard buffer.count == 0 else { throw cut(DBNRecord.headerSize) }
    return nil
  }

  @inline(__always)
  private func checkedTime(of record: DBNRecordView) throws(HistoryError) -> Int64 {
    guard let time = record.time else { throw timeless }
    if time < latest, !options.toleratesDisorder { throw tooOld(time) }
    return time
  }

  @inline(__always)
  private mutating func symbol(of record: DBNRecordView, at time: Int64) throws(HistoryError) -> Symbol {
    do throws(SymbolError) {
      if let symbol = try instruments.symbol(of: record.instrument, at: time) { return symbol }
    } catch {
      throw buffer.wrong(expected: "a symbol that can be kept", found: "instrument \(record.instrument): \(error)")
    }
    throw unmapped(record.instrument, at: time)
  }

  private func tooShort(_ kind: DBNRecord.Kind?) -> HistoryError {
    buffer.wrong(
      expected: "a record of at least \(kind?.size ?? DBNRecord.headerSize) bytes", found: "one of \(length)",
      hint: "the file is damaged here: get it again")
  }

  private func cut(_ size: Int) -> HistoryError {
    buffer.wrong(
      buffer.count,
      expected: "the rest of a record of \(size == DBNRecord.headerSize ? "16 bytes or more" : "\(size) bytes")",
      found: "the end of the file after \(buffer.count)", hint: "it was cut short: get it again")
  }

  private var timeless: HistoryError {
    buffer.wrong(expected: "a time from 1970 to 2262", found: "a record without one")
  }

  private func tooOld(_ time: Int64) -> HistoryError {
    buffer.wrong(
      expected: "a record at \(Timestamp(nanos: latest)) or later, as the one before it",
      found: "\(Timestamp(nanos: time))", hint: "sort the file, or let disorder be tolerated")
  }

  private func unmapped(_ instrument: UInt32, at time: Int64) -> HistoryError {
    let day = Timestamp(nanos: time).text(decimals: 0).prefix(10)
    return buffer.wrong(
      expected: "an instrument that the metadata map to a symbol on \(day)", found: "instrument \(instrument)",
      hint: "let it be named by its number, as \"id:\(instrument)\"")
  }
}
