/// Bars that close at one go, to be put in order: by the moment at which they are due, then by the end of their window,
/// kind, and ticker.
struct BarQueue {
  private var bars: [Bar] = []
  private var keys: [Key] = []

  private struct Key {
    var due: Int64
    var end: Int64
    var kind: Bar.Kind
    /// The place of the ticker among all.
    var rank: UInt32
    var index: Int

    static func precedes(_ a: Key, _ b: Key) -> Bool {
      (a.due, a.end, a.kind.rawValue, a.rank) < (b.due, b.end, b.kind.rawValue, b.rank)
    }
  }

  mutating func add(_ bar: Bar, _ kind: Bar.Kind, due: Int64, rank: UInt32) {
    keys.append(Key(due: due, end: bar.end.nanos, kind: kind, rank: rank, index: bars.count))
    bars.append(bar)
  }

  /// Appends all in order, and is empty then.
  mutating func drain(into output: inout [(Bar, Bar.Kind)]) {
    guard !keys.isEmpty else { return }
    keys.sort(by: Key.precedes)
    for key in keys { output.append((bars[key.index], key.kind)) }
    keys.removeAll(keepingCapacity: true)
    bars.removeAll(keepingCapacity: true)
  }
}
