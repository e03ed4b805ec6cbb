public import MarketData

/// A scenario as the text of a file that reads back to the same.
public enum ScenarioText {
  /// The file, without a base.
  public static func yaml(_ definition: ScenarioDefinition) -> String {
    var lines: [String] = []
    if !definition.summary.isEmpty { lines.append("summary: \(quoted(definition.summary))") }
    if definition.calendar != .always { lines.append("calendar: \(definition.calendar.rawValue)") }
    if let cycle = definition.cycle { lines.append("cycle: \(DurationText.text(cycle))") }
    let usual = ScenarioParameters()
    lines += ScenarioParameters.fields.pairs(definition.parameters, usual: usual).map { "\($0.name): \($0.yaml)" }
    lines += phases(definition) + timeline(definition)
    if !definition.faults.isEmpty { lines.append("faults:" + TimelineText.yaml(definition.faults)) }
    return (lines.isEmpty ? ["summary: \"\""] : lines).joined(separator: "\n") + "\n"
  }

  private static func phases(_ definition: ScenarioDefinition) -> [String] {
    var seen: Set<String> = []
    let phases = definition.phases.filter { seen.insert($0.name).inserted }
    guard !phases.isEmpty else { return [] }
    return ["phases:"]
      + phases.map { phase in
        var pairs = ScenarioParameters.fields.pairs(phase.parameters, usual: definition.parameters)
        if phase.isHalted { pairs.append(("halted", "true")) }
        return "  \(key(phase.name)): \(flow(pairs))"
      }
  }

  private static func timeline(_ definition: ScenarioDefinition) -> [String] {
    guard !definition.phases.isEmpty else { return [] }
    return ["timeline:"]
      + definition.phases.map { phase in
        var pairs = [(name: "at", yaml: ValueFormat.start.yaml(phase.start)), (name: "phase", yaml: key(phase.name))]
        if phase.gap != 0 { pairs.append(("gap", ScenarioRules.gap.text(phase.gap))) }
        if phase.gapsEitherWay { pairs.append(("gap_either_way", "true")) }
        return "  - " + flow(pairs)
      }
  }

  /// A name as it is where every YAML reader takes it for a text, else in quotes.
  private static func key(_ name: String) -> String {
    let isWord = name.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 }
    let isElsewhere = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(name)
    return isWord && !isElsewhere ? name : quoted(name)
  }
}
