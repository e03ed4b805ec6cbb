@testable import MarketData

/// A processor with chosen faults and handmade quotes, whose times are milliseconds from 0.
struct FaultBench {
  let symbol: Symbol
  let other: Symbol
  var processor: QuoteProcessor
  private var sequences: [Symbol: UInt64] = [:]

  init(_ faults: FaultConfig = FaultConfig(), maxInFlight: Int = 1000) throws {
    (symbol, other) = (try Symbol("BENCH.A"), try Symbol("BENCH.B"))
    var config = MarketDataConfig()
    (config.faults, config.maxInFlight) = (faults, maxInFlight)
    processor = QuoteProcessor(config: config)
  }

  /// Faults by script, on top of those by chance; the script begins at 0.
  init(_ timeline: FaultTimeline, _ faults: FaultConfig = .only([], 0), ledgerCapacity: Int = 1000) throws {
    (symbol, other) = (try Symbol("BENCH.A"), try Symbol("BENCH.B"))
    var config = MarketDataConfig()
    (config.faults, config.timeline, config.ledgerCapacity) = (faults, timeline, ledgerCapacity)
    processor = QuoteProcessor(config: config)
    processor.begin(at: Timestamp(milliseconds: 0))
  }

  static func delay(_ milliseconds: Int) -> FaultConfig {
    var faults = FaultConfig.only([.delay], 1)
    faults.delayMsRange = milliseconds...milliseconds
    return faults
  }

  static func reorder(_ milliseconds: Int) -> FaultConfig {
    var faults = FaultConfig.only([.reorder], 1)
    faults.reorderMsRange = milliseconds...milliseconds
    return faults
  }

  /// One more quote of a symbol.
  ///
  /// - Returns: What came out because of it, as symbol and sequence: `A1`.
  mutating func quote(_ symbol: Symbol, at milliseconds: Int64, _ faults: FaultConfig? = nil) -> [String] {
    if let faults { processor.setFaults(faults, at: Timestamp(milliseconds: milliseconds)) }
    return put(symbol, at: milliseconds).map(Self.name)
  }

  /// One more quote of a symbol.
  ///
  /// - Returns: What came out because of it.
  mutating func put(_ symbol: Symbol, at milliseconds: Int64) -> [Quote] {
    sequences[symbol, default: 0] += 1
    let price = Price(nanos: 100 * Price.scale)
    let quote = Quote(
      symbol: symbol, price: price, bid: price - Price(nanos: 1), ask: price + Price(nanos: 1),
      timestamp: Timestamp(milliseconds: milliseconds), sequence: sequences[symbol] ?? 0)
    var (quotes, output) = ([quote], Emission())
    processor.process(&quotes, into: &output)
    return output.quotes
  }

  /// One quote of the symbol at each of these times.
  ///
  /// - Returns: The sequences of those that came out.
  mutating func quotes(at milliseconds: some Sequence<Int64>) -> [UInt64] {
    milliseconds.flatMap { put(symbol, at: $0) }.map(\.sequence)
  }

  mutating func release(through milliseconds: Int64) -> [String] {
    var output = Emission()
    processor.release(through: Timestamp(milliseconds: milliseconds), into: &output)
    return output.quotes.map(Self.name)
  }

  static func name(_ quote: Quote) -> String { "\(quote.symbol.ticker.suffix(1))\(quote.sequence)" }
}
