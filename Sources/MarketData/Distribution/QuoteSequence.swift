extension AsyncStream<QuoteBatch> {
  /// The quotes one by one, without the notices between them.
  public var quotes: QuoteSequence { QuoteSequence(self) }
}

/// A stream of batches as single quotes, in order. Notices are left out: read the batches to see them.
public struct QuoteSequence: AsyncSequence, Sendable {
  @usableFromInline let batches: AsyncStream<QuoteBatch>

  @inlinable
  init(_ batches: AsyncStream<QuoteBatch>) { self.batches = batches }

  /// An iterator of its own batch.
  @inlinable
  public func makeAsyncIterator() -> Iterator { Iterator(batches.makeAsyncIterator()) }

  /// Hands out the quotes of a batch before it asks for the next one.
  public struct Iterator: AsyncIteratorProtocol {
    @usableFromInline var batches: AsyncStream<QuoteBatch>.AsyncIterator
    @usableFromInline var current = QuoteBatch([], firstPosition: 0).makeIterator()

    @inlinable
    init(_ batches: AsyncStream<QuoteBatch>.AsyncIterator) { self.batches = batches }

    /// The next quote; nil at the end of the stream. Stays on the caller's actor: hopping off it and back for every
    /// quote would cost a hundred times the quote itself.
    @inlinable
    public mutating func next(isolation actor: isolated (any Actor)?) async -> Quote? {
      while true {
        if let quote = current.next() { return quote }
        guard let batch = await batches.next(isolation: actor) else { return nil }
        current = batch.makeIterator()
      }
    }

    /// The next quote; nil at the end of the stream.
    @inlinable
    public mutating func next() async -> Quote? { await next(isolation: #isolation) }
  }
}
