/// A setting and, if it belongs to one, the ticker: what a full key stands for.
struct Address: Sendable {
  let setting: Setting
  let ticker: String?

  /// The full key, as in `market_data.symbols.AAPL.base_price`.
  var key: String { Settings.key(setting.pattern, ticker) }
}

extension Settings {
  /// The sections, by the pattern of their keys; the root's is empty.
  static let sections = Set(all.flatMap { ancestors(of: $0.pattern) })

  static func setting(_ pattern: String) -> Setting? { byPattern[pattern] }

  /// The key of a pattern, for a ticker.
  static func key(_ pattern: String, _ ticker: String?) -> String {
    ticker.map { pattern.replacing(Setting.tickerToken, with: $0) } ?? pattern
  }

  /// What a full key stands for; nil: no such key. A ticker may hold points, and keeps its case.
  static func address(_ key: String, ignoringCase: Bool = false) -> Address? {
    guard key.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    let known = ignoringCase ? key.lowercased() : key
    if let setting = byPattern[known], !setting.isParticular { return Address(setting: setting, ticker: nil) }
    guard known.hasPrefix(tickerPrefix) else { return nil }
    for setting in all where setting.pattern.hasPrefix(tickerPattern) {
      let leaf = setting.pattern.dropFirst(tickerPattern.count)
      guard known.hasSuffix(leaf), known.count > tickerPrefix.count + leaf.count else { continue }
      return Address(setting: setting, ticker: String(key.dropFirst(tickerPrefix.count).dropLast(leaf.count)))
    }
    return nil
  }

  /// The full key that was most likely meant.
  static func suggestion(for key: String) -> String? {
    var ticker = key.hasPrefix(tickerPrefix) ? key.dropFirst(tickerPrefix.count).split(separator: ".").dropLast() : []
    if ticker.last == "faults" { ticker.removeLast() }
    let name = ticker.isEmpty ? nil : ticker.joined(separator: ".")
    return nearest(key, in: all.map { Settings.key($0.pattern, name) })
  }

  /// The names that may stand in a section, in the table's order.
  static func names(in section: String) -> [String] {
    let start = section.isEmpty ? "" : section + "."
    let names = all.filter { $0.pattern.hasPrefix(start) }.compactMap {
      $0.pattern.dropFirst(start.count).split(separator: ".").first.map(String.init)
    }
    return names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static let byPattern = Dictionary(uniqueKeysWithValues: all.map { ($0.pattern, $0) })
  private static let tickerPrefix = Setting.symbolsKey + "."
  private static let tickerPattern = tickerPrefix + Setting.tickerToken

  private static func ancestors(of pattern: String) -> [String] {
    let parts = pattern.split(separator: ".")
    return parts.indices.map { parts[..<$0].joined(separator: ".") }
  }
}
