import Testing

@testable import MarketData

@Suite("Quote batch")
struct QuoteBatchTests {
  private func quotes(_ sequences: ClosedRange<UInt64>) throws -> [Quote] {
    try sequences.map { sequence in
      Quote(
        symbol: try Symbol("BATCH"), price: .zero, bid: .zero, ask: .zero, timestamp: Timestamp(nanos: 0),
        sequence: sequence)
    }
  }

  @Test("A batch is a collection of its quotes, also when it is a slice of an array")
  func collection() throws {
    let all = try quotes(1...10)
    let batch = QuoteBatch(all[3..<8], firstPosition: 100)
    #expect(Array(batch) == Array(all[3..<8]))
    #expect(batch.indices.map { batch[$0] } == Array(all[3..<8]))
    #expect(batch.indices.map { batch.position(at: $0) } == [100, 101, 102, 103, 104])
    #expect(batch.endPosition == 105)
    #expect(batch.withUnsafeBufferPointer { $0.map(\.sequence) } == [4, 5, 6, 7, 8])
    let slice = batch.slice(1..<3)
    #expect(slice.map(\.sequence) == [5, 6])
    #expect(slice.firstPosition == 101 && slice.endPosition == 103)
  }

  @Test("A batch without quotes stands at the position of the next one")
  func empty() {
    let batch = QuoteBatch([], firstPosition: 7)
    #expect(batch.isEmpty && batch.endPosition == 7)
  }

  @Test("A quote takes 80 bytes and is trivially copyable")
  func layout() {
    #expect(MemoryLayout<Quote>.stride == 80)
    #expect(_isPOD(Quote.self))
    #expect(MemoryLayout<Symbol>.size == 4)
  }
}
