/// The bytes of tickers, by symbol: looked up in the process's table once, then without its lock.
package struct TickerBytes {
  @usableFromInline var tickers: [[UInt8]] = []

  package init() {}

  /// The bytes of a symbol's ticker.
  @inlinable
  package subscript(symbol: Symbol) -> [UInt8] {
    mutating get {
      if symbol.index >= tickers.count || tickers[symbol.index].isEmpty { learn(symbol) }
      return tickers[symbol.index]
    }
  }

  @usableFromInline
  mutating func learn(_ symbol: Symbol) {
    while tickers.count <= symbol.index { tickers.append([]) }
    tickers[symbol.index] = Array(symbol.ticker.utf8)
  }
}
