import Testing

@testable import MarketData

/// What a subscriber should see, worked out from the source's quotes and the ledger alone, by the words of DESIGN 7:
/// plain, slow, and written without a look at the injector's draws.
///
/// Every row must be taken up by exactly one quote; what no row explains must come out unchanged.
struct FaultOracle {
  private struct Held {
    var due: Timestamp
    var entry: Int
    var quotes: [Quote]
    /// The row of the delay or the reorder; nil for a quote that queues behind a delay.
    var row: FaultLedger.Row?
  }
  private struct Key: Hashable {
    var symbol: Symbol
    var sequence: UInt64
  }

  private(set) var output: [Quote] = []
  private(set) var dropped: [Quote] = []
  private(set) var suppressed: [Quote] = []
  private(set) var withdrawn = 0
  /// What does not fit: rows that no quote took up, or that a quote cannot have.
  private(set) var contradictions: [String] = []
  var inFlight: Int { held.reduce(0) { $0 + $1.quotes.count } }

  private let maxInFlight: Int
  private var rows: [Key: [FaultKind: FaultLedger.Row]] = [:]
  private var held: [Held] = []
  private var entries = 0
  private var windowEnds: [Symbol: Timestamp] = [:]
  private var linkFree: [Symbol: Timestamp] = [:]

  init(ledger: FaultLedger, maxInFlight: Int) {
    self.maxInFlight = maxInFlight
    if ledger.letGo > 0 { contradictions.append("the ledger let go \(ledger.letGo) rows") }
    for row in ledger.rows {
      let key = Key(symbol: row.symbol, sequence: row.sequence)
      if rows[key, default: [:]].updateValue(row, forKey: row.kind) != nil { contradictions.append("twice: \(row)") }
    }
  }

  /// One quote of the source.
  mutating func take(_ quote: Quote) {
    release(through: quote.received)
    var own = rows.removeValue(forKey: Key(symbol: quote.symbol, sequence: quote.sequence)) ?? [:]
    defer { contradictions += own.values.map { "not for this quote: \($0)" } }
    for row in own.values where row.time != quote.received { contradictions.append("at another time: \(row)") }
    if let end = windowEnds[quote.symbol], quote.received < end { return suppressed.append(quote) }
    if let row = own.removeValue(forKey: .staleWindow) {
      windowEnds[quote.symbol] = quote.received + row.duration
      return suppressed.append(quote)
    }
    if own.removeValue(forKey: .drop) != nil { return dropped.append(quote) }
    var quote = quote
    if let row = own.removeValue(forKey: .corrupt) { Self.corrupt(&quote, row.corruption) }
    if let row = own.removeValue(forKey: .outOfOrder) { quote.timestamp = quote.timestamp - row.duration }
    let copies = own.removeValue(forKey: .duplicate) == nil ? [quote] : [quote, quote]
    let link = max(quote.received, linkFree[quote.symbol] ?? quote.received)
    if let row = own.removeValue(forKey: .delay) {
      let due = max(quote.received + row.duration, link)
      linkFree[quote.symbol] = due
      hold(copies, due: due, row: row, at: quote.received)
    } else if let row = own.removeValue(forKey: .reorder) {
      hold(copies, due: link + row.duration, row: row, at: quote.received)
    } else {
      hold(copies, due: link, row: nil, at: quote.received)
    }
  }

  private mutating func hold(_ quotes: [Quote], due: Timestamp, row: FaultLedger.Row?, at now: Timestamp) {
    guard due > now else { return output += quotes }
    entries += 1
    held.append(Held(due: due, entry: entries, quotes: quotes, row: row))
    while inFlight > maxInFlight { leave(forced: true) }
  }

  /// The earliest due leaves.
  private mutating func leave(forced: Bool) {
    held.sort { ($0.due, $0.entry) < ($1.due, $1.entry) }
    let first = held.removeFirst()
    output += first.quotes
    if let row = first.row, row.forced != forced { contradictions.append("forced should be \(forced): \(row)") }
  }

  mutating func release(through now: Timestamp) {
    while held.contains(where: { $0.due <= now }) { leave(forced: false) }
  }

  mutating func withdraw(_ symbol: Symbol) {
    withdrawn += held.filter { $0.quotes[0].symbol == symbol }.reduce(0) { $0 + $1.quotes.count }
    held.removeAll { $0.quotes[0].symbol == symbol }
    linkFree[symbol] = nil
  }

  /// Everything leaves; whatever row is left had no quote.
  mutating func finish() {
    release(through: .distantFuture)
    contradictions += rows.values.flatMap(\.values).map { "no such quote: \($0)" }
  }

  private static func corrupt(_ quote: inout Quote, _ corruption: Corruption?) {
    switch corruption {
    case .crossedBook: (quote.bid, quote.ask) = (quote.ask, quote.bid)
    case .zeroPrice: quote.price = Price(nanos: 0)
    case .negativePrice: quote.price = Price(nanos: 0 - quote.price.nanos)
    case .thousandfoldPrice: quote.price = Price(nanos: quote.price.nanos * 1000)
    case nil: Issue.record("a corruption without its kind")
    }
  }
}
