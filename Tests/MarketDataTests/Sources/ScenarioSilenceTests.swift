import Testing

@testable import MarketData

@Suite("The longest silence of a scenario")
struct ScenarioSilenceTests {
  struct Case: CustomTestStringConvertible {
    var scenario: SymbolScenario
    var interval: Duration
    var testDescription: String { "\(scenario) every \(interval)" }
  }

  static let cases = SymbolScenario.builtIn.flatMap { scenario in
    [100, 1000, 7777, 60_000].map { Case(scenario: scenario, interval: .milliseconds($0)) }
  }

  @Test("No built-in scenario is silent for longer than it says, while its market is open", arguments: cases)
  func bound(_ test: Case) throws {
    // Through the opening; a day and a half, or less if that is very many ticks.
    let start = ScenarioMarket.open - .seconds(2700)
    let end = start + max(.seconds(5400), min(.seconds(129_600), test.interval * 90_000))
    var source = try ScenarioMarket.source(test.scenario, symbols: 2, interval: test.interval, start: start)
    let definition = try #require(ScenarioDefinition.builtIn[test.scenario])
    let bound = definition.longestSilence(tickInterval: test.interval)
    #expect(source.longestSilence(of: try Symbol("A0")) == bound)
    var watches: [Symbol: SilenceWatch] = [:]
    while let next = source.nextDeadline, next <= end {
      var quotes: [Quote] = []
      quotes.append(addingCapacity: 256) { source.advance(to: end, into: &$0) }
      var events = source.takeEvents()[...]
      for quote in quotes {
        while let event = events.first, event.time <= quote.timestamp {
          events.removeFirst()
          if case .status(let status) = event.event { watches[status.symbol]?.tell(status) }
        }
        watches[quote.symbol, default: SilenceWatch(definition, since: start)].quote(
          at: quote.timestamp)
      }
      for event in events { if case .status(let status) = event.event { watches[status.symbol]?.tell(status) } }
    }
    #expect(watches.count == 2)
    for (symbol, watch) in watches {
      #expect(watch.longest <= bound, "\(symbol)")
      // Nor does it say much more than is needed; between pauses there may be no two quotes.
      if test.scenario != .stale { #expect(watch.longest >= bound * 0.6, "\(symbol)") }
    }
  }

  @Test("The bound counts quiet ticks of all phases but halts, and no pauses")
  func counted() {
    var definition = ScenarioDefinition(
      "",
      ScenarioMarket.still {
        $0.activity = 0.5; $0.mostQuietTicks = 3
      })
    #expect(definition.longestSilence(tickInterval: .seconds(2)) == .seconds(8))
    definition.phases = [
      ScenarioPhase(
        "thin", at: .elapsed(.seconds(1)),
        ScenarioMarket.still {
          $0.activity = 0.1; $0.mostQuietTicks = 9
        }),
      ScenarioPhase(
        "halt", at: .elapsed(.seconds(2)),
        ScenarioMarket.still {
          $0.activity = 0; $0.mostQuietTicks = 99
        }, isHalted: true),
    ]
    #expect(definition.longestSilence(tickInterval: .seconds(2)) == .seconds(20))
    #expect(ScenarioDefinition.stale.longestSilence(tickInterval: .seconds(2)) == .seconds(2))
  }
}

/// The longest time without a quote of one symbol, in which there should have been one.
private struct SilenceWatch {
  private let definition: ScenarioDefinition
  private(set) var longest = Duration.zero
  private var last: Timestamp
  private var isHalted = false
  private var session = TradingSession(kind: .closed, start: .distantFuture, end: .distantFuture)

  init(_ definition: ScenarioDefinition, since start: Timestamp) { (self.definition, last) = (definition, start) }

  mutating func tell(_ status: TradingStatus) {
    if status.code == "H" { silence(until: status.timestamp) }
    last = status.timestamp
    isHalted = status.code == "H"
  }

  mutating func quote(at time: Timestamp) {
    if isHalted { Issue.record("a quote at \(time), in a halt") }
    silence(until: time)
    last = time
  }

  /// Adds up the open hours; a close ends a silence.
  private mutating func silence(until time: Timestamp) {
    var (since, run) = (last, Duration.zero)
    while since < time {
      if since < session.start || since >= session.end { session = definition.calendar.session(at: since) }
      let end = min(session.end, time)
      run = session.isOpen ? run + (end - since) : .zero
      if definition.parameters.pauses == nil || run < .seconds(5) { longest = max(longest, run) }
      since = end
    }
  }
}
