// The bars that come every second, trades or not.
extension BarBuilder {
  /// At most so much is made up for when time leaps, so that a clock set ahead does not fill the memory.
  private static let longestCatchUp = minute

  /// Emits the beats that are due of all symbols.
  mutating func beatAll() {
    guard beatDue <= now else { return }
    let end = floored(now - grace, to: Self.second)
    for entry in symbols.indices { beat(entry, through: end) }
    beatDue = end + Self.second + grace
  }

  /// Emits the beats of a symbol up to the end of a second.
  mutating func beat(_ entry: Int, through end: Int64) {
    guard kinds.contains(.beat), symbols[entry].beaten > .min else { return }
    var start = max(symbols[entry].beaten, end - Self.longestCatchUp)
    while start < end {
      let next = start + Self.second
      emit(.beat, of: entry, due: next + grace) { $0.beat(from: start, to: next) }
      start = next
    }
    symbols[entry].beaten = start
  }

  /// Begins the beats of a symbol with its latest second, or the one under way.
  mutating func beginBeats(of entry: Int) {
    guard kinds.contains(.beat) else { return }
    symbols[entry].beaten = max(symbols[entry].second.start, floored(now - grace, to: Self.second))
    beatDue = min(beatDue, symbols[entry].beaten + Self.second + grace)
  }

  mutating func kindsChanged(from old: Set<Bar.Kind>) {
    guard kinds.contains(.beat) != old.contains(.beat) else { return }
    beatDue = .max
    for entry in symbols.indices { beginBeats(of: entry) }
  }
}
