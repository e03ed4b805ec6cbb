/// Buys when the fast moving average of the price rises above the slow one, sells when it falls below.
///
/// The averages are of the last so many quotes, and compared exactly.
public struct MovingAverageCross: Strategy {
  /// Its name, for reports.
  public let name: String
  /// What it trades.
  public let symbol: Symbol
  private var prices: [Int64]
  private var next = 0
  private var count = 0
  private let fast: Int
  private var fastSum: Int128 = 0
  private var slowSum: Int128 = 0
  private var isAbove: Bool?

  /// A crossing of averages over `fast` and `slow` quotes; both at least 1. With `fast` not below `slow` they never cross.
  public init(_ symbol: Symbol, fast: Int = 10, slow: Int = 40) {
    self.symbol = symbol
    self.fast = max(1, min(fast, slow))
    prices = Array(repeating: 0, count: max(1, slow))
    name = "ma-cross \(symbol.ticker)"
  }

  /// The one symbol.
  public var symbols: [Symbol] { [symbol] }

  /// Takes one quote.
  public mutating func onQuote(_ quote: Quote) -> Signal? {
    add(quote.price.nanos)
    guard count >= prices.count else { return nil }
    let difference = fastSum * Int128(prices.count) - slowSum * Int128(fast)
    guard difference != 0 else { return nil }
    defer { isAbove = difference > 0 }
    guard let isAbove, isAbove != (difference > 0) else { return nil }
    return Signal(
      difference > 0 ? .buy : .sell, quote.symbol, at: quote.price, time: quote.received,
      reason: difference > 0 ? "fast average rose above slow" : "fast average fell below slow")
  }

  private mutating func add(_ price: Int64) {
    let slow = prices.count
    slowSum += Int128(price) - Int128(prices[next])
    fastSum += Int128(price) - Int128(prices[(next + slow - fast) % slow])
    prices[next] = price
    next = (next + 1) % slow
    count += 1
  }
}
