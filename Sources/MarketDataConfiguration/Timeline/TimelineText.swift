import MarketData

/// A timeline of faults as YAML that reads back to the same.
enum TimelineText {
  /// A list, one window on a line.
  static func yaml(_ windows: [FaultWindow]) -> String {
    windows.isEmpty ? "[]" : windows.map { "\n- " + flow(pairs($0)) }.joined()
  }

  private static func pairs(_ window: FaultWindow) -> [(name: String, yaml: String)] {
    var pairs = [(name: "from", yaml: DurationText.text(window.from))]
    if let lasting = window.lasting { pairs.append(("for", DurationText.text(lasting))) }
    if let symbols = window.symbols {
      pairs.append(("symbols", "[" + symbols.sorted().map { quoted($0.ticker) }.joined(separator: ", ") + "]"))
    }
    pairs.append(fault(window.fault))
    if !window.name.isEmpty { pairs.append(("name", quoted(window.name))) }
    return pairs
  }

  private static func fault(_ fault: ScriptedFault) -> (name: String, yaml: String) {
    switch fault {
    case .mute: ("mute", "true")
    case .first(let count): ("first", "\(count)")
    case .burstLoss(let loss): ("burst_loss", flow(BurstLoss.fields.pairs(loss, usual: nil)))
    case .clockStep(let step): ("clock_step", DurationText.text(step))
    case .clockSkew(let millionths): ("clock_skew_ppm", ConfigRules.clockSkew.text(millionths))
    case .drift(let rate): ("drift", ConfigRules.driftRate.text(rate))
    case .swizzle(let fraction): ("swizzle", ConfigRules.swizzleFraction.text(fraction))
    case .faults(let config): ("faults", flow(chances(config)))
    }
  }

  /// The settings that are not as they would be anyway.
  private static func chances(_ faults: FaultConfig) -> [(name: String, yaml: String)] {
    var (whole, usual) = (Configuration(), Configuration())
    (whole.marketData.faults, usual.marketData.faults.enabled) = (faults, true)
    return Settings.chances.compactMap { name, setting in
      guard let yaml = setting.yaml(whole, nil), yaml != setting.yaml(usual, nil) else { return nil }
      return (name, yaml)
    }
  }
}
