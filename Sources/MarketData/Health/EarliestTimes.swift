/// A row of times, of which the earliest is always known: a tournament tree in an array, where each place holds the
/// earlier of the two below it.
struct EarliestTimes {
  /// The place 1 is the root; the second half are the times themselves.
  private var tree = [Timestamp](repeating: .distantFuture, count: 2)
  private var capacity: Int { tree.count / 2 }

  /// The earliest of all, or `distantFuture`.
  var earliest: Timestamp { tree[1] }

  subscript(index: Int) -> Timestamp {
    get { index < capacity ? tree[capacity + index] : .distantFuture }
    set {
      while index >= capacity { grow() }
      var place = capacity + index
      tree[place] = newValue
      while place > 1 {
        place /= 2
        tree[place] = min(tree[2 * place], tree[2 * place + 1])
      }
    }
  }

  /// Where the earliest is.
  var indexOfEarliest: Int {
    var place = 1
    while place < capacity { place = tree[2 * place] == tree[place] ? 2 * place : 2 * place + 1 }
    return place - capacity
  }

  private mutating func grow() {
    let times = tree[capacity...]
    tree = [Timestamp](repeating: .distantFuture, count: 2 * tree.count)
    for (index, time) in zip(0..., times) { self[index] = time }
  }
}
