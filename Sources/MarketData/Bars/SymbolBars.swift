/// What a `BarBuilder` keeps of one symbol.
///
/// A trade in time is added to its second only; a second that closes is added to its minute and its day. An open
/// second lies in the open minute, and that in `day`.
struct SymbolBars {
  let symbol: Symbol
  var second = TradeWindow()
  var minute = TradeWindow()
  /// The latest minute that closed: late trades may change it for a while.
  var closedMinute = TradeWindow()
  var closedMinuteHasChanged = false
  private var day = Day()
  private var previousDay = Day()
  /// The price before `second`; 0 before there was one.
  private var priceBefore: Int64 = 0
  /// The end of the last second that had a beat.
  var beaten: Int64 = .min

  private struct Day {
    var trades = TradeWindow()
    var end: Int64 = .min
    func contains(_ time: Int64) -> Bool { time >= trades.start && time < end }
  }

  init(_ symbol: Symbol) { self.symbol = symbol }

  // MARK: Windows

  /// Begins the second of a trade; the one before must be closed.
  mutating func beginSecond(at start: Int64) {
    priceBefore = price
    second = TradeWindow(start: start)
  }

  mutating func closeSecond() {
    second.isOpen = false
    minute.add(second)
    day.trades.add(second)
  }

  mutating func closeMinute() {
    minute.isOpen = false
    (closedMinute, closedMinuteHasChanged) = (minute, false)
  }

  /// Whether a time is past the day that is counted.
  func isPastDay(_ time: Int64) -> Bool { time >= day.end }

  /// Begins a later day; all windows of the one before must be closed.
  mutating func beginDay(_ range: Range<Timestamp>) {
    previousDay = day
    day = Day(trades: TradeWindow(start: range.lowerBound.nanos), end: range.upperBound.nanos)
  }

  /// Counts a trade in its day, if that is this day or the one before.
  mutating func addToDay(_ trade: TradeWindow.Trade) {
    if day.contains(trade.time) {
      day.trades.add(trade)
    } else if previousDay.contains(trade.time) {
      previousDay.trades.add(trade)
    }
  }

  /// Learns a first price from a trade that comes too late for its second.
  mutating func learnPrice(_ price: Int64) { if self.price == 0 { priceBefore = price } }

  /// The price since `second`; 0 before there was one.
  private var price: Int64 { second.isEmpty ? priceBefore : second.close }

  // MARK: Bars

  /// A bar of a window with trades.
  func bar(of window: TradeWindow, end: Int64) -> Bar {
    Bar(
      symbol: symbol, start: Timestamp(nanos: window.start), end: Timestamp(nanos: end),
      open: Price(nanos: window.open), high: Price(nanos: window.high), low: Price(nanos: window.low),
      close: Price(nanos: window.close), volume: window.volume, trades: window.trades,
      vwap: Price(nanos: window.vwap), day: dayFigures(at: window.start))
  }

  /// A bar of the day so far.
  func dayBar(end: Int64) -> Bar { bar(of: day.trades, end: end) }

  /// The beat of a second from `second` on.
  func beat(from start: Int64, to end: Int64) -> Bar {
    guard !second.isEmpty, start == second.start else { return flatBeat(from: start, to: end) }
    var bar = bar(of: second, end: end)
    if priceBefore > 0 {
      bar.open = Price(nanos: priceBefore)
      (bar.high, bar.low) = (max(bar.high, bar.open), min(bar.low, bar.open))
    }
    return bar
  }

  private func flatBeat(from start: Int64, to end: Int64) -> Bar {
    let price = Price(nanos: price)
    return Bar(
      symbol: symbol, start: Timestamp(nanos: start), end: Timestamp(nanos: end), open: price, high: price, low: price,
      close: price, volume: 0, trades: 0, vwap: price, day: dayFigures(at: start))
  }

  /// The figures of the day of a window, with what its open second has so far.
  private func dayFigures(at time: Int64) -> Bar.Day {
    var trades = (day.contains(time) ? day : previousDay.contains(time) ? previousDay : Day()).trades
    if second.isOpen, day.contains(time) { trades.add(second) }
    guard !trades.isEmpty else {
      return Bar.Day(open: Price(nanos: price), volume: 0, vwap: Price(nanos: price))
    }
    return Bar.Day(open: Price(nanos: trades.open), volume: trades.volume, vwap: Price(nanos: trades.vwap))
  }
}
