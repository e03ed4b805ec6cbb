import MarketData

/// Reads Alpaca's JSON: pages of its historical API (`{"bars":{"AAPL":[…]}}`, trades and quotes alike, of one symbol or
/// many), and messages of its stream (`{"T":"t","S":"AAPL",…}`), one a line or in arrays. Many may follow each other.
///
/// Reading blocks its thread.
public struct AlpacaReader: RowReader, ~Copyable {
  private var values: JSONSplitter
  private var items: AlpacaRows
  /// How many of the value's rows were handed out.
  private var handedOut = 0

  /// A reader of a text.
  public init(_ source: consuming ByteSource, options: TextOptions = TextOptions()) {
    values = JSONSplitter(source)
    items = AlpacaRows(options)
  }

  /// How many bytes were read, and how many there are; nil: not known.
  public var progress: (read: Int64, total: Int64?) { values.progress }
  /// Messages that are no rows: answers, statuses, corrections, bars that were told again.
  public var skipped: Int { items.skipped }

  /// Appends the next rows. A value that is wrong gives none.
  public mutating func read(into rows: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
    let end = rows.count + count
    while rows.count < end {
      let piece = items.rows[handedOut...].prefix(end - rows.count)
      rows += piece
      handedOut += piece.count
      if rows.count < end, try !readValue() { return }
    }
  }

  private mutating func readValue() throws(HistoryError) -> Bool {
    handedOut = items.rows.count
    guard try values.next() else { return false }
    var scanner = JSONScanner(values.value)
    do { try items.read(&scanner) } catch {
      throw HistoryError(values.place(ofByte: scanner.offset), expected: error.expected, found: error.found)
    }
    handedOut = 0
    return true
  }
}
