import Testing

@testable import MarketData

@Suite("Subscriber buffer, step by step")
struct SubscriberBufferExampleTests {
  /// Quotes of the positions, of alternating symbols.
  private func batch(_ positions: ClosedRange<UInt64>, symbols: UInt64 = 2) throws -> QuoteBatch {
    let quotes = try positions.map { position in
      Quote(
        symbol: try Symbol("STEP.\(position % symbols)"), price: .zero, bid: .zero, ask: .zero,
        timestamp: Timestamp(nanos: Int64(position)), sequence: position)
    }
    return QuoteBatch(quotes[...], firstPosition: positions.lowerBound)
  }

  private func positions(_ batch: QuoteBatch?) -> [UInt64] {
    batch.map { batch in batch.indices.map { batch.position(at: $0) } } ?? []
  }

  private func gap(_ from: UInt64, _ to: UInt64, _ count: UInt64, _ cause: Gap.Cause) -> [StreamNotice] {
    [.gap(Gap(from: from, to: to, count: count, cause: cause))]
  }

  @Test("dropOldest tells of the loss before the first quote that is left")
  func dropOldest() throws {
    var buffer = SubscriberBuffer(policy: .dropOldest, bound: 3)
    #expect(buffer.offer(try batch(1...2)) == 2)
    #expect(buffer.offer(try batch(3...5)) == 3)
    #expect(buffer.offer(try batch(6...6)) == 1)
    let first = buffer.take()
    #expect(first?.notices == gap(1, 3, 3, .overflow))
    #expect(positions(first) == [4, 5])
    #expect(buffer.take()?.notices == [])
    #expect(buffer.take() == nil)
  }

  @Test("dropNewest tells of the loss before the next quote that gets in")
  func dropNewest() throws {
    var buffer = SubscriberBuffer(policy: .dropNewest, bound: 3)
    #expect(buffer.offer(try batch(1...5)) == 5)
    #expect(buffer.offer(try batch(6...6)) == 1)
    let first = buffer.take()
    #expect(first?.notices == [])
    #expect(positions(first) == [1, 2, 3])
    #expect(buffer.take() == nil)
    #expect(buffer.offer(try batch(7...7)) == 1)
    let second = buffer.take()
    #expect(second?.notices == gap(4, 6, 3, .overflow))
    #expect(positions(second) == [7])
  }

  @Test("A loss at the end is told when the stream ends, in a batch without quotes")
  func tail() throws {
    var buffer = SubscriberBuffer(policy: .dropNewest, bound: 1)
    _ = buffer.offer(try batch(1...3))
    buffer.finish(nextPosition: 4)
    #expect(positions(buffer.take()) == [1])
    let last = buffer.take()
    #expect(last?.isEmpty == true)
    #expect(last?.notices == gap(2, 3, 2, .overflow))
    #expect(last?.firstPosition == 4 && last?.endPosition == 4)
    #expect(buffer.take() == nil)
  }

  @Test("conflate merges to the latest of each symbol, in the order of position")
  func conflate() throws {
    var buffer = SubscriberBuffer(policy: .conflate, bound: 4)
    _ = buffer.offer(try batch(1...4))
    _ = buffer.offer(try batch(5...7, symbols: 3))
    let first = buffer.take()
    // STEP.2, 0 and 1 are the symbols of 5, 6 and 7: those of 1 to 4 were 1 and 0.
    #expect(first?.notices == gap(1, 4, 4, .merged))
    #expect(positions(first) == [5, 6, 7])
    #expect(first?.endPosition == 8)
    #expect(buffer.counters.isBalanced)
  }

  @Test("When the queue has emptied, conflate starts from its bound again, however many symbols waited before")
  func conflateForgets() throws {
    var buffer = SubscriberBuffer(policy: .conflate, bound: 2)
    _ = buffer.offer(try batch(1...100, symbols: 100))
    while buffer.take() != nil {}
    for position: UInt64 in 101...150 { _ = buffer.offer(try batch(position...position, symbols: 1)) }
    #expect(buffer.count <= 2)
  }

  @Test("suspend takes what fits, and what was given up is told last, with room reserved for it")
  func abandon() throws {
    var buffer = SubscriberBuffer(policy: .suspend, bound: 2)
    #expect(buffer.offer(try batch(1...5)) == 2)
    #expect(buffer.offer(try batch(3...5)) == 0)
    #expect(buffer.room == 0)
    buffer.abandon(try batch(3...5))
    buffer.finish(nextPosition: 6)
    #expect(positions(buffer.take()) == [1, 2])
    let last = buffer.take()
    #expect(last?.isEmpty == true)
    #expect(last?.notices == gap(3, 5, 3, .abandoned))
    #expect(buffer.take() == nil)
    #expect(buffer.counters == counters { ($0.offered, $0.delivered, $0.abandoned, $0.gaps) = (5, 2, 3, 1) })
  }

  @Test("What a reader that went away left behind is abandoned")
  func discard() throws {
    var buffer = SubscriberBuffer(policy: .dropOldest, bound: 2)
    _ = buffer.offer(try batch(1...5))
    buffer.discard()
    #expect(buffer.take() == nil)
    #expect(buffer.counters == counters { ($0.offered, $0.overflowDropped, $0.abandoned) = (5, 3, 2) })
  }

  private func counters(_ set: (inout SubscriberCounters) -> Void) -> SubscriberCounters {
    var counters = SubscriberCounters()
    set(&counters)
    return counters
  }

  @Test("Large offers are handed out in batches of at most 256", arguments: OverflowPolicy.allCases)
  func pieces(_ policy: OverflowPolicy) throws {
    var buffer = SubscriberBuffer(policy: policy, bound: 1000)
    #expect(buffer.offer(try batch(1...600)) == 600)
    let batches = (0..<4).map { _ in buffer.take() }
    #expect(batches.map { $0?.count } == [256, 256, 88, nil])
    #expect(batches.flatMap { positions($0) } == Array(1...600))
  }
}
