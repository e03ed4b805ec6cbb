/// Writes the rows of a ledger as lines of JSON, in the order of their ids and each once, while the ledger grows.
///
/// A row is held back while it may still change, and those after it with it; but not so long that it would be let go.
/// Give it the ledger often enough: at least once while the ledger takes half of its capacity.
package struct FaultLedgerWriter: Sendable {
  /// Rows that were let go before they could be written.
  package private(set) var missed = 0
  /// Rows written.
  package private(set) var written = 0
  private var timeText = TimeText()

  /// A writer that has written nothing.
  package init() {}

  /// Appends the rows that are new and will not change any more, or cannot wait.
  ///
  /// - Parameter now: The market's time.
  package mutating func write(_ ledger: FaultLedger, at now: Timestamp, to bytes: inout ByteWriter) {
    skip(ledger)
    // What is beyond half of the ledger cannot wait.
    let urgent = ledger.count - ledger.capacity / 2
    while let row = ledger.row(last + 1), row.id <= urgent || row.ended.map({ $0 <= now }) ?? false {
      write(row, to: &bytes)
    }
  }

  /// Appends all that is left, as it is.
  package mutating func finish(_ ledger: FaultLedger, to bytes: inout ByteWriter) {
    skip(ledger)
    while let row = ledger.row(last + 1) { write(row, to: &bytes) }
  }

  /// The last row dealt with.
  private var last: Int { written + missed }

  private mutating func skip(_ ledger: FaultLedger) { missed += max(0, ledger.letGo - last) }

  private mutating func write(_ row: FaultLedger.Row, to bytes: inout ByteWriter) {
    row.write(to: &bytes, &timeText)
    bytes.write(atMost: 1) { $0.put("\n") }
    written += 1
  }
}
