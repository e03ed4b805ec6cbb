import Foundation
import MarketData

/// One symbol's cached quote, as `quote` and `watch` show it.
struct QuoteLine: Hashable {
  var symbol: Symbol
  /// Nil when there is none.
  var quote: CachedQuote?
  var age = Duration.zero
  var freshness = Valuation.Freshness.missing

  /// The quote as seen at a time.
  init(_ symbol: Symbol, _ quote: CachedQuote?, now: Timestamp, threshold: Duration) {
    (self.symbol, self.quote) = (symbol, quote)
    guard let quote else { return }
    age = max(.zero, quote.age(at: now))
    freshness = quote.isStale(threshold: threshold, now: now) ? .stale : .fresh
  }

  /// Looks the symbols up.
  ///
  /// - Throws: `CacheError` when the cache does not answer.
  static func read(
    _ symbols: [Symbol], from cache: some QuoteCache, threshold: Duration
  ) async throws(CacheError) -> [QuoteLine] {
    let quotes = try await cache.quotes(for: symbols)
    let now = SystemClock.shared.now
    return zip(symbols, quotes).map { QuoteLine($0, $1, now: now, threshold: threshold) }
  }

  // MARK: For people

  private static let header = ["SYMBOL", "PRICE", "BID", "ASK", "VOLUME", "TIMESTAMP", "AGE", "STATE"]

  private var cells: [String] {
    guard let quote else { return [symbol.ticker] + Array(repeating: "-", count: 6) + [freshness.rawValue] }
    return [
      symbol.ticker, "\(quote.price)", "\(quote.bid)", "\(quote.ask)", "\(quote.volume)",
      quote.timestamp.text(decimals: 3), "\(age.nanos / 1_000_000) ms", freshness.rawValue,
    ]
  }

  private var style: Style {
    switch freshness {
    case .fresh: .up
    case .stale: .warning
    case .missing: .dim
    }
  }

  /// A table with a header.
  static func lines(_ quotes: [QuoteLine]) -> [StyledLine] {
    let rows = quotes.map(\.cells)
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String], _ style: Style, last: Style) -> StyledLine {
      StyledLine(
        cells.indices.map { column in
          let isText = column == 0 || column >= 7
          let text = isText ? cells[column].padded(to: widths[column]) : cells[column].rightAligned(to: widths[column])
          return Span((column > 0 ? "  " : "") + text, column == 7 ? last : style)
        })
    }
    return [line(header, .dim, last: .dim)] + quotes.indices.map { line(rows[$0], .plain, last: quotes[$0].style) }
  }

  /// The table as text.
  static func table(_ quotes: [QuoteLine], colour: Bool) -> String {
    lines(quotes).map { $0.text(width: .max, colour: colour).trimmedRight + "\n" }.joined()
  }

  /// A line for each symbol, without a header.
  static func plain(_ quotes: [QuoteLine]) -> String { quotes.map { $0.cells.joined(separator: " ") + "\n" }.joined() }

  // MARK: For programs

  private struct Fields: Encodable {
    var symbol: String
    var price, bid, ask: String?
    var volume: Int64?
    var timestamp, cachedAt: String?
    var ageMs: Int64?
    var state: String
  }

  private var fields: Fields {
    Fields(
      symbol: symbol.ticker, price: quote.map { "\($0.price)" }, bid: quote.map { "\($0.bid)" },
      ask: quote.map { "\($0.ask)" }, volume: quote?.volume, timestamp: quote?.timestamp.text(decimals: 3),
      cachedAt: quote?.cachedAt.text(decimals: 3), ageMs: quote.map { _ in age.nanos / 1_000_000 },
      state: freshness.rawValue)
  }

  /// One JSON object a line; of a missing quote only `symbol` and `state`.
  static func json(_ quotes: [QuoteLine]) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try quotes.map { String(decoding: try encoder.encode($0.fields), as: UTF8.self) + "\n" }.joined()
  }
}

extension String {
  /// The text without spaces at its end.
  fileprivate var trimmedRight: String { String(reversed().drop { $0 == " " }.reversed()) }
}
