@testable import MarketData

/// The bars that should come, worked out anew from the list of all trades: plain and slow.
struct BarOracle {
  struct Trade {
    var time: Int64
    var price: Int64
    var size: Int64
    /// Its number in the order of arrival.
    var number: Int
  }

  /// What came of one symbol.
  struct Book {
    /// All that counts, in order of arrival.
    var trades: [Trade] = []
    /// What came in time, by second; what came before the minute's last bar, by minute.
    var seconds: [Int64: [Trade]] = [:]
    var minutes: [Int64: [Trade]] = [:]
    var openSeconds: Set<Int64> = []
    var openMinutes: Set<Int64> = []
    var closedMinute: Int64?
    var hasChanged = false
    var nextBeat: Int64?
  }

  private struct Item {
    var due: Int64
    var bar: Bar
    var kind: Bar.Kind
  }

  static let second: Int64 = 1_000_000_000
  static let minute: Int64 = 60_000_000_000
  let grace: Int64
  private(set) var kinds: Set<Bar.Kind>
  private(set) var now: Int64
  private var books: [Symbol: Book] = [:]
  private var items: [Item] = []
  private var count = 0

  init(kinds: Set<Bar.Kind>, grace: Duration, now: Timestamp) {
    (self.kinds, self.grace, self.now) = (kinds, grace.nanos, now.nanos)
  }

  mutating func setKinds(_ kinds: Set<Bar.Kind>) {
    let isNew = kinds.contains(.beat) && !self.kinds.contains(.beat)
    self.kinds = kinds
    for symbol in books.keys where isNew { beginBeats(of: symbol) }
  }

  mutating func advance(to time: Timestamp) -> [(Bar, Bar.Kind)] {
    now = max(now, time.nanos)
    for symbol in books.keys {
      closeSeconds(of: symbol, through: now - grace - Self.second)
      beat(symbol, through: floor(now - grace, Self.second))
      if let closed = books[symbol]?.closedMinute, closed + 90 * Self.second <= now { update(symbol) }
      closeMinutes(of: symbol, through: now - grace - Self.minute)
    }
    return inOrder()
  }

  mutating func take(_ quote: Quote) -> [(Bar, Bar.Kind)] {
    guard quote.changes.contains(.trade), quote.price > .zero, quote.size > 0 else { return [] }
    let symbol = quote.symbol
    count += 1
    let trade = Trade(
      time: quote.timestamp.nanos, price: quote.price.nanos, size: Int64(quote.size), number: count)
    let (second, minute) = (floor(trade.time, Self.second), floor(trade.time, Self.minute))
    let book = books[symbol] ?? Book()
    let isInSecond = book.seconds.keys.allSatisfy { $0 <= second } && second + Self.second + grace > now
    let isInMinute = book.minutes.keys.allSatisfy { $0 <= minute } && minute + Self.minute + grace > now
    if isInSecond {
      closeSeconds(of: symbol, through: second - 1)
      beat(symbol, through: second)
    }
    if isInMinute { closeMinutes(of: symbol, through: minute - 1) }
    add(trade, second: isInSecond ? second : nil, minute: minute, isInMinute: isInMinute, to: symbol)
    return inOrder()
  }

  private mutating func add(_ trade: Trade, second: Int64?, minute: Int64, isInMinute: Bool, to symbol: Symbol) {
    var book = books[symbol] ?? Book()
    book.trades.append(trade)
    if let second {
      book.seconds[second, default: []].append(trade)
      book.openSeconds.insert(second)
    }
    if isInMinute {
      book.minutes[minute, default: []].append(trade)
      book.openMinutes.insert(minute)
    } else if minute == book.closedMinute, now < minute + 90 * Self.second {
      book.minutes[minute, default: []].append(trade)
      book.hasChanged = true
    }
    books[symbol] = book
    if kinds.contains(.beat), book.nextBeat == nil { beginBeats(of: symbol) }
  }

  // MARK: Closing

  private mutating func closeSeconds(of symbol: Symbol, through last: Int64) {
    for start in books[symbol]?.openSeconds ?? [] where start <= last {
      books[symbol]?.openSeconds.remove(start)
      let trades = books[symbol]?.seconds[start] ?? []
      put(bar(of: trades, symbol, start, start + Self.second), .second, due: start + Self.second + grace)
    }
  }

  private mutating func closeMinutes(of symbol: Symbol, through last: Int64) {
    for start in books[symbol]?.openMinutes ?? [] where start <= last {
      update(symbol)
      books[symbol]?.openMinutes.remove(start)
      books[symbol]?.closedMinute = start
      let end = start + Self.minute
      put(bar(of: books[symbol]?.minutes[start] ?? [], symbol, start, end), .minute, due: end + grace)
      let midnight = EasternTime.midnight(of: Timestamp(nanos: start)).nanos
      put(bar(of: day(of: start, symbol), symbol, midnight, end), .day, due: end + grace)
    }
  }

