import MarketData

extension ScenarioParameters {
  /// The keys of a scenario and of a phase that are parameters, in the order of the reference.
  static let fields: [Field<ScenarioParameters>] = [
    .value("drift", .decimal(ScenarioRules.drift), \.drift),
    .value("volatility", .decimal(ScenarioRules.volatility), \.volatility),
    .value("noise", .name, \.noise),
    .part(
      "jumps", \.jumps, from: Jumps(probability: 0, size: 0), required: ["probability", "size"],
      [.value("probability", .probability, \.probability), .value("size", .decimal(ScenarioRules.share), \.size)]),
    .part(
      "pauses", \.pauses, from: Pauses(afterMs: 0...0, lastingMs: 0...0), required: ["after_ms", "lasting_ms"],
      [
        .value("after_ms", .millisecondRange, \.afterMs), .value("lasting_ms", .millisecondRange, \.lastingMs),
      ]),
    .part(
      "wave", \.wave, from: Wave(amplitude: 0, period: 1), required: ["amplitude", "period"],
      [
        .value("amplitude", .decimal(ScenarioRules.share), \.amplitude),
        .value("period", .decimal(ScenarioRules.period), \.period),
      ]),
    .value("spread", .decimal(ScenarioRules.spread), \.spread),
    .value("sizes", .range(ScenarioRules.sizes), \.sizes),
    .value("size_scale", .decimal(ScenarioRules.scale), \.sizeScale),
    .value("trades_per_tick", .whole(ScenarioRules.tradesPerTick), \.tradesPerTick),
    .value("activity", .probability, \.activity),
    .value("most_quiet_ticks", .whole(ScenarioRules.quietTicks), \.mostQuietTicks),
    .part(
      "bursts", \.bursts, from: Bursts(probability: 0, quotes: 1...1, spacing: 1),
      required: ["probability", "quotes", "spacing"],
      [
        .value("probability", .probability, \.probability), .value("quotes", .range(ScenarioRules.burst), \.quotes),
        .value("spacing", .decimal(ScenarioRules.spacing), \.spacing),
      ]),
    .value("intraday", .name, \.intraday),
    .part(
      "bands", \.bands, from: Bands(width: 0), required: ["width"],
      [
        .value("width", .decimal(ScenarioRules.bandWidth), \.width),
        .value("renewed_every_ms", .whole(ScenarioRules.renewal), \.renewedEveryMs),
      ]),
  ]
}

extension ValueFormat<Duration?> {
  /// After how long a scenario begins again, or `none`.
  static let cycle = Self(
    ValueRule(
      "none or \(ScenarioRules.cycle.expected), such as 1h", allows: { $0.map(ScenarioRules.cycle.allows) ?? true }),
    yaml: { $0.map(DurationText.text) ?? "none" },
    text: { (text: String) -> Duration?? in text == "none" ? .some(nil) : DurationText.read(text).map { .some($0) } })
}

extension ValueFormat<ScenarioPhase.Start> {
  /// When a phase begins: `5m` after the market's start, or `open`, `open+10m`, `close-30m` on each trading day.
  static let start = Self(
    ValueRule(
      "\(ScenarioRules.elapsed.expected) such as 5m, or of each trading day open, open+10m or close-30m, up to 12 hours off",
      allows: { start in
        switch start {
        case .elapsed(let after): ScenarioRules.elapsed.allows(after)
        case .open(let after), .close(let after): ScenarioRules.offset.allows(after)
        }
      }),
    yaml: { start in
      switch start {
      case .elapsed(let after): DurationText.text(after)
      case .open(let after): "open" + offsetText(after)
      case .close(let after): "close" + offsetText(after)
      }
    },
    text: { (text: String) in
      if text.hasPrefix("open") { return offset(text.dropFirst(4)).map { .open($0) } }
      if text.hasPrefix("close") { return offset(text.dropFirst(5)).map { .close($0) } }
      return DurationText.read(text).map { .elapsed($0) }
    })

  private static func offset(_ text: Substring) -> Duration? {
    switch text.first {
    case nil: .zero
    case "-": DurationText.read(text)
    case "+": text.dropFirst().first == "-" ? nil : DurationText.read(text.dropFirst())
    default: nil
    }
  }

  private static func offsetText(_ offset: Duration) -> String {
    offset == .zero ? "" : (offset > .zero ? "+" : "") + DurationText.text(offset)
  }
}

extension ValueFormat<String> {
  /// What happens in a scenario.
  static let summary = Self(ScenarioRules.summary, yaml: quoted, text: { $0 })
}
