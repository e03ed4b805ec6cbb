public import Logging
public import MarketData

extension HistoryStore {
  /// Stores a file: all of its rows, or none when it throws.
  ///
  /// Safe to repeat: a row is there afterwards as often as it was before, or as it is in the file, whichever is more.
  /// Memory stays flat at any size: what has no room moves into the `-wal` file, so that the disk needs about as much
  /// room again until the end. Blocks its thread; keep it off the cooperative pool.
  ///
  /// - Parameters:
  ///   - source: As what the rows are tagged: 1 to 64 characters, such as `alpaca` or `polygon`.
  ///   - label: What the journal calls it, such as the name of the file.
  ///   - now: When it begins, for the journal.
  ///   - logger: Told of sessions that were cut off before.
  ///   - progress: Told after every 65,536 rows, and at the end, how many have been read.
  /// - Returns: The session as the journal has it: how many rows are new, and how many were known.
  /// - Throws: `HistoryError`: the reader's own, or why the store cannot be written.
  @discardableResult
  public func importRows<Reader: RowReader & ~Copyable>(
    from reader: inout Reader, as source: String, label: String, at now: Timestamp,
    logger: Logger = Logger(label: "marketdata.history"), progress: (Int) -> Void = { _ in }
  ) throws(HistoryError) -> StoreSession {
    let writer = try StoreWriter(self, source: source, for: .importing, label: label, at: now, logger: logger)
    do throws(HistoryError) { try writer.writeAll(from: &reader, progress) } catch {
      // Without room for a note of it, the session shows as cut off.
      try? writer.close(.failed)
      throw error
    }
    return writer.session
  }
}
