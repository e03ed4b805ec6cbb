import MarketData
import MarketDataWire

/// Which symbols on demand somebody asks for, and which of them the market has been told of.
struct Demand {
  /// What the market must be told.
  enum Change: Hashable {
    case begin(Symbol)
    case end(Symbol)
  }

  private let onDemand: Set<Symbol>
  private var counts: [Symbol: Int] = [:]
  private var told: Set<Symbol> = []

  /// - Parameter onDemand: The symbols that run only while somebody asks for them.
  init(onDemand: Set<Symbol>) { self.onDemand = onDemand }

  /// Whether the market knows all.
  var isSettled: Bool { told == Set(counts.keys) }

  /// A client wants these besides what it had.
  mutating func add(_ interests: [Interest]) {
    for symbol in symbols(of: interests) { counts[symbol, default: 0] += 1 }
  }

  /// A client wants these no longer.
  mutating func remove(_ interests: [Interest]) {
    for symbol in symbols(of: interests) {
      counts[symbol, default: 1] -= 1
      if counts[symbol] == 0 { counts[symbol] = nil }
    }
  }

  /// Nobody wants anything any more.
  mutating func removeAll() { counts = [:] }

  /// The next thing to tell the market, which counts as told then; nil when it knows all.
  mutating func nextChange() -> Change? {
    if let symbol = told.first(where: { counts[$0] == nil }) {
      told.remove(symbol)
      return .end(symbol)
    }
    guard let symbol = counts.keys.first(where: { !told.contains($0) }) else { return nil }
    told.insert(symbol)
    return .begin(symbol)
  }

  private func symbols(of interests: [Interest]) -> [Symbol] {
    guard !onDemand.isEmpty else { return [] }
    return interests.compactMap { interest in
      interest.ticker.flatMap { Symbol(known: $0) }.flatMap { onDemand.contains($0) ? $0 : nil }
    }
  }
}
