import MarketData
import MarketDataWire

/// Which groups of one format want which messages.
///
/// Tickers that no source has offered yet wait as text: clients' words never grow the process's table of symbols.
struct RouteTable {
  fileprivate struct Routes {
    var all: [Int] = []
    /// By `Symbol.index`.
    var named: [[Int]] = []
    var waiting: [String: [Int]] = [:]
    /// How many entries there are in all.
    var count = 0
  }
  private var channels = [Routes](repeating: Routes(), count: Channel.allCases.count)
  private let onDemand: Set<Symbol>

  /// - Parameter onDemand: Symbols that a wildcard does not mean: they run only for those who name them.
  init(onDemand: Set<Symbol>) { self.onDemand = onDemand }

  /// Whether anybody wants anything of a channel.
  func isWanted(_ channel: Channel) -> Bool { channels[Int(channel.rawValue)].count > 0 }

  /// The groups that want the symbol's messages of a channel; none of them twice.
  func groups(for channel: Channel, _ symbol: Symbol) -> (all: [Int], named: [Int]) {
    let index = Int(channel.rawValue)
    let all = channels[index].all.isEmpty || onDemand.contains(symbol) ? [] : channels[index].all
    return (all, symbol.index < channels[index].named.count ? channels[index].named[symbol.index] : [])
  }

  /// Adds a group with all that it wants.
  mutating func add(_ group: Int, _ subscription: SubscriptionSet) {
    for channel in Channel.allCases where !subscription[channel].isEmpty {
      let (wanted, index) = (subscription[channel], Int(channel.rawValue))
      if wanted.all { channels[index].all.append(group) }
      for ticker in wanted.named {
        let symbol = Symbol(known: ticker)
        // What the wildcard brings already must not come twice.
        if wanted.all, symbol.map(onDemand.contains) != true { continue }
        channels[index].add(group, ticker, symbol)
      }
      channels[index].count += 1
    }
  }

  /// Takes a group out.
  mutating func remove(_ group: Int, _ subscription: SubscriptionSet) {
    for channel in Channel.allCases where !subscription[channel].isEmpty {
      let (wanted, index) = (subscription[channel], Int(channel.rawValue))
      if wanted.all { channels[index].all.removeAll { $0 == group } }
      for ticker in wanted.named { channels[index].remove(group, ticker) }
      channels[index].count -= 1
    }
  }

  /// A source has offered a symbol for the first time: those who wait for its ticker get it from now on.
  mutating func learn(_ symbol: Symbol) {
    let ticker = symbol.ticker
    for index in channels.indices {
      for group in channels[index].waiting.removeValue(forKey: ticker) ?? [] {
        channels[index].add(group, ticker, symbol)
      }
    }
  }
}

extension RouteTable.Routes {
  fileprivate mutating func add(_ group: Int, _ ticker: String, _ symbol: Symbol?) {
    guard let symbol else { return waiting[ticker, default: []].append(group) }
    while named.count <= symbol.index { named.append([]) }
    named[symbol.index].append(group)
  }

  fileprivate mutating func remove(_ group: Int, _ ticker: String) {
    if let symbol = Symbol(known: ticker), symbol.index < named.count {
      named[symbol.index].removeAll { $0 == group }
    }
    guard let groups = waiting[ticker]?.filter({ $0 != group }) else { return }
    waiting[ticker] = groups.isEmpty ? nil : groups
  }
}
