import GRDB
import MarketData

/// The sources and symbols of a store, by number and by name.
struct StoreNames {
  let path: String
  private(set) var sources: [Int64: String] = [:]
  private(set) var symbols: [Int64: Symbol] = [:]
  private(set) var symbolIDs: [Symbol: Int64] = [:]

  init(_ database: Database, path: String) throws {
    self.path = path
    for row in try Row.fetchAll(database, sql: "SELECT id, name FROM sources") { sources[row[0]] = row[1] }
    for row in try Row.fetchAll(database, sql: "SELECT id, ticker FROM symbols") {
      let ticker: String = row[1]
      do {
        let symbol = try Symbol(ticker)
        (symbols[row[0]], symbolIDs[symbol]) = (symbol, row[0])
      } catch {
        throw HistoryError(
          path, expected: "tickers that this program can know", found: "\"\(ticker)\"", hint: "\(error)")
      }
    }
  }

  /// - Throws: `HistoryError` that names the sources there are.
  func sourceID(_ name: String) throws(HistoryError) -> Int64 {
    if let id = sources.first(where: { $0.value == name })?.key { return id }
    throw HistoryError(path, expected: "a source of \(Self.list(sources.values))", found: "\"\(name)\"")
  }

  /// - Throws: `HistoryError` that names the first symbols there are.
  func symbolID(_ symbol: Symbol) throws(HistoryError) -> Int64 {
    if let id = symbolIDs[symbol] { return id }
    throw HistoryError(
      path, expected: "a symbol of \(Self.list(symbols.values.map(\.ticker)))", found: "\"\(symbol.ticker)\"")
  }

  private static func list(_ names: some Collection<String>) -> String {
    let shown = names.sorted().prefix(10).joined(separator: ", ")
    return names.isEmpty ? "the history, which has none" : names.count > 10 ? "\(shown), … (\(names.count))" : shown
  }
}
