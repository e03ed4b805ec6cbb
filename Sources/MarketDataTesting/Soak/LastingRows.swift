package import MarketData

/// The rows of faults that last, taken up quote by quote: a row has struck those from its first sequence to its last
/// that nothing decided before took.
package struct LastingRows {
  /// Those that take a quote first come first.
  package static let silences: [FaultKind] = [.mute, .swizzle, .first, .staleWindow]
  package static let kinds = Set(silences + [.drift, .clockStep, .clockSkew])

  private struct Key: Hashable {
    var symbol: Symbol
    var kind: FaultKind
  }
  private var tracks: [Key: Track] = [:]

  init(_ rows: [FaultLedger.Row]) {
    for row in rows where Self.kinds.contains(row.kind) {
      tracks[Key(symbol: row.symbol, kind: row.kind), default: Track()].rows.append(row)
    }
  }

  /// Whether a silence takes the quote.
  mutating func silence(_ quote: Quote) -> Bool {
    for kind in Self.silences where strike(kind, quote) != nil { return true }
    for kind in Self.silences { tracks[Key(symbol: quote.symbol, kind: kind)]?.pass(quote) }
    return false
  }

  /// How far the timestamp is off.
  mutating func clockError(_ quote: Quote) -> Duration {
    let step = strike(.clockStep, quote)?.duration ?? .zero
    guard let row = strike(.clockSkew, quote) else { return step }
    let nanos = Double((quote.received - row.time).nanos) * row.rate / 1e6
    return step + .nanoseconds(Int64(nanos.rounded()))
  }

  /// When the quote leaves at the earliest; nil: no drift.
  mutating func drift(_ quote: Quote) -> Timestamp? {
    strike(.drift, quote).map { row in
      row.time + .nanoseconds(Int64((Double((quote.received - row.time).nanos) / row.rate).rounded(.up)))
    }
  }

  private mutating func strike(_ kind: FaultKind, _ quote: Quote) -> FaultLedger.Row? {
    tracks[Key(symbol: quote.symbol, kind: kind)]?.strike(quote)
  }

  /// What does not fit, once all quotes have been taken.
  mutating func contradictions() -> [String] {
    tracks.keys.flatMap { key -> [String] in
      while tracks[key]?.next() ?? false {}
      return tracks[key]?.contradictions ?? []
    }
  }
}

/// The rows of one symbol and kind, which follow one another.
private struct Track {
  var rows: [FaultLedger.Row] = []
  private(set) var contradictions: [String] = []
  private var place = 0
  private var quotes = 0
  private var last: UInt64 = 0

  mutating func strike(_ quote: Quote) -> FaultLedger.Row? {
    while place < rows.count, rows[place].lastSequence < quote.sequence { next() }
    guard place < rows.count, rows[place].sequence <= quote.sequence else { return nil }
    let row = rows[place]
    if quote.received < row.time || quote.received > row.ended ?? .distantFuture {
      contradict("not on at \(quote.received)")
    }
    if quotes == 0, LastingRows.silences.contains(row.kind) {
      if quote.received != row.time || quote.sequence != row.sequence { contradict("begins with \(quote.sequence)") }
    }
    (quotes, last) = (quotes + 1, quote.sequence)
    return row
  }

  /// A quote comes through: no silence is on then.
  mutating func pass(_ quote: Quote) {
    guard place > 0, quote.received < rows[place - 1].ended ?? .distantFuture else { return }
    contradictions.append("should take \(quote.sequence): \(rows[place - 1])")
  }

  /// Goes on to the next row.
  @discardableResult
  mutating func next() -> Bool {
    guard place < rows.count else { return false }
    let row = rows[place]
    if quotes != row.quotes { contradict("struck \(quotes) quotes") }
    if last != row.lastSequence { contradict("struck \(last) last") }
    let length = row.ended.map { $0 - row.time } ?? .zero
    if row.kind != .clockStep, row.duration != length { contradict("lasts \(length)") }
    (place, quotes) = (place + 1, 0)
    return true
  }

  private mutating func contradict(_ text: String) { contradictions.append("\(text): \(rows[place])") }
}
