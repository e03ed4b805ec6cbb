import MarketData
import MarketDataHistory

/// What is in a store, as text.
enum HistoryText {
  /// Ranges as a table, the first gaps below theirs.
  static func table(_ ranges: [StoreRange]) -> String {
    guard !ranges.isEmpty else { return "no rows\n" }
    let sources = max(6, ranges.map(\.span.source.count).max() ?? 0)
    let tickers = max(6, ranges.map(\.span.symbol.ticker.count).max() ?? 0)
    let counts = max(4, ranges.map { grouped($0.count).count }.max() ?? 0)
    let times = max(5, ranges.map { "\($0.span.first)".count }.max() ?? 0)
    func line(_ source: String, _ ticker: String, _ count: String, _ first: String, _ last: String) -> String {
      "\(source.padded(to: sources))  \(ticker.padded(to: tickers))  \(count.rightAligned(to: counts))  "
        + "\(first.padded(to: times))  \(last)\n"
    }
    return line("SOURCE", "SYMBOL", "ROWS", "FIRST", "LAST")
      + ranges.map { range in
        let span = range.span
        return line(span.source, span.symbol.ticker, grouped(range.count), "\(span.first)", "\(span.last)")
          + gaps(of: range)
      }.joined()
  }

  private static func gaps(of range: StoreRange) -> String {
    let shown = range.gaps.prefix(3).map { "  gap: \($0.lowerBound) to \($0.upperBound)\n" }.joined()
    return range.gapCount > 3 ? shown + "  and \(grouped(range.gapCount - 3)) more gaps\n" : shown
  }

  /// Ranges as JSON, an object a line.
  static func json(_ ranges: [StoreRange]) -> String {
    ranges.map { range in
      let gaps = range.gaps.map { "[\"\($0.lowerBound)\",\"\($0.upperBound)\"]" }.joined(separator: ",")
      return "{\"source\":\(jsonText(range.span.source)),\"symbol\":\(jsonText(range.span.symbol.ticker)),"
        + "\"rows\":\(range.count),\"first\":\"\(range.span.first)\",\"last\":\"\(range.span.last)\","
        + "\"gap_count\":\(range.gapCount),\"gaps\":[\(gaps)]}\n"
    }.joined()
  }

  /// How much there is, one subject on a line.
  static func text(_ statistics: StoreStatistics, of path: String) -> String {
    var lines = [("Store", path), ("Rows", grouped(statistics.rows)), ("  ticks", grouped(statistics.quotes))]
    for length in HistoryBar.Length.allCases {
      if let count = statistics.bars[length] { lines.append(("  bars", "\(grouped(count)) of a \(length)")) }
    }
    lines += statistics.sources.sorted { $0.key < $1.key }.map { ("  \($0.key)", grouped($0.value)) }
    lines += [
      ("Symbols", grouped(statistics.symbols)), ("Size", "\(grouped(Int(statistics.bytes))) bytes"),
      ("  free", "\(grouped(Int(statistics.free))) bytes"),
    ]
    let width = (lines.map(\.0.count).max() ?? 0) + 2
    return lines.map { "\($0.padded(to: width))\($1)\n" }.joined()
  }

  /// The same as a JSON object.
  static func json(_ statistics: StoreStatistics) -> String {
    let bars = HistoryBar.Length.allCases.compactMap { length in statistics.bars[length].map { "\"\(length)\":\($0)" } }
    let sources = statistics.sources.sorted { $0.key < $1.key }.map { "\(jsonText($0.key)):\($0.value)" }
    return "{\"rows\":\(statistics.rows),\"ticks\":\(statistics.quotes),\"bars\":{\(bars.joined(separator: ","))},"
      + "\"sources\":{\(sources.joined(separator: ","))},\"symbols\":\(statistics.symbols),"
      + "\"bytes\":\(statistics.bytes),\"free_bytes\":\(statistics.free)}\n"
  }
}
