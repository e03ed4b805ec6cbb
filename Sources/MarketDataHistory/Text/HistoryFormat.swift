/// Formats of history.
public enum HistoryFormat: String, Hashable, Sendable, CaseIterable {
  /// Whichever the first bytes show.
  case auto
  /// A table under a header: our own, or any other whose columns have known names.
  case csv
  /// Polygon's flat files: aggregates, trades, quotes.
  case polygonFlat = "polygon-flat"
  /// Alpaca's JSON: pages of its historical API, or messages of its stream.
  case alpaca
  /// Databento's DBN.
  case dbn

  /// The format of a source, told by its first bytes.
  ///
  /// - Throws: `HistoryError` when they show none of them.
  public static func recognised(in source: inout ByteSource) throws(HistoryError) -> HistoryFormat {
    let start = try source.prefix(4096)
    if start.starts(with: Array("DBN".utf8)) { return .dbn }
    var text = start[...]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    let first = text.first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return .alpaca }
    let names = Array(text.prefix { $0 != 0x0A && $0 != 0x0D }).withUnsafeBufferPointer(CSVHeader.names)
    if CSVHeader.isPolygon(names) { return .polygonFlat }
    let columns = Set(Column.meanings(of: names)).subtracting([.ignored])
    guard columns.count >= 2 else { throw unknown(source.name, start) }
    return .csv
  }

  private static func unknown(_ name: String, _ start: [UInt8]) -> HistoryError {
    let found = quoted(start.prefix(32))
    return HistoryError(
      "\(name):1:1", expected: "DBN, JSON of Alpaca's, or a header of known columns such as symbol and timestamp",
      found: found, hint: "say what it is: csv, polygon-flat, alpaca or dbn")
  }
}
