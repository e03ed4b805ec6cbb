import MarketData

/// Events for tests of Alpaca's messages.
enum AlpacaEvents {
  /// 2026-09-21T13:33:20.123004211Z.
  static let time = Timestamp(nanos: 1_789_997_600_123_004_211)

  static func quote(_ ticker: String = "AAPL") throws -> Quote {
    Quote(
      symbol: try Symbol(ticker), price: try Price("191.42"), bid: try Price("191.41"), ask: try Price("191.43"),
      timestamp: time, sequence: 4711, size: 150, bidSize: 399, askSize: 99)
  }

  static func bar() throws -> Bar {
    let start = try Timestamp("2026-09-21T13:33:00Z")
    return Bar(
      symbol: try Symbol("AAPL"), start: start, end: start + .seconds(60), open: try Price("191.38"),
      high: try Price("191.47"), low: try Price("191.33"), close: try Price("191.42"), volume: 8123, trades: 97,
      vwap: try Price("191.4031"), day: Bar.Day(open: try Price("190.02"), volume: 9000, vwap: try Price("191.00")))
  }

  static func correction() throws -> TradeCorrection {
    TradeCorrection(
      symbol: try Symbol("AAPL"), original: .init(id: 7, price: try Price("191.42"), size: 150),
      corrected: .init(id: 8, price: try Price("191.4"), size: 15, conditions: ["@", "I"]), timestamp: time)
  }

  static func cancel(_ action: TradeCancel.Action = .cancel) throws -> TradeCancel {
    TradeCancel(
      symbol: try Symbol("AAPL"), id: 4711, price: try Price("191.42"), size: 150, action: action, timestamp: time)
  }

  static func status() throws -> TradingStatus {
    TradingStatus(
      symbol: try Symbol("AAPL"), code: "H", message: "Trading \"Halt\"", reasonCode: "LUDP", reasonMessage: "",
      timestamp: time)
  }

  static func band() throws -> PriceBand {
    PriceBand(
      symbol: try Symbol("AAPL"), upper: try Price("200.99"), lower: try Price("181.84"), timestamp: time, sequence: 5)
  }
}

extension AlpacaEvents {
  /// An event of any kind that has a message, with any values that the types hold.
  static func random(_ random: inout SplitMix64, _ symbols: [Symbol]) -> MarketEvent {
    let symbol = symbols[Int(random.next() % UInt64(symbols.count))]
    switch random.next() % 8 {
    case 0: return .trade(quote(&random, symbol))
    case 1: return .book(quote(&random, symbol))
    case 2: return .bar(bar(&random, symbol), [.minute, .updatedMinute, .day][Int(random.next() % 3)])
    case 3:
      return .priceBand(
        PriceBand(
          symbol: symbol, upper: price(&random), lower: price(&random), indicator: text(&random),
          timestamp: time(&random), sequence: random.next()))
    case 4:
      return .status(
        TradingStatus(
          symbol: symbol, code: text(&random), message: text(&random), reasonCode: text(&random),
          reasonMessage: text(&random), timestamp: time(&random)))
    case 5, 6:
      return .correction(
        TradeCorrection(
          symbol: symbol, original: report(&random), corrected: report(&random), timestamp: time(&random)))
    default:
      return .cancel(
        TradeCancel(
          symbol: symbol, id: number(&random), price: price(&random), size: size(&random),
          action: random.next() & 1 == 0 ? .cancel : .error, timestamp: time(&random)))
    }
  }

  private static func quote(_ random: inout SplitMix64, _ symbol: Symbol) -> Quote {
    Quote(
      symbol: symbol, price: price(&random), bid: price(&random), ask: price(&random), timestamp: time(&random),
      sequence: number(&random), size: size(&random), bidSize: size(&random), askSize: size(&random))
  }

  private static func bar(_ random: inout SplitMix64, _ symbol: Symbol) -> Bar {
    Bar(
      symbol: symbol, start: time(&random), end: time(&random), open: price(&random), high: price(&random),
      low: price(&random), close: price(&random), volume: Int64(bitPattern: number(&random)),
      trades: Int64(bitPattern: number(&random)), vwap: price(&random),
      day: Bar.Day(open: .zero, volume: 0, vwap: .zero))
  }

  private static func report(_ random: inout SplitMix64) -> TradeCorrection.Trade {
    let conditions = (0..<random.next() % 20).map { _ in text(&random) }
    return .init(id: number(&random), price: price(&random), size: size(&random), conditions: conditions)
  }

  /// Of any number of bits.
  private static func number(_ random: inout SplitMix64) -> UInt64 { random.next() >> (random.next() % 64) }

  private static func price(_ random: inout SplitMix64) -> Price {
    Price(nanos: Int64(bitPattern: random.next()) >> Int64(random.next() % 64))
  }

  private static func size(_ random: inout SplitMix64) -> Int32 {
    Int32(truncatingIfNeeded: random.next()) >> Int32(random.next() % 32)
  }

  /// Within the years that a time's text is read of; one in four is before 1970.
  private static func time(_ random: inout SplitMix64) -> Timestamp {
    let nanos = Int64(random.next() % 9_000_000_000_000_000_000)
    return Timestamp(nanos: random.next() & 3 == 0 ? -nanos : nanos)
  }

  /// Mostly short; now and then of several tens of thousands of bytes.
  private static func text(_ random: inout SplitMix64) -> String {
    let characters = ["@", "T", "\"", "\\", "\u{0}", "\u{1F}", "\n", "é", "𝄞", "e\u{301}"]
    let text = (0..<random.next() % 40).map { _ in characters[Int(random.next() % 10)] }.joined()
    return random.next() % 32 == 0 ? String(repeating: text, count: Int(random.next() % 1000)) : text
  }
}
