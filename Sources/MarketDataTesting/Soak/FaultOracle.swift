package import MarketData

/// What a subscriber should see, worked out from the source's quotes and the ledger alone, by the words of DESIGN 7:
/// plain, slow, and written without a look at the injector's draws.
///
/// Every row must be taken up by exactly one quote; what no row explains must come out unchanged.
package struct FaultOracle {
  private struct Held {
    var due: Timestamp
    var quotes: [Quote]
    /// The row of the delay or the reorder; nil for a quote that queues behind a delay.
    var row: FaultLedger.Row?
  }
  private struct Key: Hashable {
    var symbol: Symbol
    var sequence: UInt64
  }

  package private(set) var output: [Quote] = []
  package private(set) var dropped: [Quote] = []
  package private(set) var suppressed: [Quote] = []
  package private(set) var withdrawn = 0
  /// What does not fit: rows that no quote took up, or that a quote cannot have.
  package private(set) var contradictions: [String] = []
  package private(set) var inFlight = 0

  private let maxInFlight: Int
  private var rows: [Key: [FaultKind: FaultLedger.Row]] = [:]
  private var lasting: LastingRows
  /// In the order in which they leave.
  private var held: [Held] = []
  private var linkFree: [Symbol: Timestamp] = [:]

  /// An oracle that explains by the rows of a ledger.
  package init(ledger: FaultLedger, maxInFlight: Int) {
    self.init(rows: ledger.rows, maxInFlight: maxInFlight)
    if ledger.letGo > 0 { contradictions.append("the ledger let go \(ledger.letGo) rows") }
  }

  /// An oracle that explains by all rows that were written.
  package init(rows all: [FaultLedger.Row], maxInFlight: Int) {
    self.maxInFlight = maxInFlight
    lasting = LastingRows(all)
    for row in all where !LastingRows.kinds.contains(row.kind) {
      let key = Key(symbol: row.symbol, sequence: row.sequence)
      if rows[key, default: [:]].updateValue(row, forKey: row.kind) != nil { contradictions.append("twice: \(row)") }
      if row.lastSequence != row.sequence || row.quotes != 1 { contradictions.append("of one quote: \(row)") }
      let isLate = row.kind == .delay || row.kind == .reorder
      if !isLate && row.ended != row.time { contradictions.append("ended at another time: \(row)") }
    }
  }

  /// One quote of the source.
  package mutating func take(_ quote: Quote) {
    release(through: quote.received)
    var own = rows.removeValue(forKey: Key(symbol: quote.symbol, sequence: quote.sequence)) ?? [:]
    defer { contradictions += own.values.map { "not for this quote: \($0)" } }
    for row in own.values where row.time != quote.received { contradictions.append("at another time: \(row)") }
    if lasting.silence(quote) { return suppressed.append(quote) }
    if own.removeValue(forKey: .drop) != nil { return dropped.append(quote) }
    if own.removeValue(forKey: .burstLoss) != nil { return dropped.append(quote) }
    var changed = quote
    if let row = own.removeValue(forKey: .corrupt) {
      if row.corruption == nil { contradictions.append("a lie of no kind: \(row)") }
      Self.corrupt(&changed, row.corruption)
    }
    changed.timestamp = changed.timestamp + lasting.clockError(quote)
    if let row = own.removeValue(forKey: .outOfOrder) { changed.timestamp = changed.timestamp - row.duration }
    let copies = own.removeValue(forKey: .duplicate) == nil ? [changed] : [changed, changed]
    var link = max(quote.received, linkFree[quote.symbol] ?? quote.received)
    if let leaves = lasting.drift(quote) {
      link = max(link, leaves)
      linkFree[quote.symbol] = link
    }
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
    if let row, !row.forced, row.ended != due { contradictions.append("should end at \(due): \(row)") }
    guard due > now else { return output += quotes }
    inFlight += quotes.count
    // After those that are due as early.
    let place = held.lastIndex { $0.due <= due }.map { $0 + 1 } ?? 0
    held.insert(Held(due: due, quotes: quotes, row: row), at: place)
    while inFlight > maxInFlight { leave(forcedAt: now) }
  }

  /// The earliest due leaves.
  private mutating func leave(forcedAt now: Timestamp?) {
    let first = held.removeFirst()
    inFlight -= first.quotes.count
    output += first.quotes
    guard let row = first.row else { return }
    if row.forced != (now != nil) { contradictions.append("forced should be \(now != nil): \(row)") }
    if let now, row.ended != now { contradictions.append("should end at \(now): \(row)") }
  }

  /// Time has passed.
  package mutating func release(through now: Timestamp) {
    while let first = held.first, first.due <= now { leave(forcedAt: nil) }
  }

  /// A symbol was stopped: what is in flight of it never leaves.
  package mutating func withdraw(_ symbol: Symbol) {
    let count = held.filter { $0.quotes[0].symbol == symbol }.reduce(0) { $0 + $1.quotes.count }
    (withdrawn, inFlight) = (withdrawn + count, inFlight - count)
    held.removeAll { $0.quotes[0].symbol == symbol }
    linkFree[symbol] = nil
  }

  /// Everything leaves; whatever row is left had no quote.
  package mutating func finish() {
    release(through: .distantFuture)
    contradictions += rows.values.flatMap(\.values).map { "no such quote: \($0)" }
    contradictions += lasting.contradictions()
  }

  private static func corrupt(_ quote: inout Quote, _ corruption: Corruption?) {
    switch corruption {
    case .crossedBook where quote.bid == quote.ask: quote.bid = quote.ask + Price(nanos: 10_000_000)
    case .crossedBook: (quote.bid, quote.ask) = (max(quote.bid, quote.ask), min(quote.bid, quote.ask))
    case .zeroPrice: quote.price = Price(nanos: 0)
    case .negativePrice: quote.price = Price(nanos: 0 - quote.price.nanos)
    case .thousandfoldPrice: quote.price = quote.price.times(1000)
    case nil: break
    }
  }
}
