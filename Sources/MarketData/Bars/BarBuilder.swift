/// Makes bars of trades.
///
/// A value: it takes quotes and is told the market's time, and appends each bar when it is complete. A window closes
/// some grace after its end, so that trades of its last moment still get in, or at once when a trade of a later window
/// of the same symbol comes: that bar is appended before the trade is counted. What belongs to a closed second counts
/// in its minute and its day only. What belongs to the latest closed minute changes that minute's bar, which comes once
/// more, as `.updatedMinute`, half a minute after its end; later than that, trades count in the day only. A trade ahead
/// of the market's time makes the ones before it late.
///
/// A day is a calendar day of New York. `beat`s are one for every second and every symbol that has a price.
///
/// Bars come in the order in which they fall due, whatever the steps in which time passes; those due together by the
/// end of their window, kind, and ticker.
public struct BarBuilder: Sendable {
  /// The kinds of bars to make; may change at any time. Trades are counted for all kinds, so that a bar of a kind just
  /// switched on is whole; beats begin with the second under way.
  public var kinds: Set<Bar.Kind> { didSet { kindsChanged(from: oldValue) } }

  static let second: Int64 = 1_000_000_000
  static let minute: Int64 = 60 * second
  /// How long after its end a minute's bar may still change.
  static let updateDelay: Int64 = 30 * second
  /// Times that bars are made of: two days from the ends of what a timestamp can hold.
  static let span = (Int64.min + 2880 * minute)...(Int64.max - 2880 * minute)

  let grace: Int64
  /// The market's time, in nanoseconds since 1970.
  var now = span.lowerBound
  var symbols: [SymbolBars] = []
  /// The place of each symbol in `symbols`, by `Symbol.index`; -1 for none.
  private var entries: [Int32] = []
  /// The place of each symbol's ticker among all; those added since the last closing have none yet.
  var ranks: [UInt32] = []
  var openSeconds = DueList()
  var openMinutes = DueList()
  var changedMinutes = DueList()
  /// When the next beats are due; `.max` for none.
  var beatDue: Int64 = .max
  /// The day last asked for.
  private var today = Timestamp.distantFuture..<Timestamp.distantFuture
  var queue = BarQueue()

  /// A builder that has seen no trade.
  ///
  /// - Parameters:
  ///   - kinds: The bars to make; by default all but beats.
  ///   - grace: How long a window waits, after its end, for trades that are on their way; clamped to 0 to 30 seconds.
  public init(
    kinds: Set<Bar.Kind> = [.second, .minute, .updatedMinute, .day], grace: Duration = .milliseconds(20)
  ) {
    self.kinds = kinds
    self.grace = min(max(grace.nanos, 0), Self.updateDelay)
  }

  /// When `advance` is to be called next, or nil when time alone changes nothing. Never later than a bar is due;
  /// sometimes earlier, and then there is nothing to do yet.
  public var nextDeadline: Timestamp? {
    let due = min(openSeconds.earliest, openMinutes.earliest, changedMinutes.earliest, beatDue)
    return due == .max ? nil : Timestamp(nanos: due)
  }

  /// Counts a quote by its `timestamp`, if it carries a trade with a price and a size above 0, or marks a price.
  ///
  /// - Parameter bars: Gets what the trade closes. Those bars come before the trade.
  public mutating func take(_ quote: Quote, into bars: inout [(Bar, Bar.Kind)]) {
    let isTrade = quote.changes.contains(.trade) && quote.size > 0
    guard isTrade || quote.changes.contains(.mark), quote.price > .zero else { return }
    let trade = TradeWindow.Trade(
      time: quote.timestamp.nanos, price: quote.price.nanos, size: isTrade ? Int64(quote.size) : 0)
    let entry = entry(of: quote.symbol)
    if let entry, symbols[entry].second.isOpen,
      UInt64(bitPattern: trade.time &- symbols[entry].second.start) < UInt64(Self.second)
    {
      symbols[entry].second.add(trade)
    } else if Self.span.contains(trade.time) {
      takeFirst(trade, of: entry ?? add(quote.symbol))
      queue.drain(into: &bars)
    }
  }

  /// Takes a trade that is the first of its second, or late.
  private mutating func takeFirst(_ trade: TradeWindow.Trade, of entry: Int) {
    let second = floored(trade.time, to: Self.second)
    let minute = floored(trade.time, to: Self.minute)
    let isInSecond = second >= symbols[entry].second.start && second + Self.second + grace > now
    let isInMinute = minute >= symbols[entry].minute.start && minute + Self.minute + grace > now
    if isInSecond { reachSecond(second, of: entry) }
    if isInMinute { reachMinute(minute, of: entry) }
    if symbols[entry].isPastDay(trade.time) { symbols[entry].beginDay(day(of: trade.time)) }
    if isInSecond {
      symbols[entry].beginSecond(at: second)
      symbols[entry].second.add(trade)
    } else {
      takeLate(trade, of: entry, isInMinute: isInMinute, minute: minute)
    }
    if symbols[entry].beaten == .min { beginBeats(of: entry) }
  }

  /// Counts a trade whose second is closed.
  private mutating func takeLate(_ trade: TradeWindow.Trade, of entry: Int, isInMinute: Bool, minute: Int64) {
    symbols[entry].addToDay(trade)
    symbols[entry].learnPrice(trade.price)
    guard !isInMinute else { return symbols[entry].minute.add(trade) }
    let due = minute + Self.minute + Self.updateDelay
    guard minute == symbols[entry].closedMinute.start, now < due else { return }
    symbols[entry].closedMinute.add(trade)
    guard !symbols[entry].closedMinuteHasChanged else { return }
    symbols[entry].closedMinuteHasChanged = true
    changedMinutes.add(entry, due: due)
  }

  // MARK: Entries

  private func entry(of symbol: Symbol) -> Int? {
    guard symbol.index < entries.count, entries[symbol.index] >= 0 else { return nil }
    return Int(entries[symbol.index])
  }

  private mutating func add(_ symbol: Symbol) -> Int {
    while entries.count <= symbol.index { entries.append(-1) }
    entries[symbol.index] = Int32(symbols.count)
    symbols.append(SymbolBars(symbol))
    return symbols.count - 1
  }

  private mutating func day(of time: Int64) -> Range<Timestamp> {
    let time = Timestamp(nanos: time)
    if !today.contains(time) { today = EasternTime.day(of: time) }
    return today
  }
}
