import MarketData
import Yams

/// Reads a timeline of faults: a list of windows, and in each exactly one fault.
///
/// ```yaml
/// - { from: 10s, for: 30s, symbols: [AAPL], mute: true, name: lunch }
/// - { from: 2m, for: 1m, drift: 0.82 }
/// ```
enum TimelineReader {
  /// Completes "expected …".
  static let expected = "a list of windows such as {from: 10s, for: 30s, mute: true}"
  /// The keys of which each window has one.
  static let faultKeys = [
    "mute", "first", "burst_loss", "clock_step", "clock_skew_ppm", "drift", "swizzle", "faults",
  ]

  /// The windows of a list; nil when it is none. What is wrong is noted.
  ///
  /// - Parameter isOfScenario: Windows strike the symbols that have the scenario, and name none themselves.
  static func windows(
    _ entry: TreeReader.Entry, _ reader: inout TreeReader, isOfScenario: Bool = false
  ) -> [FaultWindow]? {
    reader.items(entry, expected: expected)?.compactMap { window($0, &reader, isOfScenario) }
  }

  private static func window(
    _ item: TreeReader.Entry, _ reader: inout TreeReader, _ isOfScenario: Bool
  ) -> FaultWindow? {
    let own = isOfScenario ? ["from", "for", "name"] : ["from", "for", "symbols", "name"]
    guard let entries = reader.section(item, names: own + faultKeys) else { return nil }
    var window = FaultWindow(.mute)
    for entry in entries {
      switch entry.name {
      case "from": window.from = reader.value(entry, .windowBegin) ?? .zero
      case "for": window.lasting = reader.value(entry, .windowLength)
      case "name": window.name = reader.value(entry, .windowName) ?? ""
      case "symbols": window.symbols = symbols(entry, &reader)
      default: break
      }
    }
    guard let fault = fault(entries.filter { faultKeys.contains($0.name) }, of: item, &reader) else { return nil }
    if case .swizzle = fault { reader.require(["for"], among: entries, of: item) }
    window.fault = fault
    return window
  }

  private static func symbols(_ entry: TreeReader.Entry, _ reader: inout TreeReader) -> Set<Symbol>? {
    guard let tickers = reader.value(entry, .tickers) else { return nil }
    var symbols: Set<Symbol> = []
    for ticker in tickers {
      do { symbols.insert(try Symbol(ticker)) } catch {
        reader.report(entry.origin, ConfigProblem(entry.key, expected: "a symbol", found: "an error (\(error))"))
      }
    }
    return symbols
  }

  private static func fault(
    _ entries: [TreeReader.Entry], of item: TreeReader.Entry, _ reader: inout TreeReader
  ) -> ScriptedFault? {
    guard let entry = entries.first, entries.count == 1 else {
      let found = entries.isEmpty ? "none" : entries.map(\.name).joined(separator: " and ")
      let expected = "exactly one of " + faultKeys.joined(separator: ", ")
      reader.report(item.origin, ConfigProblem(item.key, expected: expected, found: found))
      return nil
    }
    switch entry.name {
    case "mute": return reader.value(entry, .isTrue).map { _ in .mute }
    case "first": return reader.value(entry, .whole(ConfigRules.firstQuotes)).map { .first($0) }
    case "burst_loss": return burstLoss(entry, &reader).map { .burstLoss($0) }
    case "clock_step": return reader.value(entry, .clockStep).map { .clockStep($0) }
    case "clock_skew_ppm":
      return reader.value(entry, .decimal(ConfigRules.clockSkew)).map { .clockSkew(partsPerMillion: $0) }
    case "drift": return reader.value(entry, .decimal(ConfigRules.driftRate)).map { .drift(rate: $0) }
    case "swizzle": return reader.value(entry, .decimal(ConfigRules.swizzleFraction)).map { .swizzle(fraction: $0) }
    default: return chances(entry, &reader).map { .faults($0) }
    }
  }

  private static func burstLoss(_ entry: TreeReader.Entry, _ reader: inout TreeReader) -> BurstLoss? {
    guard let entries = reader.section(entry, names: BurstLoss.fields.map(\.name)) else { return nil }
    reader.require(["good_to_bad", "bad_to_good"], among: entries, of: entry)
    return BurstLoss.fields.read(entries, &reader, into: BurstLoss(goodToBad: 0, badToGood: 0))
  }

  /// Settings by chance: the keys of `market_data.faults`, from all off; enabled unless they say otherwise.
  private static func chances(_ entry: TreeReader.Entry, _ reader: inout TreeReader) -> FaultConfig? {
    let settings = Settings.chances
    guard let entries = reader.section(entry, names: settings.map(\.name)) else { return nil }
    var whole = Configuration()
    whole.marketData.faults.enabled = true
    for entry in entries {
      guard let setting = settings.first(where: { $0.name == entry.name })?.setting else { continue }
      if case .set(let set) = setting.read(RawValue(entry.node)) {
        set(&whole, nil)
      } else {
        reader.refuse(entry, expected: setting.expected, choices: setting.choices)
      }
    }
    return whole.marketData.faults
  }
}

extension Settings {
  /// The settings of faults by chance, by their names in the section.
  static let chances = faults.filter { $0.readTree == nil }.compactMap { setting in
    setting.pattern.split(separator: ".").last.map { (name: String($0), setting: setting) }
  }.filter { !["max_in_flight", "ledger_capacity"].contains($0.name) }
}

extension BurstLoss {
  /// The keys of `burst_loss`.
  static let fields: [Field<BurstLoss>] = [
    .value("good_to_bad", .probability, \.goodToBad), .value("bad_to_good", .probability, \.badToGood),
    .value("loss_when_good", .probability, \.lossWhenGood), .value("loss_when_bad", .probability, \.lossWhenBad),
  ]
}

extension ValueFormat<Bool> {
  /// What is there because it happens.
  fileprivate static let isTrue = Self(ValueRule("true"), text: { $0 == "true" ? true : nil })
}
