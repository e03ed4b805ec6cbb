import MarketData

/// What a replay keeps of one symbol: its latest quote, which numbers and fills up the next, and its session so far.
struct ReplaySymbol: Hashable, Sendable {
  var isActive = false
  private(set) var latest: Quote
  private static let dayLength: Int64 = 86_400_000_000_000
  /// When the UTC day began whose volume is counted.
  private var session = Int64.min
  private var sessionOpen = Price.zero
  private var turnover: Int128 = 0

  init(_ symbol: Symbol) {
    latest = Quote(
      symbol: symbol, price: .zero, bid: .zero, ask: .zero, timestamp: Timestamp(nanos: 0), size: 0, bidSize: 0,
      askSize: 0, changes: [])
  }

  /// Numbers a quote that came by another way.
  mutating func nextSequence() -> UInt64 {
    latest.sequence += 1
    return latest.sequence
  }

  /// Begins the session anew.
  mutating func forgetSession() { session = .min }

  /// The quote that a row becomes. What the row does not carry is as it was; a book without any trade before it has
  /// its middle as its price.
  ///
  /// - Parameter average: What its shares were traded at on average.
  @inline(__always)
  mutating func quote(_ row: Quote, average: Price, stamp: Timestamp, due: Timestamp) -> Quote {
    if UInt64(bitPattern: stamp.nanos &- session) >= UInt64(Self.dayLength) { beginSession(stamp) }
    var quote = latest
    (quote.timestamp, quote.received, quote.changes) = (stamp, due, row.changes)
    quote.sequence &+= 1
    if !row.changes.isDisjoint(with: [.trade, .mark]) {
      (quote.price, quote.size) = (row.price, row.size)
      if sessionOpen == .zero { sessionOpen = row.price }
    }
    if row.changes.contains(.trade) { quote.volume = count(Int64(row.size), average) }
    if row.changes.contains(.book) {
      (quote.bid, quote.ask, quote.bidSize, quote.askSize) = (row.bid, row.ask, row.bidSize, row.askSize)
      if quote.price == .zero { quote.price = FairValue(row).value }
    }
    latest = quote
    return quote
  }

  /// The session's volume with some shares more; turnover counts along.
  @inline(__always)
  private mutating func count(_ shares: Int64, _ average: Price) -> Int64 {
    let (sum, overflow) = latest.volume.addingReportingOverflow(shares)
    guard !overflow else { return latest.volume }
    turnover &+= Int128(average.nanos) &* Int128(shares)
    return sum
  }

  @inline(never)
  private mutating func beginSession(_ stamp: Timestamp) {
    session = floored(stamp.nanos, to: Self.dayLength)
    (latest.volume, sessionOpen, turnover) = (0, .zero, 0)
  }

  /// The session so far.
  var day: Bar.Day {
    let average = latest.volume > 0 ? Int64(clamping: turnover / Int128(latest.volume)) : latest.price.nanos
    return Bar.Day(open: sessionOpen, volume: latest.volume, vwap: Price(nanos: average))
  }
}
