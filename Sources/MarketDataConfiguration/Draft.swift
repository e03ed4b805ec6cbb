import MarketData

/// What was read so far, and what was wrong with it: a configuration before it is whole.
struct Draft {
  /// Where values come from. A later layer overrides an earlier one.
  enum Layer: Int, Comparable {
    case file, alias, environment, flags
    static func < (a: Layer, b: Layer) -> Bool { a.rawValue < b.rawValue }
  }

  private struct Assignment {
    var key: String
    var ticker: String?
    var change: Change
    var layer: Layer
    var origin: ConfigurationOrigin
    /// Where the parts of it are, by their full keys.
    var parts: [String: ConfigurationOrigin] = [:]
  }

  /// What is wrong, in the order in which it was met.
  private(set) var faults: [ConfigurationFault] = []
  /// The symbols named so far.
  private(set) var tickers: Set<String> = []
  private var assignments: [Assignment] = []
  /// The last list of symbols, and its layer, which is the highest of those with one.
  private var listed: (layer: Layer, tickers: Set<String>)?
  /// Symbols that there shall not be, whatever lower layers say, and the highest layer that says so.
  private var removed: [String: Layer] = [:]

  mutating func report(_ origin: ConfigurationOrigin?, _ problem: ConfigProblem) {
    faults.append(ConfigurationFault(origin, problem))
  }

  /// Notes the value of a key, or that it cannot be one.
  mutating func assign(_ address: Address, _ raw: RawValue, layer: Layer, origin: ConfigurationOrigin) {
    if let ticker = address.ticker, !ConfigRules.ticker.allows(ticker) {
      return report(origin, .ticker(ticker))
    }
    if address.setting.readTree != nil, case .text(let text) = raw {
      return assign(address, yaml: text, layer: layer, origin: origin)
    }
    guard let change = address.setting.read(raw) else { return report(origin, .value(raw, of: address)) }
    if case .list(let tickers) = change {
      listed = (layer, Set(tickers))
      for ticker in tickers { note("\(Setting.symbolsKey).\(ticker)", ticker, change, layer, origin) }
    } else {
      note(address.key, address.ticker, change, layer, origin)
    }
  }

  /// Notes the value of a key that is a tree, or what is wrong with it.
  ///
  /// - Parameter change: Nil when something is.
  mutating func assign(
    _ address: Address, _ change: Change?, _ reader: TreeReader, layer: Layer, origin: ConfigurationOrigin
  ) {
    faults += reader.faults
    guard let change, reader.faults.isEmpty else { return }
    note(address.key, address.ticker, change, layer, origin, parts: reader.origins)
  }

  /// The same as YAML text, of a variable or a flag: the place is that of the whole.
  private mutating func assign(_ address: Address, yaml: String, layer: Layer, origin: ConfigurationOrigin) {
    do throws(ConfigurationFault) {
      let document = try YAMLDocument(yaml, name: "")
      guard let root = document.root, let readTree = address.setting.readTree else {
        return report(origin, .value(.nothing, of: address))
      }
      var reader = TreeReader(document)
      let change = readTree(TreeReader.Entry(key: address.key, node: root, origin: origin), &reader)
      for fault in reader.faults { report(origin, fault.problem) }
      if let change, reader.faults.isEmpty { note(address.key, address.ticker, change, layer, origin) }
    } catch {
      var problem = error.problem
      problem.key = address.key
      report(origin, problem)
    }
  }

  /// Notes that there is such a symbol.
  mutating func name(_ ticker: String, layer: Layer, origin: ConfigurationOrigin) {
    note("\(Setting.symbolsKey).\(ticker)", ticker, .exists, layer, origin)
  }

  /// Sets aside what lower layers say of a symbol.
  mutating func remove(_ ticker: String, layer: Layer) { removed[ticker] = layer }

  private mutating func note(
    _ key: String, _ ticker: String?, _ change: Change, _ layer: Layer, _ origin: ConfigurationOrigin,
    parts: [String: ConfigurationOrigin] = [:]
  ) {
    if let ticker { tickers.insert(ticker) }
    assignments.append(
      Assignment(key: key, ticker: ticker, change: change, layer: layer, origin: origin, parts: parts))
  }

  /// Puts the values together: first those of the whole, so that a symbol's faults start from everybody's whatever
  /// the order in the file, then those of the symbols.
  mutating func build() -> LoadedConfiguration {
    var loaded = LoadedConfiguration()
    for assignment in assignments where assignment.ticker == nil { apply(assignment, to: &loaded) }
    for assignment in assignments where isWanted(assignment) { apply(assignment, to: &loaded) }
    return loaded
  }

  /// A list of symbols sets aside what lower layers say of others, and the lists before it; a removal, what they say
  /// of the symbol.
  private func isWanted(_ assignment: Assignment) -> Bool {
    guard let ticker = assignment.ticker else { return false }
    if let layer = removed[ticker], assignment.layer < layer { return false }
    guard let listed else { return true }
    if case .list = assignment.change { return listed.tickers.contains(ticker) }
    return assignment.layer >= listed.layer || listed.tickers.contains(ticker)
  }

  private mutating func apply(_ assignment: Assignment, to loaded: inout LoadedConfiguration) {
    do {
      let symbol = try assignment.ticker.map { (ticker) throws(SymbolError) in try Symbol(ticker) }
      if let symbol, loaded.configuration.marketData.symbols[symbol] == nil {
        loaded.configuration.marketData.symbols[symbol] = SymbolConfig()
      }
      if case .set(let set) = assignment.change { set(&loaded.configuration, symbol) }
      loaded.setOrigin(of: assignment.key, assignment.origin, parts: assignment.parts)
    } catch {
      report(assignment.origin, ConfigProblem(assignment.key, expected: "a symbol", found: "an error (\(error))"))
    }
  }
}

extension ConfigProblem {
  /// A text in the place of a ticker that is none.
  static func ticker(_ text: String) -> ConfigProblem {
    ConfigProblem(Setting.symbolsKey, expected: ConfigRules.ticker.expected, found: RawValue.text(text).shown)
  }

  /// A value that its setting does not take.
  static func value(_ raw: RawValue, of address: Address) -> ConfigProblem {
    let setting = address.setting
    var hint: String?
    if case .text(let text) = raw, let near = nearest(text.lowercased(), in: setting.choices) {
      hint = "did you mean \"\(near)\"?"
    }
    return ConfigProblem(address.key, expected: setting.expected, found: raw.shown(setting.mask), hint: hint)
  }

  /// A key that there is not.
  static func unknown(_ key: String, found: String, hint: String) -> ConfigProblem {
    ConfigProblem(
      harmless(key, limit: 128), expected: "a known key", found: "\"\(harmless(found, limit: 128))\"", hint: hint)
  }
}
