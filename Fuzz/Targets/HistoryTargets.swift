import MarketDataHistory

/// Whatever a text is, reading it ends with rows or an error; rows that go into one table read back as the same.
func textProblem(_ bytes: [UInt8], _ format: HistoryFormat) -> String? {
  do throws(HistoryError) {
    let found = try rows(bytes, format)
    guard let first = found.first, found.allSatisfy({ isBar($0) == isBar(first) }) else { return nil }
    var writer = CSVWriter(isBar(first) ? .bars : .ticks)
    try writer.append(found)
    return try rows(writer.take(), .csv) == found ? nil : "\(found.count) rows are written as others"
  } catch { return complaint(error, limit: 2000) }
}

/// Whatever a tape is, reading it ends with rows or an error, from its start and after a search.
func tapeProblem(_ bytes: [UInt8]) -> String? {
  bytes.withUnsafeBytes { _ = fuzzDBN($0) }
  do throws(HistoryError) {
    _ = try rows(bytes, .dbn)
    return nil
  } catch { return complaint(error, limit: 2000) }
}

private func rows(_ bytes: [UInt8], _ format: HistoryFormat) throws(HistoryError) -> [HistoryRow] {
  var reader = try HistoryFileReader(ByteSource(bytes: bytes, name: "fuzz"), format: format)
  var (rows, before) = ([HistoryRow](), -1)
  while rows.count > before {
    before = rows.count
    try reader.read(into: &rows, atMost: 100)
  }
  return rows
}

private func isBar(_ row: HistoryRow) -> Bool { if case .bar = row { true } else { false } }
