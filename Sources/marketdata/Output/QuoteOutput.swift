import Glibc
import MarketData

/// Quotes as text on a file descriptor, written in large blocks.
struct QuoteOutput {
  private static let blockSize = 1 << 20

  private var text: QuoteText
  private var buffer = ByteWriter(capacity: blockSize + (1 << 18))
  private let descriptor: Int32

  /// An output that nothing was written to yet.
  ///
  /// - Parameter notices: Whether notices are written too, as lines of their own; for ndjson only.
  init(_ format: QuoteText.Format, notices: Bool = false, descriptor: Int32 = STDOUT_FILENO) {
    (text, self.descriptor) = (QuoteText(format, notices: notices), descriptor)
  }

  /// Writes what comes before the first quote.
  mutating func begin() throws(OutputError) { text.appendHeader(to: &buffer) }

  /// Writes the quotes of a batch.
  mutating func take(_ batch: borrowing QuoteBatch) throws(OutputError) {
    text.append(batch, to: &buffer)
    if buffer.count >= Self.blockSize { try flush() }
  }

  /// Writes what comes after the last quote, and hands everything to the system.
  mutating func finish() throws(OutputError) {
    text.appendEnd(to: &buffer)
    try flush()
  }

  /// Hands everything to the system.
  mutating func flush() throws(OutputError) {
    let error = writeAll(buffer.bytes, to: descriptor)
    buffer.removeAll()
    if error != 0 { throw OutputError(code: error) }
  }
}
