import MarketData

/// Reads environment variables into a draft: the aliases first, then our own names, which override them.
enum EnvironmentReader {
  static let prefix = "MARKETDATA_"

  /// The variable of a full key.
  static func name(of key: String) -> String { prefix + key.replacing(".", with: "__").uppercased() }

  static func read(_ environment: [String: String], into draft: inout Draft) {
    EnvironmentAlias.read(environment, into: &draft)
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix(prefix) {
      let origin = ConfigurationOrigin.environment(visible(name, limit: 128))
      let key = String(name.dropFirst(prefix.count)).replacing("__", with: ".")
      guard let address = Settings.address(key, ignoringCase: true) else {
        draft.report(origin, unknown(name, key: key.lowercased()))
        continue
      }
      let ticker = address.ticker.map { configured($0, among: draft.tickers) }
      draft.assign(
        Address(setting: address.setting, ticker: ticker), .text(value), layer: .environment, origin: origin)
    }
  }

  /// The ticker that is configured, if only the case differs.
  private static func configured(_ ticker: String, among tickers: Set<String>) -> String {
    guard !tickers.contains(ticker) else { return ticker }
    let same = tickers.filter { $0.lowercased() == ticker.lowercased() }
    return same.count == 1 ? same.first ?? ticker : ticker
  }

  private static func unknown(_ name: String, key: String) -> ConfigProblem {
    let near = Settings.suggestion(for: key).map { "did you mean \(Self.name(of: $0))?" }
    return .unknown(key, found: name, hint: near ?? "marketdata config show lists the keys")
  }
}
