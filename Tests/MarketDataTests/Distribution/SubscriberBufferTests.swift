import Testing

@testable import MarketData

/// A buffer under a random stream of offers and takes, and the plainest account of what should become of each quote.
private struct RandomSubscriber {
  let seed: UInt64
  let policy: OverflowPolicy
  let bound: Int
  var random: SplitMix64
  var buffer: SubscriberBuffer
  let symbols: [Symbol]
  /// By position, from 1, at its place less one.
  var offered: [Quote] = []
  var delivered: [UInt64] = []
  /// What waits, by the words of the policy; not kept with `conflate`.
  var waiting: [UInt64] = []
  var told: [Gap] = []
  var errors: [String] = []
  /// What did not get in yet, with `suspend`.
  var rest: QuoteBatch?

  init(seed: UInt64, policy: OverflowPolicy, symbols: [Symbol]) {
    (self.seed, self.policy, random) = (seed, policy, SplitMix64(seed: seed))
    bound = Int.random(in: 1...50, using: &random)
    self.symbols = Array(symbols.prefix(Int.random(in: 1...symbols.count, using: &random)))
    buffer = SubscriberBuffer(policy: policy, bound: bound)
  }

  /// Offers up to `size` new quotes, or again what did not get in.
  mutating func offer(_ size: UInt64) {
    let first = UInt64(offered.count) + 1
    let batch =
      rest
      ?? QuoteBatch(
        (0..<random.next() % (size + 1)).map { offset in
          Quote(
            symbol: symbols[Int(random.next() % UInt64(symbols.count))], price: .zero, bid: .zero, ask: .zero,
            timestamp: Timestamp(nanos: Int64(first + offset)), sequence: first + offset)
        }[...], firstPosition: first)
    if rest == nil { offered += batch }
    let taken = buffer.offer(batch)
    rest = taken < batch.count ? batch.slice(taken..<batch.count) : nil
    if rest != nil, policy != .suspend || taken != bound - waiting.count { fail("took \(taken) of \(batch.count)") }
    for index in 0..<taken { queue(batch.position(at: index)) }
    check()
  }

  private mutating func queue(_ position: UInt64) {
    switch policy {
    case .suspend: waiting.append(position)
    case .dropNewest: if waiting.count < bound { waiting.append(position) }
    case .dropOldest: waiting = (waiting + [position]).suffix(bound)
    case .conflate: break
    }
  }

  /// - Returns: Whether there was a batch.
  mutating func take() -> Bool {
    guard let batch = buffer.take() else { return false }
    if batch.count > min(256, bound) { fail("a batch of \(batch.count)") }
    for case .gap(let gap) in batch.notices { told.append(gap) }
    let positions = batch.indices.map { batch.position(at: $0) }
    for (position, quote) in zip(positions, batch) where offered[Int(position) - 1] != quote { fail("not \(position)") }
    if let first = positions.first, batch.firstPosition != first { fail("first position \(batch.firstPosition)") }
    if policy != .conflate {
      if positions != Array(waiting.prefix(positions.count)) { fail("\(positions), not \(waiting)") }
      waiting.removeFirst(min(waiting.count, positions.count))
      expectContiguous(before: positions.first)
    }
    if let last = delivered.last, let first = positions.first, first <= last { fail("\(first) after \(last)") }
    if zip(positions, positions.dropFirst()).contains(where: { $0 >= $1 }) { fail("not ascending: \(positions)") }
    delivered += positions
    check()
    return true
  }

  /// Everything up to the next quote was either delivered or told to be lost, before that quote.
  private mutating func expectContiguous(before next: UInt64?) {
    let reached = max(delivered.last ?? 0, told.last?.to ?? 0)
    if let next, next != reached + 1 { fail("\(next) after \(reached), and nothing was said") }
  }

  private mutating func check() {
    let counters = buffer.counters
    if !counters.isBalanced { fail("\(counters)") }
    if counters.offered != offered.count - (rest?.count ?? 0) || counters.delivered != delivered.count {
      fail("\(counters)")
    }
    if counters.buffered != buffer.count || counters.gaps != told.count { fail("\(counters)") }
    let most = policy == .conflate ? max(bound, 2 * symbols.count) : bound
    if buffer.count > most { fail("\(buffer.count) wait") }
    if policy != .conflate, buffer.count != waiting.count { fail("\(buffer.count) wait, not \(waiting.count)") }
  }

