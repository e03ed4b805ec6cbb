import MarketData
import MarketDataConfiguration
import Testing

@Suite("Scenario files")
struct ScenarioFileTests {
  private func parse(_ files: [String: String]) throws -> [String: ScenarioDefinition] {
    let (definitions, problems) = ScenarioFiles.parse(files.map { ScenarioFile(name: $0.key, text: $0.value) })
    #expect(problems == [])
    return Dictionary(uniqueKeysWithValues: definitions.map { ($0.key.rawValue, $0.value) })
  }

  @Test("Parameters, calendar, phases, their times and faults are read")
  func whole() throws {
    let text = """
      summary: a quiet market, a crash
      calendar: nyse
      volatility: 0.0003
      noise: gaussian
      jumps: { probability: 0.02, size: 0.05 }
      phases:
        calm:
        crash: { drift: -0.0015, volatility: 0.002, sizes: [500, 5000], jumps: none }
        pause: { halted: true }
      timeline:
        - { at: 0s, phase: calm }
        - { at: 5m, phase: crash, gap: -0.02, gap_either_way: true }
        - { at: 6m, phase: calm }
        - { at: open+10m, phase: pause }
        - { at: close, phase: calm }
        - { at: close+1h, phase: crash }
      faults:
        - { from: 5m, for: 30s, mute: true }
      """
    var parameters = ScenarioParameters()
    (parameters.volatility, parameters.noise) = (0.0003, .gaussian)
    parameters.jumps = .init(probability: 0.02, size: 0.05)
    var crash = parameters
    (crash.drift, crash.volatility, crash.sizes, crash.jumps) = (-0.0015, 0.002, 500...5000, nil)
    var expected = ScenarioDefinition("a quiet market, a crash", parameters)
    expected.calendar = .nyse
    expected.phases = [
      ScenarioPhase("calm", at: .elapsed(.zero), parameters),
      ScenarioPhase("crash", at: .elapsed(.seconds(300)), crash, gap: -0.02, gapsEitherWay: true),
      ScenarioPhase("calm", at: .elapsed(.seconds(360)), parameters),
      ScenarioPhase("pause", at: .open(.seconds(600)), parameters, isHalted: true),
      ScenarioPhase("calm", at: .close(.zero), parameters),
      ScenarioPhase("crash", at: .close(.seconds(3600)), crash),
    ]
    expected.faults = [FaultWindow(.mute, from: .seconds(300), lasting: .seconds(30))]
    #expect(try parse(["mine": text]) == ["mine": expected])
    #expect(expected.problems == [])
  }

  @Test("A scenario starts from its base, built in or a file, wherever that stands in the order")
  func bases() throws {
    let found = try parse([
      "a": "base: z\nspread: 0.01\n", "z": "summary: z\nbase: news\nvolatility: 0.001\nfaults: [{mute: true}]\n",
      "news": "base: news\nsummary: other news\n",
    ])
    let news = try #require(ScenarioDefinition.builtIn[.news])
    var mine = news
    mine.summary = "other news"
    #expect(found["news"] == mine)
    #expect(found["z"]?.phases == mine.phases)
    #expect(found["z"]?.cycle == .seconds(3600))
    #expect(found["z"]?.parameters.volatility == 0.001)
    var expected = try #require(found["z"])
    expected.parameters.spread = 0.01
    #expect(found["a"] == expected)
  }

  @Test("A phase of the base's name changes that phase, where the base has it")
  func replacedPhase() throws {
    let found = try parse(["a": "base: gap_up\nphases: { open: { volatility: 0.002 } }\n"])
    var expected = try #require(ScenarioDefinition.builtIn[.gapUp])
    let place = try #require(expected.phases.firstIndex { $0.name == "open" })
    expected.phases[place].parameters.volatility = 0.002
    #expect(found["a"] == expected)
  }

  @Test("A timeline of one's own may use the phases of the base; a cycle and faults may be taken away")
  func ownTimeline() throws {
    let text = "base: news\ncycle: none\nfaults: []\ntimeline: [{at: 1m, phase: news}]\n"
    let found = try #require(try parse(["a": text])["a"])
    let news = try #require(ScenarioDefinition.builtIn[.news]?.phases.first)
    #expect(found.phases == [ScenarioPhase("news", at: .elapsed(.seconds(60)), news.parameters)])
    #expect(found.cycle == nil)
  }

  @Test("Each built-in scenario, shown, reads back to the same", arguments: SymbolScenario.builtIn)
  func builtIn(_ scenario: SymbolScenario) throws {
    let definition = try #require(ScenarioDefinition.builtIn[scenario])
    #expect(try parse(["a": ScenarioText.yaml(definition)]) == ["a": definition])
  }

  @Test("Any valid scenario, shown, reads back to the same", arguments: 1...300 as ClosedRange<UInt64>)
  func roundTrip(seed: UInt64) throws {
    let definition = try RandomScenario(seed: seed).definition()
    let text = ScenarioText.yaml(definition)
    let (definitions, problems) = ScenarioFiles.parse([ScenarioFile(name: "a", text: text)])
    #expect(problems == [], "seed \(seed):\n\(text)")
    #expect(definitions == [SymbolScenario(rawValue: "a"): definition], "seed \(seed):\n\(text)")
    #expect(definition.problems == [], "seed \(seed)")
  }

  @Test(
    "Texts that were damaged give definitions or problems, and the definitions keep all rules",
    arguments: 1...200 as ClosedRange<UInt64>)
  func garbage(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var bytes = Array(ScenarioText.yaml(try RandomScenario(seed: seed).definition()).utf8)
    let signs = Array("{}[]:,-#&*!|>'\"%@` \n\t0e9~é".utf8)
    for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0...2, using: &random) {
      case 0: bytes.remove(at: place)
      case 1: bytes[place] = signs.randomElement(using: &random) ?? 0
      default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 20)], at: place)
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let (definitions, problems) = ScenarioFiles.parse([ScenarioFile(name: "a", text: text)])
    #expect(definitions.isEmpty != problems.isEmpty, "seed \(seed):\n\(text)")
    for definition in definitions.values { #expect(definition.problems == [], "seed \(seed):\n\(text)") }
  }
}

extension ScenarioDefinition {
  /// What a configuration with it has wrong.
  fileprivate var problems: [String] {
    var config = MarketDataConfig()
    config.scenarios[SymbolScenario(rawValue: "a")] = self
    return config.validate().map(\.description)
  }
}
