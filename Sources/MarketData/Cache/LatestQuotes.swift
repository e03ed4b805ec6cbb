/// The latest quote of every symbol, for `quote(for:)`, and the guard that decides what may replace it.
///
/// A quote strictly older than the one held is refused and counted; one of equal age is accepted. After a replay went
/// back, the next quote of each symbol is accepted whatever its age. The guard knows this process only. Reading takes a short lock and never waits for I/O.
final class LatestQuotes: Sendable {
  private struct Table {
    /// By `Symbol.index`; `sequence` 0 marks a place that was never filled.
    var quotes: [Quote] = []
    var refused = 0
    var health: [Symbol: StreamHealth] = [:]
    /// Places whose next quote may be older, after a replay went back; empty when there are none.
    private var isOpen: [Bool] = []

    /// Accepts whatever comes next of each symbol.
    mutating func open() { isOpen = Array(repeating: true, count: quotes.count) }

    @inline(__always)
    mutating func accept(_ quote: Quote, evenOlder: Bool) -> Bool {
      let index = quote.symbol.index
      if index >= quotes.count { grow(to: index + 1, filler: quote) }
      let isOlder = quote.timestamp < quotes[index].timestamp && quotes[index].sequence != 0
      if isOlder, !evenOlder, index >= isOpen.count || !isOpen[index] { return false }
      if index < isOpen.count { isOpen[index] = false }
      quotes[index] = quote
      return true
    }

    private mutating func grow(to count: Int, filler: Quote) {
      var empty = filler
      empty.sequence = 0
      quotes.append(contentsOf: repeatElement(empty, count: max(count, quotes.count * 2) - quotes.count))
    }
  }
  private let table = Lock(Table())
  private let acceptOlder: Bool

  init(acceptOlder: Bool) { self.acceptOlder = acceptOlder }

  func quote(for symbol: Symbol) -> Quote? {
    table.withLock { table in
      guard symbol.index < table.quotes.count else { return nil }
      let quote = table.quotes[symbol.index]
      return quote.sequence == 0 ? nil : quote
    }
  }

  /// The state that the last notice told; a symbol of which quotes came and no notice is live.
  func health(of symbol: Symbol) -> StreamHealth? {
    table.withLock { table in
      if let health = table.health[symbol] { return health }
      return symbol.index < table.quotes.count && table.quotes[symbol.index].sequence != 0 ? .live : nil
    }
  }

  var refusedOlder: Int { table.withLock { $0.refused } }

  /// Takes a batch in order.
  ///
  /// - Returns: The indices of refused quotes; usually none.
  func accept(_ batch: borrowing QuoteBatch) -> [Int] {
    table.withLock { table in
      var refused: [Int] = []
      for notice in batch.notices {
        switch notice {
        case .health(let change): table.health[change.symbol] = change.to
        case .replay(let event) where event.isDiscontinuity: table.open()
        case .gap, .market, .replay: break
        }
      }
      batch.withUnsafeBufferPointer { quotes in
        for index in quotes.indices where !table.accept(quotes[index], evenOlder: acceptOlder) { refused.append(index) }
      }
      table.refused += refused.count
      return refused
    }
  }
}
