/// Holds its symbol while the stream of its quotes is well, and goes flat when it is not.
///
/// It buys on the first quote of a live stream, goes flat as soon as it is told that the stream is late, stale, mute or
/// closed, and buys again on the first quote after it is told that it is live. Missing quotes alone are no reason: the
/// price that came after them is as good as any.
public struct StaleGuard: Strategy {
  /// Its name, for reports.
  public let name: String
  /// What it holds.
  public let symbol: Symbol
  private var health = StreamHealth.live
  private var last: Quote?
  private var isFlat = true

  /// A guard of one symbol.
  public init(_ symbol: Symbol) {
    self.symbol = symbol
    name = "stale-guard \(symbol.ticker)"
  }

  /// The one symbol.
  public var symbols: [Symbol] { [symbol] }

  private var isTrusted: Bool { health == .live || health == .gapped }

  /// Takes one quote.
  public mutating func onQuote(_ quote: Quote) -> Signal? {
    defer { last = quote }
    guard isFlat, isTrusted else { return nil }
    isFlat = false
    return Signal(
      .buy, quote.symbol, at: quote.price, time: quote.received, reason: last == nil ? "first quote" : "quotes again")
  }

  /// Notices how the stream is.
  public mutating func onHealthChange(_ change: HealthChange) -> Signal? {
    health = change.to
    guard !isFlat, !isTrusted, let last else { return nil }
    isFlat = true
    return Signal(.flat, symbol, at: last.price, time: change.time, reason: "stream is \(change.to.rawValue)")
  }
}
