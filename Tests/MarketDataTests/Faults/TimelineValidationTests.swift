import Testing

@testable import MarketData

@Suite("Timelines that cannot be")
struct TimelineValidationTests {
  private func problems(_ windows: FaultWindow...) -> [String] {
    var config = MarketDataConfig()
    config.timeline = FaultTimeline(windows)
    return config.validate().map(\.description)
  }

  private static let key = "market_data.faults.timeline[0]"
  private static let dayAndYear = Duration.seconds(366 * 86_400)

  @Test("What is at the edge is allowed")
  func edges() throws {
    let length = Self.dayAndYear
    #expect(
      problems(FaultWindow(.first(0), from: length, lasting: .nanoseconds(1), symbols: [try Symbol("EDGE")])) == [])
    #expect(
      problems(FaultWindow(.clockStep(.seconds(-86_400)), lasting: length, name: String(repeating: "n", count: 64)))
        == [])
    #expect(
      problems(FaultWindow(.clockSkew(partsPerMillion: -1e6)), FaultWindow(.swizzle(fraction: 1), lasting: length))
        == [])
  }

  @Test(
    "What is beyond is refused, with what was expected and found",
    arguments: [
      (
        FaultWindow(.mute, from: .nanoseconds(-1)),
        "from: expected a time from 0 to 366 days after the start, found -0.000000001 s"
      ),
      (
        FaultWindow(.mute, from: dayAndYear + .milliseconds(1)),
        "from: expected a time from 0 to 366 days after the start, found 31622400.001 s"
      ),
      (FaultWindow(.mute, lasting: .zero), "for: expected a time above 0 and up to 366 days, found 0 s"),
      (
        FaultWindow(.mute, lasting: .seconds(1 << 40)),
        "for: expected a time above 0 and up to 366 days, found 9223372036.854775807 s"
      ),
      (
        FaultWindow(.mute, symbols: []), "symbols: expected at least one symbol, or none of the key for all, found none"
      ),
      (
        FaultWindow(.mute, name: "a\u{7}"),
        #"name: expected at most 64 characters, none of them invisible, found "a\u{07}""#
      ),
      (FaultWindow(.first(-1)), "first: expected a whole number from 0 to 1000000000, found -1"),
      (
        FaultWindow(.burstLoss(BurstLoss(goodToBad: .nan, badToGood: 1))),
        "burst_loss.good_to_bad: expected a number from 0 to 1, found nan"
      ),
      (
        FaultWindow(.burstLoss(BurstLoss(goodToBad: 0, badToGood: 1.5))),
        "burst_loss.bad_to_good: expected a number from 0 to 1, found 1.5"
      ),
      (
        FaultWindow(.burstLoss(BurstLoss(goodToBad: 0, badToGood: 0, lossWhenGood: -1))),
        "burst_loss.loss_when_good: expected a number from 0 to 1, found -1"
      ),
      (
        FaultWindow(.burstLoss(BurstLoss(goodToBad: 0, badToGood: 0, lossWhenBad: 2))),
        "burst_loss.loss_when_bad: expected a number from 0 to 1, found 2"
      ),
      (FaultWindow(.clockStep(.zero)), "clock_step: expected a time from -1 day to 1 day, but not 0, found 0 s"),
      (
        FaultWindow(.clockStep(.seconds(86_401))),
        "clock_step: expected a time from -1 day to 1 day, but not 0, found 86401 s"
      ),
      (
        FaultWindow(.clockSkew(partsPerMillion: .infinity)),
        "clock_skew_ppm: expected a number from -1000000 to 1000000, but not 0, found inf"
      ),
      (FaultWindow(.drift(rate: 1)), "drift: expected a number above 0.001 and below 1, found 1"),
      (FaultWindow(.drift(rate: .nan)), "drift: expected a number above 0.001 and below 1, found nan"),
      (
        FaultWindow(.swizzle(fraction: 0), lasting: .seconds(1)),
        "swizzle: expected a number above 0 and up to 1, found 0"
      ),
      (
        FaultWindow(.swizzle(fraction: 0.5)),
        "for: expected a time above 0 and up to 366 days, since a swizzle releases its symbols, found none"
      ),
      (FaultWindow(.faults(.only([.drop], 2))), "faults.drop_probability: expected a number from 0 to 1, found 2"),
    ] as [(FaultWindow, String)])
  func refused(window: FaultWindow, text: String) { #expect(problems(window) == ["\(Self.key).\(text)"]) }

  @Test("There may be a thousand windows, not more")
  func count() {
    var config = MarketDataConfig()
    config.timeline.windows = (0..<1000).map { FaultWindow(.mute, from: .seconds($0), lasting: .seconds(1)) }
    #expect(config.validate() == [])
    config.timeline.windows.append(FaultWindow(.mute))
    #expect(
      config.validate().map(\.description) == ["market_data.faults.timeline: expected at most 1000 windows, found 1001"]
    )
  }

  @Test("Windows of a kind may touch but not overlap for a common symbol; the error names both")
  func overlap() throws {
    let (a, b) = (try Symbol("LAP.A"), try Symbol("LAP.B"))
    let early = FaultWindow(.mute, from: .seconds(5), lasting: .seconds(10))
    #expect(problems(early, FaultWindow(.mute, from: .seconds(15)), FaultWindow(.first(1))) == [])
    let rule = "expected no other mute for the same symbol at the same time"
    #expect(
      problems(early, FaultWindow(.mute, from: .milliseconds(14_999))) == [
        "market_data.faults.timeline[1]: \(rule), "
          + "found from 14.999 s on for all symbols, and market_data.faults.timeline[0] from 5 s to 15 s"
      ])
    var (ofA, ofB, ofBoth) = (early, early, early)
    (ofA.symbols, ofB.symbols, ofBoth.symbols) = ([a], [b], [a, b])
    #expect(problems(ofA, ofB) == [])
    #expect(
      problems(ofA, ofB, ofBoth) == [
        "market_data.faults.timeline[2]: \(rule), "
          + "found from 5 s to 15 s for LAP.A, and market_data.faults.timeline[0] from 5 s to 15 s"
      ])
    #expect(problems(early, ofB).count == 1)
    #expect(
      problems(FaultWindow(.faults(FaultConfig())), FaultWindow(.faults(.only([.drop], 1)))).first?.hasPrefix(
        "market_data.faults.timeline[1]: expected no other faults for the same symbol") == true)
  }

  @Test("The faults of scenarios are looked at too, also against the timeline, for the symbols that have them")
  func scenarios() throws {
    var config = try TestMarket.config(["LAP.A"], SymbolScenario(rawValue: "own"))
    var definition = try #require(config.definition(of: .flat))
    definition.faults = [FaultWindow(.mute, from: .seconds(1), lasting: .seconds(-1))]
    config.scenarios[SymbolScenario(rawValue: "own")] = definition
    #expect(
      config.validate().map(\.description) == [
        "market_data.scenarios.own.faults[0].for: expected a time above 0 and up to 366 days, found -1 s"
      ])
    definition.faults = [FaultWindow(.mute, from: .seconds(1))]
    config.scenarios[SymbolScenario(rawValue: "own")] = definition
    #expect(config.validate() == [])
    config.timeline = [FaultWindow(.mute, lasting: .seconds(2))]
    #expect(
      config.validate().map(\.description) == [
        "market_data.scenarios.own.faults[0]: expected no other mute for the same symbol at the same time, "
          + "found from 1 s on for LAP.A, and market_data.faults.timeline[0] from 0 s to 2 s"
      ])
    // Nobody has it: the timeline is no matter to it, but it must be right in itself.
    config.symbols = [:]
    #expect(config.validate() == [])
    definition.faults.append(FaultWindow(.mute, from: .seconds(3)))
    config.scenarios[SymbolScenario(rawValue: "own")] = definition
    #expect(
      config.validate().map(\.description) == [
        "market_data.scenarios.own.faults[1]: expected no other mute for the same symbol at the same time, "
          + "found from 3 s on for all symbols, and market_data.scenarios.own.faults[0] from 1 s on"
      ])
  }

  @Test("A scenario that a program brings along is refused for its faults by simulation and service alike, unchanged")
  func ofAProgram() throws {
    let (one, other) = (try Symbol("LAP.A"), try Symbol("LAP.B"))
    var config = try TestMarket.config(["LAP.A", "LAP.B"], SymbolScenario(rawValue: "own"))
    var definition = ScenarioDefinition("mine", ScenarioParameters())
    definition.faults = [
      FaultWindow(.mute, from: .seconds(1), lasting: .seconds(2)), FaultWindow(.drift(rate: 2)),
      FaultWindow(.first(3), symbols: [other, one]),
    ]
    config.scenarios[SymbolScenario(rawValue: "own")] = definition
    config.timeline = [FaultWindow(.mute, from: .seconds(2), symbols: [one])]
    let expected = [
      "market_data.scenarios.own.faults[1].drift: expected a number above 0.001 and below 1, found 2",
      "market_data.scenarios.own.faults[2].symbols: expected none, since the faults of a scenario strike the symbols that "
        + "have it, found [LAP.A, LAP.B]",
      "market_data.scenarios.own.faults[0]: expected no other mute for the same symbol at the same time, "
        + "found from 1 s to 3 s for LAP.A, and market_data.faults.timeline[0] from 2 s on",
    ]
    var problems = try #require(throws: ConfigError.self) { try Simulation(config) }.problems
    #expect(problems.map(\.description) == expected)
    problems = try #require(throws: ConfigError.self) { try MarketDataService(config) }.problems
    #expect(problems.map(\.description) == expected)
  }
}
