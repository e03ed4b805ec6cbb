import Glibc
import MarketData

/// Quotes as text on a file descriptor, written in large blocks.
struct QuoteOutput {
  private static let blockSize = 1 << 20

  private var text: QuoteText
  private var buffer = ByteWriter(capacity: blockSize + (1 << 18))
  private let descriptor: Int32

  /// An output that nothing was written to yet.
  init(_ format: QuoteText.Format, descriptor: Int32 = STDOUT_FILENO) {
    (text, self.descriptor) = (QuoteText(format), descriptor)
  }

  /// Writes what comes before the first quote.
  mutating func begin() throws(SimulationRun.Stop) { text.appendHeader(to: &buffer) }

  /// Writes the quotes of a batch.
  mutating func take(_ batch: borrowing QuoteBatch) throws(SimulationRun.Stop) {
    text.append(batch, to: &buffer)
    if buffer.count >= Self.blockSize { try flush() }
  }

  /// Hands everything to the system.
  mutating func flush() throws(SimulationRun.Stop) {
    let error = writeAll(buffer.bytes, to: descriptor)
    buffer.removeAll()
    if error != 0 { throw .output(errno: error) }
  }
}
