import HeapModule

/// Quotes held back until they are due: what `delay` and `reorder` put in flight.
///
/// Leaves in the order (due, entry). The owner keeps `count` within `capacity` by
/// `popEarliest`.
struct DelayLine {
  let capacity: Int
  /// Quotes held, duplicates counted.
  private(set) var count = 0
  private var heap = Heap<Held>()
  private var entered: UInt64 = 0

  init(capacity: Int) { self.capacity = capacity }

  struct Held: Comparable {
    var due: Timestamp
    /// Breaks ties; given by `insert`.
    var entry: UInt64 = 0
    var quote: Quote
    /// 2 for a quote with its duplicate, which follows it at once.
    var copies: Int
    /// The ledger's row of the fault that holds it; nil when it only queues behind another.
    var row: Int?

    static func < (a: Held, b: Held) -> Bool { a.due != b.due ? a.due < b.due : a.entry < b.entry }
    static func == (a: Held, b: Held) -> Bool { a.entry == b.entry }
  }

  var nextDue: Timestamp? { heap.min?.due }

  mutating func insert(_ held: Held) {
    var held = held
    held.entry = entered
    heap.insert(held)
    entered += 1
    count += held.copies
  }

  mutating func popEarliest() -> Held? {
    let held = heap.popMin()
    count -= held?.copies ?? 0
    return held
  }

  /// Takes out what is in flight of a symbol.
  ///
  /// - Returns: How many quotes.
  mutating func withdraw(_ symbol: Symbol) -> Int {
    let before = count
    heap = Heap(heap.unordered.filter { $0.quote.symbol != symbol })
    count = heap.unordered.reduce(0) { $0 + $1.copies }
    return before - count
  }
}
