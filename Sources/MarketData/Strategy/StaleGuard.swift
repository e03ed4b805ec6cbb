/// Holds its symbol while quotes keep coming, and goes flat when they have not for too long.
///
/// It buys on the first quote, and again on the first one after a silence.
public struct StaleGuard: Strategy {
  /// Its name, for reports.
  public let name: String
  /// What it holds.
  public let symbol: Symbol
  /// The silence after which it goes flat.
  public let threshold: Duration
  private var last: Quote?
  private var isFlat = true

  /// A guard of one symbol.
  public init(_ symbol: Symbol, threshold: Duration) {
    (self.symbol, self.threshold) = (symbol, threshold)
    name = "stale-guard \(symbol.ticker)"
  }

  /// The one symbol.
  public var symbols: [Symbol] { [symbol] }

  /// Takes one quote.
  public mutating func onQuote(_ quote: Quote) -> Signal? {
    defer { (last, isFlat) = (quote, false) }
    guard isFlat else { return nil }
    return Signal(
      .buy, quote.symbol, at: quote.price, time: quote.received, reason: last == nil ? "first quote" : "quotes again")
  }

  /// Notices the time.
  public mutating func onTime(_ now: Timestamp) -> Signal? {
    guard !isFlat, let last, now - last.received > threshold else { return nil }
    isFlat = true
    return Signal(
      .flat, symbol, at: last.price, time: now, reason: "no quote for \((now - last.received).nanos / 1_000_000) ms")
  }
}