  mutating func fail(_ text: String) { errors.append("\(policy.rawValue), seed \(seed): \(text)") }
}

@Suite("Subscriber buffer under random load")
struct SubscriberBufferTests {
  static let symbols = (try? (0..<10).map { try Symbol("BUFFER.\($0)") }) ?? []

  private func run(_ policy: OverflowPolicy, seed: UInt64) throws -> RandomSubscriber {
    var subscriber = RandomSubscriber(seed: seed, policy: policy, symbols: Self.symbols)
    let size: UInt64 = [3, 30, 300][Int(seed % 3)]
    for _ in 0..<60 {
      if subscriber.random.next() % 3 == 0 { _ = subscriber.take() } else { subscriber.offer(size) }
    }
    return subscriber
  }

  @Test(
    "Accounts balance, bounds hold, and what is lost is told before the next quote", arguments: OverflowPolicy.allCases)
  func balanced(_ policy: OverflowPolicy) throws {
    for seed: UInt64 in 0..<150 {
      var subscriber = try run(policy, seed: seed)
      while subscriber.rest != nil {
        _ = subscriber.take()
        subscriber.offer(0)
      }
      subscriber.buffer.finish(nextPosition: UInt64(subscriber.offered.count) + 1)
      while subscriber.take() {}
      try #require(subscriber.errors == [])
      let lost = Set(1...UInt64(max(1, subscriber.offered.count))).subtracting(subscriber.delivered)
      let count = subscriber.told.reduce(0) { $0 + Int($1.count) }
      let missing = subscriber.offered.isEmpty ? 0 : lost.count
      try #require(count == missing, "seed \(seed)")
      let counters = subscriber.buffer.counters
      try #require(counters.overflowDropped + counters.merged == missing && counters.buffered == 0, "seed \(seed)")
      try #require(subscriber.buffer.isEmpty)
      if policy == .suspend { try #require(missing == 0) }
    }
  }

  @Test(
    "With the dropping policies a gap names exactly the positions that are missing",
    arguments: [
      OverflowPolicy.dropOldest, .dropNewest,
    ])
  func gaps(_ policy: OverflowPolicy) throws {
    for seed: UInt64 in 0..<150 {
      var subscriber = try run(policy, seed: seed)
      subscriber.buffer.finish(nextPosition: UInt64(subscriber.offered.count) + 1)
      while subscriber.take() {}
      let named = subscriber.told.flatMap { Array($0.from...$0.to) }
      let all = (named + subscriber.delivered).sorted()
      try #require(all == (0..<subscriber.offered.count).map { UInt64($0) + 1 }, "seed \(seed)")
      try #require(
        subscriber.told.allSatisfy { $0.count == $0.to - $0.from + 1 && $0.cause == .overflow }, "seed \(seed)")
    }
  }

  @Test("Conflating keeps the latest quote of each symbol, and discloses what was merged")
  func conflate() throws {
    for seed: UInt64 in 0..<150 {
      var subscriber = try run(.conflate, seed: seed)
      subscriber.buffer.finish(nextPosition: UInt64(subscriber.offered.count) + 1)
      while subscriber.take() {}
      let delivered = Set(subscriber.delivered)
      var latest: [Symbol: UInt64] = [:]
      for quote in subscriber.offered { latest[quote.symbol] = quote.sequence }
      try #require(delivered.isSuperset(of: latest.values), "seed \(seed)")
      for gap in subscriber.told {
        try #require(gap.cause == .merged, "seed \(seed)")
        try #require(!delivered.contains(gap.from) && !delivered.contains(gap.to), "seed \(seed)")
      }
      for position in 1...UInt64(max(1, subscriber.offered.count)) where !delivered.contains(position) {
        let isTold = subscriber.told.contains { $0.from <= position && position <= $0.to }
        try #require(isTold || subscriber.offered.isEmpty, "seed \(seed), position \(position)")
      }
    }
  }
}
