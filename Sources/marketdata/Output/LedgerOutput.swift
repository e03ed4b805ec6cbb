import Glibc
import MarketData

/// The ledger of injected faults as lines of JSON, in a file or on standard output, written while it grows.
struct LedgerOutput {
  /// Where it goes, for errors.
  let place: String
  private let descriptor: Int32
  /// What was written so far.
  private(set) var writer = FaultLedgerWriter()
  private var buffer = ByteWriter(capacity: 4096)

  /// Opens a file, whose old content is gone then; `-` is standard output.
  ///
  /// - Throws: `Failure` when it cannot be written.
  init(_ path: String) throws(Failure) {
    guard path != "-" else {
      (place, descriptor) = ("standard output", STDOUT_FILENO)
      return
    }
    place = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path, errno) }
  }

  /// Rows that were let go before they could be written.
  var missed: Int { writer.missed }
  /// What to say about them; nil when there are none.
  var missedText: String? {
    guard missed > 0 else { return nil }
    return "\(place): \(grouped(missed)) rows of the ledger were let go before they could be written; "
      + "raise market_data.faults.ledger_capacity"
  }

  /// Writes the rows that are new and will not change any more.
  ///
  /// - Parameter now: The market's time.
  mutating func take(_ ledger: FaultLedger, at now: Timestamp) throws(OutputError) {
    writer.write(ledger, at: now, to: &buffer)
    try flush()
  }

  /// Writes all that is left.
  mutating func finish(_ ledger: FaultLedger) throws(OutputError) {
    writer.finish(ledger, to: &buffer)
    try flush()
  }

  /// Writes lines that the writer made elsewhere.
  mutating func take(_ writer: FaultLedgerWriter, _ lines: ArraySlice<UInt8>) throws(OutputError) {
    self.writer = writer
    try write(lines)
  }

  private mutating func flush() throws(OutputError) {
    defer { buffer.removeAll() }
    try write(buffer.bytes)
  }

  private func write(_ bytes: ArraySlice<UInt8>) throws(OutputError) {
    guard !bytes.isEmpty else { return }
    let code = writeAll(bytes, to: descriptor)
    if code != 0 { throw OutputError(place: place, code: code) }
  }

  /// Closes the file.
  func close() { if descriptor != STDOUT_FILENO { Glibc.close(descriptor) } }
}

/// Output that takes no data.
struct OutputError: Error, Hashable {
  /// What was written to.
  var place = "standard output"
  /// The `errno` of what went wrong.
  var code: Int32
  /// Whether nobody reads it any more: no fault of anybody's.
  var isUnread: Bool { code == EPIPE }
}
