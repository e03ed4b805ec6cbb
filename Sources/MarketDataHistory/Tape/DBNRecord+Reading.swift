import MarketData

/// One record where it lies in memory. Whoever makes one has seen that all bytes of its kind are there.
struct DBNRecordView {
  let bytes: UnsafeRawPointer
  let kind: DBNRecord.Kind

  @inline(__always)
  private func number<Number: FixedWidthInteger & BitwiseCopyable>(_ place: Int, as type: Number.Type = Number.self)
    -> Number
  { Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: type)) }

  @inline(__always) var instrument: UInt32 { number(DBNRecord.Place.instrument) }

  /// The time that files are sorted by: of bars the start of the window, else when the record was received. Nil when
  /// there is none, or it is after 2262.
  @inline(__always) var time: Int64? {
    let event = Int64(bitPattern: number(DBNRecord.Place.event, as: UInt64.self))
    if kind.barLength != nil { return event < 0 ? nil : event }
    return received >= 0 ? received : event < 0 ? nil : event
  }

  /// When Databento received it; negative: not known, or after 2262.
  @inline(__always) var received: Int64 { number(DBNRecord.Place.received) }

  /// Whether it is a trade by its length, with nothing after it, and its type.
  @inline(__always) var isPlainTrade: Bool {
    number(0, as: UInt16.self) == UInt16(DBNRecord.plainTradeSize / 4) | UInt16(DBNRecord.Kind.trade.rawValue) << 8
  }

  /// A trade with a price and shares; else nil.
  @inline(__always)
  func plainTrade(_ symbol: Symbol, at time: Int64) -> Quote? {
    let (price, size) = (number(DBNRecord.Place.price, as: Int64.self), number(DBNRecord.Place.size, as: Int32.self))
    guard price != DBNRecord.noPrice, size > 0 else { return nil }
    return Quote(
      symbol: symbol, price: Price(nanos: price), bid: .zero, ask: .zero, timestamp: Timestamp(nanos: time),
      size: size, bidSize: 0, askSize: 0, changes: .trade)
  }

  /// What it says; nil when it is a trade or a bar without a price.
  @inline(__always)
  func row(_ symbol: Symbol, at time: Int64) -> HistoryRow? {
    switch kind {
    case .trade: return trade(symbol, at: time)
    case .book:
      let isTrade = number(DBNRecord.Place.action) == UInt8(ascii: "T")
      return isTrade ? trade(symbol, at: time) : book(symbol, at: time)
    case .sampleOfSecond, .sampleOfMinute: return sample(symbol, at: time)
    case .barOfSecond, .barOfMinute, .barOfHour, .barOfDay: return bar(symbol, at: time)
    }
  }

  /// A trade of no shares is a mark. A trade whose book is bare says nothing of the book.
  @inline(__always)
  private func trade(_ symbol: Symbol, at time: Int64) -> HistoryRow? {
    guard let price = price(DBNRecord.Place.price) else { return nil }
    let size = size(DBNRecord.Place.size)
    var quote = quote(symbol, at: time, changes: size > 0 ? .trade : .mark)
    (quote.price, quote.size) = (price, size)
    if kind == .book, hasSide { takeBook(&quote) }
    return .quote(quote)
  }

  @inline(__always)
  private func book(_ symbol: Symbol, at time: Int64) -> HistoryRow {
    var quote = quote(symbol, at: time, changes: [])
    takeBook(&quote)
    return .quote(quote)
  }

  /// The price of the last trade is in it, but is no news: `changes` does not say so.
  @inline(__always)
  private func sample(_ symbol: Symbol, at time: Int64) -> HistoryRow {
    var quote = quote(symbol, at: time, changes: [])
    takeBook(&quote)
    if let price = price(DBNRecord.Place.price) { (quote.price, quote.size) = (price, size(DBNRecord.Place.size)) }
    return .quote(quote)
  }

  @inline(__always)
  private func bar(_ symbol: Symbol, at time: Int64) -> HistoryRow? {
    guard let length = kind.barLength, let open = price(DBNRecord.Place.open), let high = price(DBNRecord.Place.high),
      let low = price(DBNRecord.Place.low), let close = price(DBNRecord.Place.close)
    else { return nil }
    let volume = number(DBNRecord.Place.volume, as: UInt64.self)
    return .bar(
      HistoryBar(
        symbol: symbol, start: Timestamp(nanos: time), length: length, open: open, high: high, low: low, close: close,
        volume: volume == .max ? 0 : Int64(clamping: volume)))
  }

  @inline(__always)
  private func quote(_ symbol: Symbol, at time: Int64, changes: Quote.Changes) -> Quote {
    Quote(
      symbol: symbol, price: .zero, bid: .zero, ask: .zero, timestamp: Timestamp(nanos: time), size: 0, bidSize: 0,
      askSize: 0, changes: changes)
  }

  /// Whether anybody bids or asks.
  @inline(__always) private var hasSide: Bool {
    number(DBNRecord.Place.bid) != DBNRecord.noPrice || number(DBNRecord.Place.ask) != DBNRecord.noPrice
  }

  /// A side without a price is zero, and so is its size.
  @inline(__always)
  private func takeBook(_ quote: inout Quote) {
    quote.changes.insert(.book)
    if let bid = price(DBNRecord.Place.bid) { (quote.bid, quote.bidSize) = (bid, size(DBNRecord.Place.bidSize)) }
    if let ask = price(DBNRecord.Place.ask) { (quote.ask, quote.askSize) = (ask, size(DBNRecord.Place.askSize)) }
  }

  @inline(__always)
  private func price(_ place: Int) -> Price? {
    let nanos = number(place, as: Int64.self)
    return nanos == DBNRecord.noPrice ? nil : Price(nanos: nanos)
  }

  /// None is zero; more than fits is the most that does.
  @inline(__always)
  private func size(_ place: Int) -> Int32 {
    let size = number(place, as: UInt32.self)
    return size == DBNRecord.noSize ? 0 : Int32(clamping: size)
  }
}
