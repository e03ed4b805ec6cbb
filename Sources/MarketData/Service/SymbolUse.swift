/// Who needs which symbol: it runs while it is pinned or in demand.
struct SymbolUse: Sendable {
  private(set) var pinned: Set<Symbol>
  /// How many ask for a symbol; never 0.
  private(set) var demand: [Symbol: Int] = [:]

  init(pinned: Set<Symbol>) { self.pinned = pinned }

  func runs(_ symbol: Symbol) -> Bool { pinned.contains(symbol) || demand[symbol] != nil }

  var running: Set<Symbol> { pinned.union(demand.keys) }

  mutating func pin(_ symbols: [Symbol]) { pinned.formUnion(symbols) }
  mutating func unpin(_ symbol: Symbol) { pinned.remove(symbol) }
  mutating func addDemand(for symbol: Symbol) { demand[symbol, default: 0] += 1 }

  /// Without effect where there is no demand.
  mutating func removeDemand(for symbol: Symbol) {
    guard let count = demand[symbol] else { return }
    demand[symbol] = count > 1 ? count - 1 : nil
  }
}
