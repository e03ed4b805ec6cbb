import Testing

@testable import MarketData

/// A buffer under random quotes and changes of health, and what its reader learns of them.
private struct NoticeReader {
  var buffer: SubscriberBuffer
  var random: SplitMix64
  let symbols: [Symbol]
  /// The state of each symbol, as the pipeline tells it, and as the reader knows it.
  var states: [Symbol: StreamHealth] = [:]
  var known: [Symbol: StreamHealth] = [:]
  var position: UInt64 = 1
  var rest: QuoteBatch?
  var errors: [String] = []
  /// The most notices that came at once.
  var mostAtOnce = 0

  init(_ policy: OverflowPolicy, seed: UInt64, symbols: [Symbol]) {
    random = SplitMix64(seed: seed)
    buffer = SubscriberBuffer(policy: policy, bound: Int.random(in: 1...40, using: &random))
    self.symbols = symbols
  }

  /// Up to so many quotes, after up to so many changes.
  mutating func offer(quotes: Int, changes: Int) {
    let batch = rest ?? make(quotes: quotes, changes: changes)
    let taken = buffer.offer(batch)
    rest = taken < batch.count ? batch.slice(taken..<batch.count) : nil
  }

  private mutating func make(quotes: Int, changes: Int) -> QuoteBatch {
    let notices = (0..<Int.random(in: 0...changes, using: &random)).map { _ in change() }
    let count = Int.random(in: 0...quotes, using: &random)
    let quotes = (0..<count).map { HealthBench.quote(anySymbol(), at: .init(nanos: 0), UInt64($0) + 1) }
    defer { position += UInt64(count) }
    return QuoteBatch(quotes[...], firstPosition: position, notices: notices)
  }

  private mutating func anySymbol() -> Symbol { symbols[Int(random.next() % UInt64(symbols.count))] }

  private mutating func change() -> StreamNotice {
    let symbol = anySymbol()
    let from = states[symbol] ?? .live
    let others = StreamHealth.allCases.filter { $0 != from }
    let to = others[Int(random.next() % UInt64(others.count))]
    states[symbol] = to
    return .health(HealthChange(symbol, from: from, to: to, time: .init(nanos: 0), evidence: .quote))
  }

  /// - Returns: Whether there was a batch.
  mutating func take() -> Bool {
    guard let batch = buffer.take() else { return false }
    mostAtOnce = max(mostAtOnce, batch.notices.count)
    for case .health(let change) in batch.notices {
      let state = known[change.symbol] ?? .live
      if change.from != state { errors.append("\(change.symbol) was \(state), is told from \(change.from)") }
      if change.from == change.to { errors.append("\(change.symbol) is told that nothing changed") }
      known[change.symbol] = change.to
    }
    return true
  }

  /// Reads all that waits.
  mutating func catchUp() {
    while rest != nil || !buffer.isEmpty {
      while take() {}
      if rest != nil { offer(quotes: 0, changes: 0) }
    }
  }

  /// The symbols whose state the reader has got wrong.
  var mistaken: [Symbol] { symbols.filter { (states[$0] ?? .live) != (known[$0] ?? .live) } }
}

@Suite("Notices of health through a subscriber's buffer")
struct HealthNoticeTests {
  static let symbols = (try? (0..<10).map { try Symbol("NOTICE.\($0)") }) ?? []

  @Test(
    "Whatever is lost, a reader knows the state of every stream when it has read all",
    arguments: OverflowPolicy.allCases)
  func known(_ policy: OverflowPolicy) throws {
    for seed: UInt64 in 0..<200 {
      var reader = NoticeReader(policy, seed: seed, symbols: Self.symbols)
      for _ in 0..<80 {
        // Readers of all kinds: from one that reads everything at once to one that hardly ever does.
        if reader.random.next() % 16 <= seed % 16 { _ = reader.take() }
        reader.offer(quotes: 30, changes: seed % 2 == 0 ? 3 : 40)
      }
      reader.catchUp()
      try #require(reader.errors == [], "seed \(seed)")
      try #require(reader.mistaken == [], "seed \(seed)")
      try #require(reader.buffer.counters.isBalanced, "seed \(seed)")
    }
  }

  @Test("What is abandoned, and what comes last without quotes, is told too", arguments: OverflowPolicy.allCases)
  func ends(_ policy: OverflowPolicy) throws {
    for seed: UInt64 in 0..<50 {
      var reader = NoticeReader(policy, seed: seed, symbols: Self.symbols)
      for _ in 0..<20 { reader.offer(quotes: 30, changes: 3) }
      if let rest = reader.rest { reader.buffer.abandon(rest) }
      reader.rest = nil
      reader.offer(quotes: 0, changes: 3)
      reader.buffer.finish(nextPosition: reader.position)
      while reader.take() {}
      try #require(reader.errors == [] && reader.mistaken == [], "seed \(seed)")
    }
  }

  @Test(
    "However long nobody reads, what waits is bounded by the symbols, not by the changes",
    arguments: [OverflowPolicy.dropOldest, .dropNewest, .conflate], [0, 5])
  func bounded(_ policy: OverflowPolicy, quotes: Int) {
    var reader = NoticeReader(policy, seed: 1, symbols: Self.symbols)
    for _ in 0..<5000 { reader.offer(quotes: quotes, changes: 3) }
    reader.catchUp()
    #expect(reader.errors == [] && reader.mistaken == [])
    // 64 before the first compaction, those of the batches that wait, and those of one batch.
    #expect(reader.mostAtOnce <= 2 * (64 + 3))
  }

  @Test("A change that was undone before anybody read of it is not told; one of a market's events is the last")
  func compaction() throws {
    let (a, b) = (Self.symbols[0], Self.symbols[1])
    var queue = NoticeQueue()
    let change = { (symbol: Symbol, from: StreamHealth, to: StreamHealth, time: Int64) in
      StreamNotice.health(
        HealthChange(symbol, from: from, to: to, time: Timestamp(nanos: time), evidence: .quote))
    }
    for round: Int64 in 0..<40 { queue.append([change(a, .live, .late, round), change(a, .late, .live, round)]) }
    queue.append([change(b, .live, .stale, 50), change(b, .stale, .mute, 51), change(a, .live, .gapped, 52)])
    // Of what was compacted last nothing is left; what came since is whole.
    let left = queue.takeAll()
    #expect(
      left.suffix(3) == [change(b, .live, .stale, 50), change(b, .stale, .mute, 51), change(a, .live, .gapped, 52)])
    #expect(left.count < 64)
    #expect(queue.isEmpty)
  }
}
