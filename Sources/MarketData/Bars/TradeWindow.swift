/// The trades of one window, summed up: all that a bar of it says.
///
/// First and last go by the trades' own time, and by arrival where that is equal: a trade that comes late changes
/// neither, unless it belongs there.
struct TradeWindow {
  /// When it begins, in nanoseconds since 1970.
  var start: Int64 = .min
  /// Whether more trades of it are expected.
  var isOpen = false
  private var firstTime: Int64 = .max
  private var lastTime: Int64 = .min
  private(set) var open: Int64 = 0
  private(set) var close: Int64 = 0
  private(set) var high: Int64 = .min
  private(set) var low: Int64 = .max
  private(set) var trades: Int64 = 0
  private(set) var volume: Int64 = 0
  /// The sum of price times size. Below 2^126, because it grows with `volume` only, and prices are below 2^63.
  private var turnover: Int128 = 0

  /// No window: it was never open.
  init() {}
  /// An open window without trades.
  init(start: Int64) { (self.start, isOpen) = (start, true) }

  /// One trade.
  struct Trade {
    /// In nanoseconds since 1970.
    var time: Int64
    /// In billionths, above 0.
    var price: Int64
    /// Above 0; 0 for a price at which nothing was traded.
    var size: Int64
  }

  @inline(__always)
  mutating func add(_ trade: Trade) {
    if trade.time < firstTime { (firstTime, open) = (trade.time, trade.price) }
    if trade.time >= lastTime { (lastTime, close) = (trade.time, trade.price) }
    (high, low) = (max(high, trade.price), min(low, trade.price))
    trades &+= trade.size > 0 ? 1 : 0
    count(volume: trade.size, turnover: Int128(trade.price) &* Int128(trade.size))
  }

  /// Adds the trades of a window within this one, which came after those that are here.
  mutating func add(_ part: TradeWindow) {
    if part.firstTime < firstTime { (firstTime, open) = (part.firstTime, part.open) }
    if part.lastTime >= lastTime { (lastTime, close) = (part.lastTime, part.close) }
    (high, low) = (max(high, part.high), min(low, part.low))
    trades &+= part.trades
    count(volume: part.volume, turnover: part.turnover)
  }

  /// Volume past what 64 bits hold is left out, of the average too: absurd sizes must not stop the market.
  @inline(__always)
  private mutating func count(volume more: Int64, turnover value: Int128) {
    let (sum, overflow) = volume.addingReportingOverflow(more)
    guard !overflow else { return }
    volume = sum
    turnover &+= value
  }

  /// Whether there was no price at all.
  var isEmpty: Bool { lastTime == .min }

  /// The volume-weighted average price: exact, rounded half up to 0.0001, never beyond `low` and `high`. Where nothing
  /// was traded it is the last price.
  var vwap: Int64 {
    guard volume > 0 else { return close }
    let unit = Int128(volume) * 100_000
    let rounded = (turnover + unit / 2) / unit * 100_000
    return Int64(min(max(rounded, Int128(low)), Int128(high)))
  }
}
