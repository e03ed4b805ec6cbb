import MarketData

/// Room in memory for one record, all of it zero before.
///
/// What is written has publisher 0, no side, and one time for event and receipt.
struct DBNRecordSlot {
  let bytes: UnsafeMutableRawPointer
  let kind: DBNRecord.Kind

  /// Writes a row that the kind holds.
  ///
  /// - Returns: What of the row DBN has no way to say; nil when all is written.
  func write(_ row: HistoryRow, instrument: UInt32) -> String? {
    guard row.timestamp.nanos >= 0 else { return "the time \(row.timestamp)" }
    bytes.storeBytes(of: UInt8(kind.size / 4), as: UInt8.self)
    bytes.storeBytes(of: kind.rawValue, toByteOffset: DBNRecord.Place.type, as: UInt8.self)
    put(instrument, DBNRecord.Place.instrument)
    put(row.timestamp.nanos, DBNRecord.Place.event)
    switch row {
    case .quote(let quote): return write(quote)
    case .bar(let bar): return write(bar)
    }
  }

  private func write(_ bar: HistoryBar) -> String? {
    put(bar.open.nanos, DBNRecord.Place.open)
    put(bar.high.nanos, DBNRecord.Place.high)
    put(bar.low.nanos, DBNRecord.Place.low)
    put(bar.close.nanos, DBNRecord.Place.close)
    put(bar.volume, DBNRecord.Place.volume)
    if let price = unsayable([bar.open, bar.high, bar.low, bar.close]) { return price }
    return bar.volume < 0 ? "the volume \(bar.volume)" : nil
  }

  private func write(_ quote: Quote) -> String? {
    let isSample = kind == .sampleOfSecond || kind == .sampleOfMinute
    let hasPrice = isSample ? quote.price != .zero || quote.size != 0 : quote.changes.isTrade
    put(hasPrice ? quote.price.nanos : DBNRecord.noPrice, DBNRecord.Place.price)
    put(hasPrice && (isSample || quote.changes.contains(.trade)) ? quote.size : 0, DBNRecord.Place.size)
    if !isSample { put(UInt8(ascii: quote.changes.isTrade ? "T" : "M"), DBNRecord.Place.action) }
    put(UInt8(ascii: "N"), DBNRecord.Place.side)
    put(UInt8(0x80), DBNRecord.Place.flags)  // the last record of its event
    put(quote.timestamp.nanos, DBNRecord.Place.received)
    put(UInt32(truncatingIfNeeded: quote.sequence), DBNRecord.Place.sequence)
    if kind != .trade { writeBook(quote) }
    if let price = unsayable([quote.price, quote.bid, quote.ask]) { return price }
    return [quote.size, quote.bidSize, quote.askSize].first { $0 < 0 }.map { "the size \($0)" }
  }

  /// A side that is zero throughout has no price.
  private func writeBook(_ quote: Quote) {
    let isBook = quote.changes.contains(.book)
    let (hasBid, hasAsk) = (quote.bid != .zero || quote.bidSize != 0, quote.ask != .zero || quote.askSize != 0)
    put(isBook && hasBid ? quote.bid.nanos : DBNRecord.noPrice, DBNRecord.Place.bid)
    put(isBook && hasAsk ? quote.ask.nanos : DBNRecord.noPrice, DBNRecord.Place.ask)
    put(isBook ? quote.bidSize : 0, DBNRecord.Place.bidSize)
    put(isBook ? quote.askSize : 0, DBNRecord.Place.askSize)
  }

  private func unsayable(_ prices: [Price]) -> String? {
    prices.contains { $0.nanos == DBNRecord.noPrice } ? "the price \(Price(nanos: DBNRecord.noPrice))" : nil
  }

  private func put<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number, _ place: Int) {
    bytes.storeBytes(of: number.littleEndian, toByteOffset: place, as: Number.self)
  }
}
