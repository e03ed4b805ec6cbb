import Testing

@testable import MarketData

/// The plainest thing that keeps deadlines: looks at all of them, every time.
private struct NaiveDeadlines {
  var deadlines: [Int: Int64] = [:]
  var ranks: [UInt32] = []

  var next: (entry: Int, deadline: Int64)? {
    deadlines.min { a, b in a.value != b.value ? a.value < b.value : ranks[a.key] < ranks[b.key] }
      .map { ($0.key, $0.value) }
  }

  mutating func pop(through limit: Int64) -> (entry: Int, deadline: Int64)? {
    guard let next, next.deadline <= limit else { return nil }
    deadlines[next.entry] = nil
    return next
  }
}

/// A wheel and a naive list that go through the same.
private struct Twins {
  let seed: UInt64
  var random: SplitMix64
  var wheel = TimingWheel()
  var naive = NaiveDeadlines()
  var now: Int64 = 0

  init(seed: UInt64, entries: Int) {
    (self.seed, random) = (seed, SplitMix64(seed: seed))
    grow(to: entries)
  }

  /// New ranks for all, old entries and new.
  mutating func grow(to count: Int) {
    naive.ranks = (0..<UInt32(count)).shuffled(using: &random)
    wheel.setRanks(naive.ranks)
  }

  mutating func insert(_ entry: Int) {
    guard naive.deadlines[entry] == nil else { return }
    let deadline = max(wheel.floor, deadline())
    naive.deadlines[entry] = deadline
    wheel.insert(entry, at: deadline)
  }

  /// From at once to 40 days ahead, at the edges of the wheel's levels, or when another entry is due.
  mutating func deadline() -> Int64 {
    let millisecond: Int64 = 1_000_000
    let reaches: [Int64] = [1, 1000, millisecond, 1 << 10 * millisecond, 1 << 20 * millisecond, 1 << 30 * millisecond]
    let reach = reaches[Int(random.next() % 6)]
    return switch random.next() % 6 {
    case 0: now
    case 1: now + Int64.random(in: 0...40 * 86_400_000 * millisecond, using: &random)
    case 2: (now / reach + 1) * reach - Int64(random.next() % 2)
    case 3: naive.deadlines.values.min() ?? now
    case 4: naive.deadlines[Int(random.next() % UInt64(naive.ranks.count))] ?? now
    default: now + Int64.random(in: 0...reach, using: &random)
    }
  }

  /// Takes from both all that is due by a later time; `reinsert` gives some of it a deadline again, as a source does.
  ///
  /// - Returns: Whether both gave the same.
  mutating func advance(reinserting: Bool) -> Bool {
    now = max(now, random.next() % 3 == 0 ? naive.next?.deadline ?? now : deadline())
    while true {
      let (expected, found) = (naive.pop(through: now), wheel.withView { [now] in $0.pop(through: now) })
      guard expected?.entry == found.map({ Int($0.entry) }), expected?.deadline == found?.deadline else { return false }
      guard let expected else { return true }
      if reinserting, random.next() % 4 != 0 {
        let deadline = expected.deadline + Int64.random(in: 1...3_000_000_000_000, using: &random)
        naive.deadlines[expected.entry] = deadline
        wheel.insert(expected.entry, at: deadline)
      }
    }
  }

  mutating func remove(_ entry: Int) {
    naive.deadlines[entry] = nil
    wheel.remove(entry)
  }

  /// One random thing.
  mutating func act(entries: Int) -> Bool {
    let entry = Int(random.next() % UInt64(naive.ranks.count))
    switch random.next() % 20 {
    case 0..<11: insert(entry)
    case 11..<14: remove(entry)
    case 14..<16: return advance(reinserting: false)
    case 16: return advance(reinserting: true)
    case 17: grow(to: naive.ranks.count + Int(random.next() % 3))
    default:
      // Many at one moment: the way of sorting them is another.
      let deadline = max(wheel.floor, deadline())
      for entry in naive.ranks.indices where naive.deadlines[entry] == nil && random.next() % 2 == 0 {
        naive.deadlines[entry] = deadline + Int64(random.next() % 3) * Int64(random.next() % 1_000_000)
        wheel.insert(entry, at: naive.deadlines[entry] ?? deadline)
      }
    }
    return wheel.nextDeadline == naive.next?.deadline
  }
}

@Suite("Timing wheel")
struct TimingWheelTests {
  @Test(
    "Whatever is put in and taken out, the wheel agrees with a naive list",
    arguments: [(1, 200, 80), (5, 200, 80), (40, 120, 80), (300, 10, 60)])
  func agrees(entries: Int, seeds: UInt64, actions: Int) {
    for seed in 0..<seeds {
      var twins = Twins(seed: seed, entries: entries)
      for action in 0..<actions {
        guard twins.act(entries: entries) else {
          Issue.record("seed \(seed) with \(entries) entries fails at action \(action)")
          return
        }
      }
      twins.now = .max / 2
      guard twins.advance(reinserting: false), twins.naive.next == nil, twins.wheel.nextDeadline == nil else {
        Issue.record("seed \(seed) with \(entries) entries fails at the end")
        return
      }
    }
  }

  @Test("Equal deadlines come by rank, also after the ranks have changed in the loaded slot")
  func ranks() {
    var wheel = TimingWheel()
    wheel.setRanks([2, 0, 1])
    for entry in 0..<3 { wheel.insert(entry, at: 5_000_000) }
    #expect(wheel.withView { $0.pop(through: 5_000_000)?.entry } == 1)
    wheel.setRanks([0, 3, 2, 1])
    wheel.insert(3, at: 5_000_000)
    let rest = (0..<4).map { _ in wheel.withView { $0.pop(through: 5_000_000)?.entry } }
    #expect(rest == [0, 3, 2, nil])
  }

  @Test("Removing what has no deadline changes nothing")
  func removeNothing() {
    var wheel = TimingWheel()
    wheel.setRanks([0, 1])
    wheel.remove(0)
    wheel.insert(1, at: 1_000_000_000)
    wheel.remove(0)
    #expect(wheel.nextDeadline == 1_000_000_000)
    #expect(wheel.withView { $0.pop(through: 2_000_000_000)?.deadline } == 1_000_000_000)
    wheel.remove(1)
    #expect(wheel.nextDeadline == nil)
  }

  @Test("Nothing is taken before it is due, to the nanosecond")
  func notEarly() {
    var wheel = TimingWheel()
    wheel.setRanks([0])
    for deadline: Int64 in [0, 1, 999_999, 1_000_000, 1_023_999_999, 1 << 50, 1 << 60] {
      wheel.insert(0, at: deadline)
      #expect(wheel.withView { $0.pop(through: deadline - 1) } == nil)
      #expect(wheel.nextDeadline == deadline)
      #expect(wheel.withView { $0.pop(through: deadline)?.deadline } == deadline)
    }
  }
}
