import MarketData
import MarketDataConfiguration
import Testing

/// What scenario files can have wrong, and what is said about it.
struct BadScenarioTests {
  private func problems(_ files: [String: String]) -> [String] {
    let (_, problems) = ScenarioFiles.parse(files.map { ScenarioFile(name: $0.key, text: $0.value) })
    return problems.map(\.description)
  }

  @Test(
    "A bad value is named with its place, its key, what was expected and what was found",
    arguments: [
      BadCase("", ": expected a scenario, found nothing"),
      BadCase("# nothing", ": expected a scenario, found nothing"),
      BadCase("- 1", ":1:1: expected a section of keys and values, found a list"),
      BadCase("drfit: 1", #":1:1: drfit: expected a known key, found "drfit"; did you mean "drift"?"#),
      BadCase("drift: [1]", ":1:1: drift: expected a number from -0.5 to 0.5, found [1]"),
      BadCase("drift: 1e999", ":1:1: drift: expected a number from -0.5 to 0.5, found 1e999"),
      BadCase("volatility: {}", ":1:1: volatility: expected a number from 0 to 0.5, found nothing"),
      BadCase(
        "volatility: 0.5\nnoise: gaussian",
        ":1:1: volatility: expected drift, volatility and jumps that move the price by at most 0.95 of it in one step, found up to 3"
      ),
      BadCase("noise: white", #":1:1: noise: expected one of uniform, gaussian, found "white""#),
      BadCase(
        "calendar: nys", #":1:1: calendar: expected one of 24h, nyse, nyse_extended, found "nys"; did you mean "nyse"?"#
      ),
      BadCase(
        "cycle: 1", ":1:1: cycle: expected none or a duration from 1 second to 3650 days, such as 1h, found 1"),
      BadCase("jumps: 5", ":1:1: jumps: expected a section of keys and values, found a single value"),
      BadCase("jumps: {size: 0.1}", ":1:1: jumps.probability: expected a value, found none"),
      BadCase("jumps: {size: 7, probability: 0}", ":1:9: jumps.size: expected a number from 0 to 0.9, found 7"),
      BadCase(
        "sizes: [0, 99999999999]",
        ":1:1: sizes: expected whole numbers as [least, most] or one whole number, from 1 to 1000000, found [0, 99999999999]"
      ),
      BadCase("phases: [calm]", ":1:1: phases: expected a section of keys and values, found a list"),
      BadCase(
        "phases: {calm: 7}",
        ":1:10: phases.calm: expected a section of keys and values, found a single value|:1:10: phases.calm: expected a place in timeline, found none in timeline"
      ),
      BadCase("phases: {calm: {}}", ":1:10: phases.calm: expected a place in timeline, found none in timeline"),
      BadCase(
        "phases: {calm: {gap: 1}}\ntimeline: [{at: 0s, phase: calm}]",
        #":1:17: phases.calm.gap: expected a known key, found "gap"; known here: drift, volatility, noise, jumps, pauses, wave, spread, sizes, size_scale, trades_per_tick, activity, most_quiet_ticks, bursts, intraday, bands, halted"#
      ),
      BadCase(
        "phases: {'': {}}",
        ":1:10: phases: expected 1 to 64 characters, none of them invisible, found \"\"|:1:10: phases.: expected a place in timeline, found none in timeline"
      ),
      BadCase(
        "timeline: 5m", ":1:1: timeline: expected a list of phases such as {at: 5m, phase: crash}, found a single value"
      ),
      BadCase(
        "timeline: [{}]",
        ":1:12: timeline[0].at: expected a value, found none|:1:12: timeline[0].phase: expected a value, found none"),
      BadCase(
        "timeline: [{at: 0s, phase: calm}]",
        #":1:21: timeline[0].phase: expected the name of a phase, found "calm"; define it under phases"#),
      BadCase(
        "phases: {calm: {}}\ntimeline: [{at: 0s, phase: calm, gap: 2, gap_either_way: true}]",
        ":2:34: timeline[0].gap: expected a number from -0.9 to 0.9, since it may go down as well as up, found 2"),
      BadCase(
        "base: news\ntimeline: [{at: 0s, phase: new}]",
        #":2:21: timeline[0].phase: expected the name of a phase, found "new"; did you mean "news"?"#),
      BadCase(
        "faults: [{symbols: [A], mute: true}]",
        #":1:11: faults[0].symbols: expected a known key, found "symbols"; known here: from, for, name, mute, first, burst_loss, clock_step, clock_skew_ppm, drift, swizzle, faults"#
      ),
      BadCase(
        "base: syntetic", #":1:1: base: expected the name of a scenario, found "syntetic"; did you mean "synthetic"?"#),
      BadCase("base: mine", ":1:1: base: expected a scenario that is not based on this one, found mine → mine"),
      BadCase(
        "drift: {",
        ":2:1: expected valid YAML, found an error (while parsing a flow node did not find expected node content)"),
    ])
  func file(_ bad: BadCase) {
    let expected = bad.message.split(separator: "|").map { "mine.yaml\($0)" }
    #expect(problems(["mine": bad.input + "\n"]) == expected)
  }

  private static let start =
    "a duration from 0 to 3650 days such as 5m, or of each trading day open, open+10m or close-30m, up to 12 hours off"

  /// The second entry of a timeline that has `calm` at 5m.
  @Test(
    "A bad time of a phase is named",
    arguments: [
      BadCase("-1s", #"expected \#(start), found "-1s""#), BadCase("5", "expected \(start), found 5"),
      BadCase("99999999999999999d", #"expected \#(start), found "99999999999999999d""#),
      BadCase("3651d", #"expected \#(start), found "3651d""#),
      BadCase("open+13h", #"expected \#(start), found "open+13h""#),
      BadCase("open 10m", #"expected \#(start), found "open 10m""#),
      BadCase("open+-1m", #"expected \#(start), found "open+-1m""#),
      BadCase("noon", #"expected \#(start), found "noon""#),
      BadCase("5m", "expected a time after that of timeline[0], which is 5m, found 5m"),
      BadCase("1m", "expected a time after that of timeline[0], which is 5m, found 1m"),
    ])
  func time(_ bad: BadCase) {
    let text = "phases: {calm: {}}\ntimeline:\n  - {at: 5m, phase: calm}\n  - {phase: calm, at: \(bad.input)}\n"
    #expect(problems(["mine": text]) == ["mine.yaml:4:19: timeline[1].at: \(bad.message)"])
  }

  @Test("Phases and a cycle must go together")
  func cycle() {
    let text = "cycle: 1m\nphases: {calm: {}}\ntimeline: [{at: 1m, phase: calm}, {at: open, phase: calm}]\n"
    #expect(
      problems(["a": text, "b": "base: news\ncycle: 10m\n", "c": "base: gap_up\ncycle: 1h\n"]) == [
        "a.yaml:3:13: timeline[0].at: expected a time from 0 up to the cycle of 1m, found 1m",
        "a.yaml:3:36: timeline[1].at: expected a time from 0 up to the cycle of 1m, found open",
        "b.yaml:1:1: cycle: expected a duration beyond the start of each phase, found phase \"news\" at 10m"
          .replacing("1:1", with: "2:1"),
        "c.yaml:2:1: cycle: expected a duration beyond the start of each phase, found phase \"open\" at open",
      ])
  }

  @Test("A cycle of bases is named whole, once; what else is wrong in its files is said too")
  func circle() {
    let found = problems([
      "a": "base: b\ndrift: 7\ntimeline: [{at: 0s, phase: unknown}]\n", "b": "base: c\n", "c": "base: a\n",
      "d": "base: a\n",
    ])
    #expect(
      found == [
        "a.yaml:2:1: drift: expected a number from -0.5 to 0.5, found 7",
        "c.yaml:1:1: base: expected a scenario that is not based on this one, found a → b → c → a",
      ])
  }

  @Test("A name that no scenario may have is that of the file")
  func name() {
    #expect(
      problems(["My Scenario": "drift: 0\n"]) == [
        "My Scenario.yaml: expected a name of 1 to 64 characters from a-z 0-9 _ -, found \"My Scenario\"; rename the file"
      ])
  }

  @Test("Thousands of phases, windows and levels are refused without ado")
  func huge() {
    let entries = (0..<1001).map { "  - {at: \($0)s, phase: calm}\n" }.joined()
    #expect(
      problems(["a": "phases: {calm: {}}\ntimeline:\n\(entries)"]) == [
        "a.yaml:2:1: timeline: expected at most 1000 entries, found 1001"
      ])
  }
}
