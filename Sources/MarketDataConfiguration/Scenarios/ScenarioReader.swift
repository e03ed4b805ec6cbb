import MarketData

/// Reads a scenario out of the entries of its file.
enum ScenarioReader {
  /// The keys of a file.
  static let names =
    ["summary", "base", "calendar", "cycle"] + parameterNames + ["phases", "timeline", "faults"]
  private static let parameterNames = ScenarioParameters.fields.map(\.name)

  /// The scenario; what is wrong with it is noted, and is then as in the base.
  ///
  /// - Parameters:
  ///   - base: What it starts from.
  ///   - isBaseBroken: There is a base, but what it is is not known, nor are its phases.
  static func definition(
    _ entries: [TreeReader.Entry], on base: ScenarioDefinition?, isBaseBroken: Bool, _ reader: inout TreeReader
  ) -> ScenarioDefinition {
    var definition = base ?? ScenarioDefinition("", ScenarioParameters())
    definition.parameters = ScenarioParameters.fields.read(entries, &reader, into: definition.parameters)
    for entry in entries {
      switch entry.name {
      case "summary": definition.summary = reader.value(entry, .summary) ?? ""
      case "calendar": definition.calendar = reader.value(entry, .name) ?? definition.calendar
      case "cycle": definition.cycle = reader.value(entry, .cycle) ?? definition.cycle
      case "faults":
        definition.faults = TimelineReader.windows(entry, &reader, isOfScenario: true) ?? []
      default: break
      }
    }
    if reader.faults.isEmpty { judge(definition.parameters, "", entries, &reader) }
    readPhases(entries, into: &definition, isBaseBroken, &reader)
    return definition
  }

  // MARK: Phases

  private static func readPhases(
    _ entries: [TreeReader.Entry], into definition: inout ScenarioDefinition, _ isBaseBroken: Bool,
    _ reader: inout TreeReader
  ) {
    var phases = KnownPhases(definition.phases, isComplete: !isBaseBroken)
    if let entry = entries.first(where: { $0.name == "phases" }) {
      phases.own = reader.section(entry, names: nil) ?? []
      for entry in phases.own { readPhase(entry, of: definition, into: &phases, &reader) }
    }
    if let entry = entries.first(where: { $0.name == "timeline" }) {
      definition.phases = TimelineOfPhases.read(entry, &phases, cycle: definition.cycle, &reader)
    } else {
      definition.phases = definition.phases.map { phases.replaced($0) }
      TimelineOfPhases.judge(definition, entries.first { $0.name == "cycle" }, &reader)
    }
    for entry in phases.own where phases.isComplete && !phases.used.contains(entry.name) {
      let found = "none in timeline"
      reader.report(entry.origin, ConfigProblem(entry.key, expected: "a place in timeline", found: found))
    }
  }

  /// Reads a phase: it starts from that of the base of the same name, else from the scenario's parameters.
  private static func readPhase(
    _ entry: TreeReader.Entry, of definition: ScenarioDefinition, into phases: inout KnownPhases,
    _ reader: inout TreeReader
  ) {
    guard ScenarioRules.phaseName.allows(entry.name) else {
      let rule = ScenarioRules.phaseName
      return reader.report(
        entry.origin, ConfigProblem("phases", expected: rule.expected, found: rule.text(entry.name)))
    }
    var phase = phases.byName[entry.name] ?? ScenarioPhase(entry.name, at: .elapsed(.zero), definition.parameters)
    phases.byName[entry.name] = phase
    let before = reader.faults.count
    guard RawValue(entry.node) != .nothing else { return }
    guard let entries = reader.section(entry, names: parameterNames + ["halted"]) else { return }
    phase.parameters = ScenarioParameters.fields.read(entries, &reader, into: phase.parameters)
    if let halted = entries.first(where: { $0.name == "halted" }) {
      phase.isHalted = reader.value(halted, .bool) ?? false
    }
    phases.byName[entry.name] = phase
    if reader.faults.count == before { judge(phase.parameters, "\(entry.key).", entries, &reader) }
  }

  /// Notes what is wrong with parameters only together, at the place of the key that it is said of.
  private static func judge(
    _ parameters: ScenarioParameters, _ prefix: String, _ entries: [TreeReader.Entry], _ reader: inout TreeReader
  ) {
    for var problem in parameters.problems(section: "") {
      problem.key.removeFirst()
      let name = problem.key.prefix { $0 != "." }
      let origin = entries.first { $0.name == name }?.origin ?? entries.first?.origin
      problem.key = prefix + problem.key
      reader.report(origin, problem)
    }
  }
}

/// The phases that a timeline may name.
struct KnownPhases {
  var byName: [String: ScenarioPhase]
  /// Those of the file itself.
  var own: [TreeReader.Entry] = []
  private(set) var used: Set<String> = []
  /// Whether there are no others.
  let isComplete: Bool

  init(_ base: [ScenarioPhase], isComplete: Bool) {
    self.isComplete = isComplete
    byName = Dictionary(base.map { ($0.name, $0) }) { first, _ in first }
  }

  /// The phase of a name, which is used then.
  mutating func use(_ name: String) -> ScenarioPhase? {
    used.insert(name)
    return byName[name]
  }

  /// A phase of the base, with what the file says of its name.
  mutating func replaced(_ phase: ScenarioPhase) -> ScenarioPhase {
    guard let own = use(phase.name) else { return phase }
    var phase = phase
    (phase.parameters, phase.isHalted) = (own.parameters, own.isHalted)
    return phase
  }
}
