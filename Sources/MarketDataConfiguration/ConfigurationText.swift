import MarketData

extension LoadedConfiguration {
  /// The effective configuration as a YAML file that loads to the same values, each that is no default with a comment
  /// that says where it came from. A password is masked, so it has to be put in again.
  public var yaml: String {
    let symbols = configuration.marketData.symbols.keys.sorted()
    let (shared, particular) = (Settings.all.filter { !$0.isParticular }, Settings.all.filter(\.isParticular))
    var text = ConfigurationText()
    for setting in shared {
      if setting.pattern == Setting.symbolsKey {
        for symbol in symbols { append(symbol, particular, to: &text) }
      } else {
        append(setting, nil, to: &text)
      }
    }
    return text.lines.joined(separator: "\n") + "\n"
  }

  private func append(_ symbol: Symbol, _ settings: [Setting], to text: inout ConfigurationText) {
    let before = text.lines.count
    for setting in settings { append(setting, symbol, to: &text) }
    guard text.lines.count == before else { return }
    text.append(Settings.path("\(Setting.symbolsKey).\(Setting.tickerToken)", symbol.ticker), "{}", nil)
  }

  private func append(_ setting: Setting, _ symbol: Symbol?, to text: inout ConfigurationText) {
    guard let value = setting.yaml(configuration, symbol) else { return }
    let origin = origins[Settings.key(setting.pattern, symbol?.ticker)]
    text.append(Settings.path(setting.pattern, symbol?.ticker), value, origin)
  }
}

/// YAML, written line by line.
private struct ConfigurationText {
  private(set) var lines: [String] = []
  private var section: [String] = []

  /// Adds a value, under the sections that its path names. Further lines of it stand below, one level deeper.
  mutating func append(_ path: [String], _ value: String, _ origin: ConfigurationOrigin?) {
    let parents = Array(path.dropLast())
    let same = zip(section, parents).prefix { $0 == $1 }.count
    for depth in same..<parents.count { line(depth, "\(parents[depth]):") }
    section = parents
    let lines = value.split(separator: "\n", omittingEmptySubsequences: false)
    let first = lines[0].isEmpty ? "" : " \(lines[0])"
    line(parents.count, "\(path[parents.count]):\(first)" + (origin.map { "  # \($0)" } ?? ""))
    for more in lines.dropFirst() { line(parents.count + 1, String(more)) }
  }

  private mutating func line(_ depth: Int, _ text: String) {
    lines.append(String(repeating: "  ", count: depth) + text)
  }
}

extension Settings {
  /// The parts of a key as YAML keys; a ticker in quotes, since some would be numbers or truths elsewhere.
  fileprivate static func path(_ pattern: String, _ ticker: String?) -> [String] {
    pattern.split(separator: ".").map { $0 == Setting.tickerToken ? quoted(ticker ?? "") : String($0) }
  }
}
