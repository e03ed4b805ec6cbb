import MarketData

/// What a recorder has received and not yet written, and its counters.
struct RecorderQueue {
  private(set) var quotes: [Quote] = []
  var statistics = RecorderStatistics()
  /// What was lost or missed since the journal was last told.
  private(set) var untold = 0
  private var bound: Int

  init(bound: Int) { self.bound = bound }

  /// Takes in a batch, as far as there is room; the rest is lost.
  mutating func offer(_ batch: QuoteBatch) {
    for case .gap(let gap) in batch.notices { miss(Int(clamping: gap.count)) }
    statistics.received += batch.count
    let room = max(0, bound - statistics.waiting)
    quotes.append(contentsOf: batch.prefix(room))
    statistics.waiting += min(room, batch.count)
    lose(batch.count - min(room, batch.count))
  }

  private mutating func miss(_ count: Int) {
    statistics.missed += count
    untold += count
  }

  /// Counts quotes that will never be stored.
  mutating func lose(_ count: Int) {
    statistics.lost += count
    untold += count
  }

  /// Moves what waits to the end of `others`; it goes on to count as waiting.
  mutating func move(to others: inout [Quote]) {
    if others.isEmpty { swap(&others, &quotes) } else { others += quotes }
    quotes.removeAll(keepingCapacity: true)
  }

  /// So many quotes have been written, of which some were there already, and the journal knows of so many lost.
  mutating func settle(_ count: Int, known: Int, told: Int) {
    statistics.waiting -= count
    statistics.stored += count - known
    statistics.known += known
    untold -= told
  }

  /// All that waits is given up, and all that comes from now on.
  mutating func close() {
    bound = 0
    lose(statistics.waiting)
    statistics.waiting = 0
    quotes = []
  }
}
