/// Some quotes in a row, with the notices that come before them.
///
/// A random-access collection of quotes. Positions count the quotes that the service emitted, after faults, from 1:
/// usually they are contiguous, and `position(at:)` always tells. A batch may hold notices and no quote. Copies share
/// storage.
public struct QuoteBatch: Sendable {
  @usableFromInline var quotes: ArraySlice<Quote>
  /// The position of the first quote, or of the next one to come when there is none.
  public var firstPosition: UInt64
  /// The positions, where merging has left holes between them.
  @usableFromInline var positions: [UInt64]?
  /// What the subscriber must know before it reads these quotes, in order.
  public var notices: [StreamNotice]

  /// A batch of the given quotes.
  @inlinable
  public init(_ quotes: ArraySlice<Quote>, firstPosition: UInt64, notices: [StreamNotice] = []) {
    (self.quotes, self.firstPosition, self.notices) = (quotes, firstPosition, notices)
  }

  /// A batch of quotes that others were merged into.
  init(_ quotes: [Quote], positions: [UInt64]) {
    self.init(quotes[...], firstPosition: positions.first ?? 0)
    self.positions = positions
  }

  /// The position of a quote.
  @inlinable
  public func position(at index: Int) -> UInt64 { positions?[index] ?? firstPosition + UInt64(index) }

  /// The position after the last quote.
  @inlinable
  public var endPosition: UInt64 { quotes.isEmpty ? firstPosition : position(at: quotes.count - 1) + 1 }

  /// Some of the quotes of a contiguous batch, with the notices if the first is among them; shares storage.
  package func slice(_ range: Range<Int>) -> QuoteBatch {
    let start = quotes.startIndex
    return QuoteBatch(
      quotes[(start + range.lowerBound)..<(start + range.upperBound)],
      firstPosition: firstPosition + UInt64(range.lowerBound), notices: range.lowerBound == 0 ? notices : [])
  }

  /// Whether there is nothing to tell either.
  package var isVoid: Bool { quotes.isEmpty && notices.isEmpty }

  /// Runs `body` on the quotes as they lie in memory.
  @inlinable
  public func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Quote>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try quotes.withUnsafeBufferPointer(body)
  }
}

extension QuoteBatch: RandomAccessCollection {
  /// 0.
  @inlinable public var startIndex: Int { 0 }
  /// The number of quotes.
  @inlinable public var endIndex: Int { quotes.count }
  /// The quote at an index.
  @inlinable public subscript(index: Int) -> Quote { quotes[quotes.startIndex + index] }
  /// Runs `body` on the quotes as they lie in memory; generic code takes this path instead of quote by quote.
  @inlinable
  public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<Quote>) throws -> Result
  ) rethrows -> Result? {
    try quotes.withContiguousStorageIfAvailable(body)
  }
  /// Iterates over the storage itself, which is quicker than by index.
  @inlinable
  public func makeIterator() -> ArraySlice<Quote>.Iterator { quotes.makeIterator() }
}
