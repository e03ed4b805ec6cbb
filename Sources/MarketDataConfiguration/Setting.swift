import MarketData

/// One key that can be set: what it is called, what it means, what it takes, and where it goes.
struct Setting: Sendable {
  /// The key in the file, `<SYMBOL>` standing for a ticker: `market_data.symbols.<SYMBOL>.base_price`.
  let pattern: String
  /// What it means, in one sentence.
  let summary: String
  /// What it takes; completes "expected …".
  let expected: String
  /// The words that it takes, if they are only few.
  let choices: [String]
  /// What holds without it.
  let defaultText: String
  /// What may be shown of a text that may hold a secret; nil: there is none in it.
  let mask: (@Sendable (String) -> String)?
  /// What a value changes, or nil when it is not what is expected.
  let read: @Sendable (RawValue) -> Change?
  /// The value as YAML; nil: not set for this symbol.
  let yaml: @Sendable (Configuration, Symbol?) -> String?
  /// What a value changes that is more than one value or a list of single ones; nil: it is none of these. What is wrong
  /// with it is noted by the reader.
  var readTree: (@Sendable (TreeReader.Entry, inout TreeReader) -> Change?)?
}

/// What a value does to a configuration.
enum Change: Sendable {
  /// Sets something of the configuration, or of one symbol in it.
  case set(@Sendable (inout Configuration, Symbol?) -> Void)
  /// Names the symbols that there are, instead of those of an earlier list.
  case list([String])
  /// Names one more symbol, without anything of its own.
  case exists
}

extension Setting {
  /// The token for a ticker in patterns.
  static let tickerToken = "<SYMBOL>"
  /// The key under which tickers stand.
  static let symbolsKey = "market_data.symbols"
  /// Whether it belongs to one symbol.
  var isParticular: Bool { pattern.contains(Setting.tickerToken) }

  private init<Value: Sendable>(
    _ pattern: String, _ summary: String, _ format: ValueFormat<Value>, default defaultText: String? = nil,
    get: @escaping @Sendable (Configuration, Symbol?) -> Value?,
    set: @escaping @Sendable (inout Configuration, Symbol?, Value) -> Void
  ) {
    self.init(
      pattern: pattern, summary: summary, expected: format.rule.expected, choices: format.choices,
      defaultText: defaultText ?? get(Configuration(), nil).map(format.yaml) ?? "",
      mask: format.mask,
      read: { raw in format.read(raw).map { value in .set { set(&$0, $1, value) } } },
      yaml: { get($0, $1).map(format.yaml) })
  }

  /// A setting of the whole.
  static func root<Value: Sendable>(
    _ pattern: String, _ summary: String, _ format: ValueFormat<Value>,
    _ path: any WritableKeyPath<Configuration, Value> & Sendable
  ) -> Setting {
    Setting(pattern, summary, format, get: { root, _ in root[keyPath: path] }, set: { $0[keyPath: path] = $2 })
  }

  /// A setting of one symbol.
  static func symbol<Value: Sendable>(
    _ name: String, _ summary: String, _ format: ValueFormat<Value>, default defaultText: String,
    _ path: any WritableKeyPath<SymbolConfig, Value?> & Sendable
  ) -> Setting {
    Setting(
      "\(symbolsKey).\(tickerToken).\(name)", summary, format, default: defaultText,
      get: { root, symbol in symbol.flatMap { root.marketData.symbols[$0]?[keyPath: path] } },
      set: { root, symbol, value in
        if let symbol { root.marketData.symbols[symbol, default: SymbolConfig()][keyPath: path] = value }
      })
  }

  /// A setting of one symbol that always has a value; shown where it is not the default.
  static func symbol<Value: Sendable & Equatable>(
    _ name: String, _ summary: String, _ format: ValueFormat<Value>,
    _ path: any WritableKeyPath<SymbolConfig, Value> & Sendable
  ) -> Setting {
    let usual = SymbolConfig()[keyPath: path]
    return Setting(
      "\(symbolsKey).\(tickerToken).\(name)", summary, format, default: format.yaml(usual),
      get: { root, symbol in
        symbol.flatMap { root.marketData.symbols[$0]?[keyPath: path] }.flatMap { $0 == usual ? nil : $0 }
      },
      set: { root, symbol, value in
        if let symbol { root.marketData.symbols[symbol, default: SymbolConfig()][keyPath: path] = value }
      })
  }

  /// A setting of the faults of every symbol.
  static func fault<Value: Sendable>(
    _ name: String, _ summary: String, _ format: ValueFormat<Value>,
    _ path: any WritableKeyPath<FaultConfig, Value> & Sendable
  ) -> Setting {
    Setting(
      "market_data.faults.\(name)", summary, format, get: { root, _ in root.marketData.faults[keyPath: path] },
      set: { $0.marketData.faults[keyPath: path] = $2 })
  }

  /// The same of one symbol's own faults, which start from everybody's.
  static func symbolFault<Value: Sendable>(
    _ name: String, _ summary: String, _ format: ValueFormat<Value>,
    _ path: any WritableKeyPath<FaultConfig, Value> & Sendable
  ) -> Setting {
    Setting(
      "\(symbolsKey).\(tickerToken).faults.\(name)", summary, format, default: "as `market_data.faults.\(name)`",
      get: { root, symbol in symbol.flatMap { root.marketData.symbols[$0]?.faults?[keyPath: path] } },
      set: { root, symbol, value in
        guard let symbol else { return }
        var faults = root.marketData.symbols[symbol]?.faults ?? root.marketData.faults
        faults[keyPath: path] = value
        root.marketData.symbols[symbol, default: SymbolConfig()].faults = faults
      })
  }

  /// The timeline of faults.
  static func timeline(_ pattern: String, _ summary: String) -> Setting {
    Setting(
      pattern: pattern, summary: summary, expected: TimelineReader.expected, choices: [], defaultText: "[]", mask: nil,
      read: { _ in nil }, yaml: { root, _ in TimelineText.yaml(root.marketData.timeline.windows) },
      readTree: { entry, reader in
        let windows = TimelineReader.windows(entry, &reader)
        return windows.map { windows in .set { root, _ in root.marketData.timeline = FaultTimeline(windows) } }
      })
  }

  /// The list of symbols. It is shown by the symbols themselves.
  static func tickers(_ summary: String) -> Setting {
    Setting(
      pattern: symbolsKey, summary: summary, expected: ValueFormat.tickers.rule.expected, choices: [],
      defaultText: "none", mask: nil, read: { ValueFormat.tickers.read($0).map(Change.list) },
      yaml: { _, _ in nil })
  }
}
