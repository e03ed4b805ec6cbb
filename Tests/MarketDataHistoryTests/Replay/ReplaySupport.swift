import MarketData

@testable import MarketDataHistory

/// Histories for tests, and what comes of them.
enum TestHistory {
  static let start = Simulation.defaultStart

  static func symbols(_ count: Int) throws -> [Symbol] { try (0..<count).map { try Symbol("SYM\($0)") } }

  /// Trades and books of some symbols, many of them at the same time; prices number them.
  static func ticks(seed: UInt64, count: Int = 400, symbols count2: Int = 4) throws -> [HistoryRow] {
    var random = SplitMix64(seed: seed)
    let symbols = try symbols(count2)
    var time = start
    return (0..<count).map { number in
      if number > 0, random.next() % 3 > 0 { time = time.adding(nanos: Int64(random.next() % 100_000_000)) }
      var quote = Quote(
        symbol: symbols[Int(random.next() % UInt64(count2))], price: Price(nanos: Int64(number + 1) * Price.scale),
        bid: .zero, ask: .zero, timestamp: time, size: Int32(1 + random.next() % 500), bidSize: 0, askSize: 0,
        changes: .trade)
      if random.next() % 4 == 0 {
        (quote.changes, quote.bid, quote.ask) = ([.trade, .book], quote.price, quote.price)
      }
      return .quote(quote)
    }
  }

  /// Bars of some symbols, each with one for most windows.
  static func bars(
    seed: UInt64, _ length: HistoryBar.Length = .minute, windows: Int = 30, symbols count: Int = 3
  ) throws -> [HistoryRow] {
    var random = SplitMix64(seed: seed)
    let symbols = try symbols(count)
    var rows: [HistoryRow] = []
    for window in 0..<windows {
      for symbol in symbols where random.next() % 5 > 0 {
        // Few different prices, so that open, high, low and close are often the same.
        let prices = (0..<4).map { _ in Price(nanos: Int64(1 + random.next() % 5) * Price.scale) }.sorted()
        let (low, high) = (prices[0], prices[3])
        let swap = random.next() % 2 == 0
        rows.append(
          .bar(
            HistoryBar(
              symbol: symbol, start: start.adding(nanos: Int64(window) * length.rawValue), length: length,
              open: swap ? prices[1] : prices[2], high: high, low: low, close: swap ? prices[2] : prices[1],
              volume: random.next() % 4 == 0 ? 0 : Int64(random.next() % 1_000_000), trades: 3)))
      }
    }
    return rows
  }

  /// A replay of rows whose symbols all run.
  static func replay(
    _ rows: [HistoryRow], _ plan: ReplayPlan = ReplayPlan(), from position: ReplayPosition? = nil,
    at now: Timestamp = start
  ) throws -> ReplayGenerator {
    var replay = try ReplayGenerator(ArrayCursor(rows), plan: plan, from: position)
    try replay.activate(Set(rows.map(\.symbol)).sorted(), at: now)
    return replay
  }
}

/// What a replay emitted.
struct Emitted {
  var quotes: [Quote] = []
  var notices: [StreamNotice] = []

  /// What of it is history: of whom, when, at which price.
  var history: [HistoryKey] { quotes.map(HistoryKey.init) }
}

/// What must come out as it went in.
struct HistoryKey: Hashable {
  var symbol: Symbol
  var time: Timestamp
  var price: Price

  init(_ quote: Quote) { (symbol, time, price) = (quote.symbol, quote.timestamp, quote.price) }
}

extension ReplayGenerator {
  /// Emits what is due by a time, as a pipeline would, so many quotes at a time.
  mutating func run(to time: Timestamp = .distantFuture, room: Int = 16, atMost count: Int = .max) -> Emitted {
    var all = Emitted()
    while all.quotes.count < count, let next = nextDeadline, next <= time {
      var quotes: [Quote] = []
      quotes.append(addingCapacity: min(room, count - all.quotes.count)) { advance(to: time, into: &$0) }
      all.notices += takeEvents().map(\.notice)
      all.quotes += quotes
    }
    return all
  }
}

extension [HistoryRow] {
  /// Ticks in the order in which a replay emits them: by time, then ticker, then as they stand.
  var replayed: [HistoryKey] {
    enumerated().sorted { a, b in
      let (x, y) = (a.element, b.element)
      return x.timestamp != y.timestamp
        ? x.timestamp < y.timestamp : x.symbol != y.symbol ? x.symbol < y.symbol : a.offset < b.offset
    }.compactMap { if case .quote(let quote) = $0.element { HistoryKey(quote) } else { nil } }
  }
}
