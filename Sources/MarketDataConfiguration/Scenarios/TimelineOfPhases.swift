import MarketData

/// Reads when the phases of a scenario begin.
enum TimelineOfPhases {
  private static let expected = "a list of phases such as {at: 5m, phase: crash}"
  private static let names = ["at", "phase", "gap", "gap_either_way"]

  /// The phases in the order of the list; what is wrong is noted.
  static func read(
    _ entry: TreeReader.Entry, _ phases: inout KnownPhases, cycle: Duration?, _ reader: inout TreeReader
  ) -> [ScenarioPhase] {
    guard let items = reader.items(entry, expected: expected) else {
      for own in phases.own { _ = phases.use(own.name) }
      return []
    }
    if items.count > ScenarioRules.mostPhases {
      let most = "at most \(ScenarioRules.mostPhases) entries"
      reader.report(entry.origin, ConfigProblem(entry.key, expected: most, found: "\(items.count)"))
    }
    var found: [ScenarioPhase] = []
    var starts: [(start: ScenarioPhase.Start, key: String)] = []
    for item in items.prefix(ScenarioRules.mostPhases) {
      guard let (entries, start) = start(item, after: starts, cycle: cycle, &reader) else { continue }
      if let start { starts.append((start, item.key)) }
      guard let phase = phase(entries, at: start, &phases, &reader) else { continue }
      found.append(phase)
    }
    return found
  }

  /// Notes phases, taken from a base, that do not go with the file's own cycle.
  static func judge(_ definition: ScenarioDefinition, _ cycle: TreeReader.Entry?, _ reader: inout TreeReader) {
    guard let cycle, let length = definition.cycle else { return }
    guard let phase = definition.phases.first(where: { !$0.start.isWithin(length) }) else { return }
    let start = ValueFormat.start.yaml(phase.start)
    reader.report(
      cycle.origin,
      ConfigProblem(
        "cycle", expected: "a duration beyond the start of each phase", found: "phase \"\(phase.name)\" at \(start)"))
  }

  private static func phase(
    _ entries: [TreeReader.Entry], at start: ScenarioPhase.Start?, _ phases: inout KnownPhases,
    _ reader: inout TreeReader
  ) -> ScenarioPhase? {
    var phase: ScenarioPhase?
    var (gap, gapsEitherWay) = (0.0, false)
    for entry in entries {
      switch entry.name {
      case "phase": phase = known(entry, &phases, &reader)
      case "gap": gap = reader.value(entry, .decimal(ScenarioRules.gap)) ?? 0
      case "gap_either_way": gapsEitherWay = reader.value(entry, .bool) ?? false
      default: break
      }
    }
    if gapsEitherWay, !ScenarioRules.gapEitherWay.allows(gap), let entry = entries.first(where: { $0.name == "gap" }) {
      reader.refuse(entry, expected: ScenarioRules.gapEitherWay.expected)
    }
    guard var phase, let start else { return nil }
    (phase.start, phase.gap, phase.gapsEitherWay) = (start, gap, gapsEitherWay)
    return phase
  }

  private static func known(
    _ entry: TreeReader.Entry, _ phases: inout KnownPhases, _ reader: inout TreeReader
  ) -> ScenarioPhase? {
    guard case .text(let name) = RawValue(entry.node) else {
      reader.refuse(entry, expected: "the name of a phase")
      return nil
    }
    if let phase = phases.use(name) { return phase }
    // What is wrong with a phase, or with the base that may have it, is noted elsewhere.
    guard phases.isComplete, !phases.own.contains(where: { $0.name == name }) else { return nil }
    let known = phases.byName.keys.sorted()
    let near = nearest(name, in: known).map { "did you mean \"\($0)\"?" }
    let hint = near ?? (known.isEmpty ? "define it under phases" : "there are " + known.joined(separator: ", "))
    reader.report(
      entry.origin,
      ConfigProblem(entry.key, expected: "the name of a phase", found: RawValue.text(name).shown, hint: hint))
    return nil
  }

  /// The keys of an item, and when it begins: after those before it that count from the same moment.
  private static func start(
    _ item: TreeReader.Entry, after earlier: [(start: ScenarioPhase.Start, key: String)], cycle: Duration?,
    _ reader: inout TreeReader
  ) -> (entries: [TreeReader.Entry], start: ScenarioPhase.Start?)? {
    guard let entries = reader.section(item, names: names) else { return nil }
    reader.require(["at", "phase"], among: entries, of: item)
    guard let entry = entries.first(where: { $0.name == "at" }), let start = reader.value(entry, .start) else {
      return (entries, nil)
    }
    let yaml = ValueFormat<ScenarioPhase.Start>.start.yaml
    if let last = earlier.last(where: { $0.start.isSameKind(as: start) }), last.start.after >= start.after {
      let expected = "a time after that of \(last.key), which is \(yaml(last.start))"
      reader.report(entry.origin, ConfigProblem(entry.key, expected: expected, found: yaml(start)))
    }
    if let cycle, !start.isWithin(cycle) {
      let expected = "a time from 0 up to the cycle of \(DurationText.text(cycle))"
      reader.report(entry.origin, ConfigProblem(entry.key, expected: expected, found: yaml(start)))
    }
    return (entries, start)
  }
}

extension ScenarioPhase.Start {
  /// How long after what it counts from.
  fileprivate var after: Duration {
    switch self {
    case .elapsed(let after), .open(let after), .close(let after): after
    }
  }

  fileprivate func isSameKind(as other: ScenarioPhase.Start) -> Bool {
    switch (self, other) {
    case (.elapsed, .elapsed), (.open, .open), (.close, .close): true
    default: false
    }
  }

  /// Whether it comes in each cycle of that length.
  fileprivate func isWithin(_ cycle: Duration) -> Bool {
    if case .elapsed(let after) = self { after < cycle } else { false }
  }
}