  private mutating func update(_ symbol: Symbol) {
    guard let book = books[symbol], let start = book.closedMinute, book.hasChanged else { return }
    books[symbol]?.hasChanged = false
    let end = start + Self.minute
    put(bar(of: book.minutes[start] ?? [], symbol, start, end), .updatedMinute, due: end + 30 * Self.second)
  }

  private mutating func beat(_ symbol: Symbol, through end: Int64) {
    guard kinds.contains(.beat), let next = books[symbol]?.nextBeat else { return }
    var start = max(next, end - Self.minute)
    while start < end {
      put(beat(symbol, at: start), .beat, due: start + Self.second + grace)
      start += Self.second
    }
    books[symbol]?.nextBeat = start
  }

  private mutating func beginBeats(of symbol: Symbol) {
    let latest = books[symbol]?.seconds.keys.max() ?? .min
    let underWay = floor(now - grace, Self.second)
    books[symbol]?.nextBeat = max(latest, underWay)
  }

  private mutating func put(_ bar: Bar, _ kind: Bar.Kind, due: Int64) {
    if kinds.contains(kind) { items.append(Item(due: due, bar: bar, kind: kind)) }
  }

  private mutating func inOrder() -> [(Bar, Bar.Kind)] {
    defer { items = [] }
    return items.sorted {
      let (a, b) = ($0.kind.rawValue, $1.kind.rawValue)
      if ($0.due, $0.bar.end, a) != ($1.due, $1.bar.end, b) { return ($0.due, $0.bar.end, a) < ($1.due, $1.bar.end, b) }
      return $0.bar.symbol.ticker < $1.bar.symbol.ticker
    }.map { ($0.bar, $0.kind) }
  }

  // MARK: Bars

  private func beat(_ symbol: Symbol, at start: Int64) -> Bar {
    let book = books[symbol] ?? Book()
    let earlier = book.seconds.keys.filter { $0 < start }.max()
    let isFirstLate = book.trades.first.map { book.seconds[floor($0.time, Self.second)]?.first?.number != $0.number }
    let before =
      earlier.flatMap { inTime(book.seconds[$0] ?? []).last?.price }
      ?? (isFirstLate == true ? book.trades.first?.price : nil)
    let end = start + Self.second
    guard let trades = book.seconds[start] else {
      let flat = [Trade(time: start, price: before ?? 0, size: 1, number: 0)]
      var bar = bar(of: flat, symbol, start, end)
      (bar.volume, bar.trades) = (0, 0)
      return bar
    }
    var bar = bar(of: trades, symbol, start, end)
    if let before { bar.open = Price(nanos: before) }
    (bar.high, bar.low) = (max(bar.high, bar.open), min(bar.low, bar.open))
    return bar
  }

  private func bar(of trades: [Trade], _ symbol: Symbol, _ start: Int64, _ end: Int64) -> Bar {
    let prices = inTime(trades).map { Price(nanos: $0.price) }
    let close = prices.last ?? .zero
    let day = day(of: start, symbol)
    return Bar(
      symbol: symbol, start: Timestamp(nanos: start), end: Timestamp(nanos: end), open: prices.first ?? .zero,
      high: prices.max() ?? .zero, low: prices.min() ?? .zero, close: close,
      volume: trades.reduce(0) { $0 + $1.size }, trades: Int64(trades.count), vwap: average(trades),
      day: Bar.Day(
        open: inTime(day).first.map { Price(nanos: $0.price) } ?? close, volume: day.reduce(0) { $0 + $1.size },
        vwap: day.isEmpty ? close : average(day)))
  }

  private func day(of time: Int64, _ symbol: Symbol) -> [Trade] {
    let midnight = EasternTime.midnight(of: Timestamp(nanos: time))
    return (books[symbol]?.trades ?? []).filter { EasternTime.midnight(of: Timestamp(nanos: $0.time)) == midnight }
  }

  private func inTime(_ trades: [Trade]) -> [Trade] { trades.sorted { ($0.time, $0.number) < ($1.time, $1.number) } }

  /// In ten-thousandths: the nearest whole number, the greater of two.
  private func average(_ trades: [Trade]) -> Price {
    let value = trades.reduce(Int128(0)) { $0 + Int128($1.price) * Int128($1.size) }
    let unit = Int128(trades.reduce(0) { $0 + $1.size }) * 100_000
    let below = value / unit
    let price = Price(nanos: Int64((value - below * unit) * 2 >= unit ? below + 1 : below) * 100_000)
    let prices = trades.map { Price(nanos: $0.price) }
    return min(max(price, prices.min() ?? price), prices.max() ?? price)
  }

  private func floor(_ time: Int64, _ length: Int64) -> Int64 {
    time - (time % length + length) % length
  }
}
