import Testing

@testable import MarketData

@Suite("Phases of a scenario")
struct ScenarioPhaseTests {
  static let start = ScenarioMarket.open
  static let still = ScenarioMarket.still()

  /// A still market whose phases gap, so that the price tells which have begun.
  private static func definition(
    _ phases: [ScenarioPhase], cycle: Duration? = nil, calendar: MarketCalendar = .always
  ) -> ScenarioDefinition {
    var definition = ScenarioDefinition("a test", still)
    (definition.phases, definition.cycle, definition.calendar) = (phases, cycle, calendar)
    return definition
  }

  private static func gap(_ name: String, _ start: ScenarioPhase.Start, _ gap: Double) -> ScenarioPhase {
    ScenarioPhase(name, at: start, still, gap: gap)
  }

  /// The times at which the price changed, in seconds after `start`, and to what.
  private static func changes(_ quotes: [Quote]) -> [String] {
    zip(quotes, quotes.dropFirst()).filter { $0.price != $1.price }.map { _, quote in
      "\(Int((quote.timestamp - start).inSeconds)) \(quote.price)"
    }
  }

  @Test("A phase by elapsed time begins with the first tick at or after its time, and gaps once")
  func elapsed() throws {
    let definition = Self.definition([
      Self.gap("up", .elapsed(.seconds(10)), 0.1), Self.gap("down", .elapsed(.milliseconds(20_500)), -0.5),
    ])
    var source = try ScenarioMarket.source(ScenarioMarket.own, start: Self.start, definition: definition)
    let quotes = source.quotes(to: Self.start + .seconds(100))
    let phase = quotes[0].timestamp - Self.start
    let second = phase > .milliseconds(500) ? 20 : 21
    #expect(Self.changes(quotes) == ["10 110.00", "\(second) 55.00"])
  }

  @Test("With a cycle all begins again, with the scenario's own parameters first")
  func cycle() throws {
    var loud = Self.still
    loud.sizes = 700...700
    var definition = Self.definition([ScenarioPhase("loud", at: .elapsed(.seconds(40)), loud, gap: 0.1)])
    definition.parameters.sizes = 100...100
    definition.cycle = .seconds(60)
    var source = try ScenarioMarket.source(ScenarioMarket.own, start: Self.start, definition: definition)
    let quotes = source.quotes(to: Self.start + .seconds(179))
    #expect(Self.changes(quotes) == ["40 110.00", "100 121.00", "160 133.10"])
    for quote in quotes {
      let second = Int((quote.timestamp - Self.start).inSeconds) % 60
      #expect(quote.size == (second < 40 ? 100 : 700), "\(quote)")
    }
  }

  @Test("A symbol whose ticks are as far apart as the cycle is long gaps at each of them")
  func slow() throws {
    let definition = Self.definition([Self.gap("up", .elapsed(.seconds(1)), 0.1)], cycle: .seconds(60))
    var config = try TestMarket.config(["A.SLOW"], ScenarioMarket.own, interval: .seconds(60))
    config.symbols[try Symbol("A.FAST")] = SymbolConfig(scenario: ScenarioMarket.own, tickInterval: .milliseconds(50))
    config.scenarios[ScenarioMarket.own] = definition
    var source = try TestMarket.source(config, start: Self.start)
    let quotes = source.quotes(to: Self.start + .seconds(299)).filter { $0.symbol.ticker == "A.SLOW" }
    #expect(quotes.map(\.price.description) == ["110.00", "121.00", "133.10", "146.41", "161.05"])
  }

  @Test("Phases by the open and the close go by the hours of New York, half-days and changed clocks included")
  func daily() throws {
    let start = try Timestamp("2024-07-02T04:00:00Z")
    let definition = Self.definition([
      Self.gap("before", .open(.seconds(-60)), 1), Self.gap("open", .open(.zero), -0.5),
      Self.gap("late", .close(.seconds(-60)), 0.25), Self.gap("after", .close(.seconds(3600)), -0.2),
    ])
    var source = try ScenarioMarket.source(ScenarioMarket.own, start: start, definition: definition)
    let quotes = source.quotes(to: try Timestamp("2024-07-06T04:00:00Z"))
    let times = zip(quotes, quotes.dropFirst()).filter { $0.price != $1.price }.map { _, quote in
      "\(quote.timestamp.description.prefix(19)) \(quote.price)"
    }
    let day = ["13:29:00 200.00", "13:30:00 100.00"]
    let full = day + ["19:59:00 125.00", "21:00:00 100.00"]
    let half = day + ["16:59:00 125.00", "18:00:00 100.00"]
    #expect(
      times == full.map { "2024-07-02T\($0)" } + half.map { "2024-07-03T\($0)" } + full.map { "2024-07-05T\($0)" })
  }

  @Test("A symbol that slept through the begin of phases makes each one's gap once, with its next tick")
  func slept() throws {
    let definition = Self.definition(
      [Self.gap("up", .elapsed(.seconds(10)), 0.1), Self.gap("more", .elapsed(.seconds(20)), 0.2)],
      cycle: .seconds(100))
    var source = try ScenarioMarket.source(ScenarioMarket.own, symbols: 2, start: Self.start, definition: definition)
    let (sleeper, symbol) = (try Symbol("A0"), try Symbol("A1"))
    var quotes = source.quotes(to: Self.start + .seconds(5))
    source.deactivate(sleeper)
    quotes += source.quotes(to: Self.start + .seconds(150))
    try source.activate([sleeper], at: Self.start + .seconds(150))
    quotes += source.quotes(to: Self.start + .seconds(180))
    #expect(Self.changes(quotes.filter { $0.symbol == sleeper }) == ["150 132.00"])
    #expect(
      Self.changes(quotes.filter { $0.symbol == symbol }) == ["10 110.00", "20 132.00", "110 145.20", "120 174.24"])
  }

  @Test("A symbol met later has slept from the market's start on")
  func late() throws {
    let definition = Self.definition([Self.gap("up", .elapsed(.seconds(10)), 0.1)])
    var source = try ScenarioMarket.source(ScenarioMarket.own, start: Self.start, definition: definition)
    _ = source.quotes(to: Self.start + .seconds(50))
    let late = try Symbol("A.LATE")
    try source.activate([late], at: Self.start + .seconds(50))
    let quotes = source.quotes(to: Self.start + .seconds(60)).filter { $0.symbol == late }
    #expect(quotes.count == 10 && quotes.allSatisfy { $0.price.description == "110.00" })
  }

  @Test("A scenario that is set takes up where it is: gaps of phases that have begun are not made up for")
  func set() throws {
    let definition = Self.definition([
      Self.gap("up", .elapsed(.seconds(10)), 0.1), Self.gap("more", .elapsed(.seconds(30)), 0.2),
    ])
    var source = try ScenarioMarket.source(ScenarioMarket.own, start: Self.start, definition: definition)
    let symbol = try Symbol("A0")
    try source.setScenario(.flat, for: symbol, at: Self.start)
    var quotes = source.quotes(to: Self.start + .seconds(20))
    let now = Self.start + .seconds(20)
    try source.setScenario(ScenarioMarket.own, for: symbol, at: now)
    #expect(throws: DataSourceError.unknownScenario("none")) {
      try source.setScenario(SymbolScenario(rawValue: "none"), for: symbol, at: now)
    }
    let price = try #require(quotes.last).price.approximate
    quotes = source.quotes(to: Self.start + .seconds(60))
    #expect(quotes.count == 40)
    for quote in quotes {
      let expected = quote.timestamp < Self.start + .seconds(30) ? price : price * 1.2
      #expect(abs(quote.price.approximate / expected - 1) < 0.0002)
    }
  }

  @Test("A symbol that waits for the opening quotes at once under a scenario without hours, and the other way round")
  func hours() throws {
    let midnight = ScenarioMarket.midnight
    var source = try ScenarioMarket.source(.lowLiquidity, start: midnight)
    let symbol = try Symbol("A0")
    #expect(source.calendar(of: symbol) == .nyse)
    #expect(source.quotes(to: midnight + .seconds(100)) == [])
    try source.setScenario(.flat, for: symbol, at: midnight + .seconds(100))
    #expect(source.calendar(of: symbol) == .always)
    #expect(source.quotes(to: midnight + .seconds(110)).count == 10)
    try source.setScenario(.normalDay, for: symbol, at: midnight + .seconds(110))
    let first = try #require(source.quotes(to: midnight + .seconds(14_500)).first)
    #expect(first.timestamp >= midnight + .seconds(14_400) && first.timestamp < midnight + .seconds(14_401))
  }

  @Test("When the market stood still its hours come sooner on its scale, phases by elapsed time do not; each gaps once")
  func shifted() throws {
    let definition = Self.definition(
      [Self.gap("elapsed", .elapsed(.seconds(20)), 0.1), Self.gap("open", .open(.seconds(40)), 0.2)])
    for moments in [[5], [25], [21, 22, 23, 24, 30, 35], [45], [10, 20, 30, 36, 37, 38, 39, 40, 41]] {
      var source = try ScenarioMarket.source(ScenarioMarket.own, start: Self.start, definition: definition)
      var quotes: [Quote] = []
      var waited = Duration.zero
      for moment in moments {
        quotes += source.quotes(to: Self.start + .seconds(moment) + waited)
        source.shift(by: .seconds(1))
        waited += .seconds(1)
      }
      quotes += source.quotes(to: Self.start + .seconds(200))
      let changes = Self.changes(quotes)
      #expect(changes.map { $0.suffix(6) } == ["110.00", "132.00"], "\(moments)")
      #expect(try #require(quotes.last).price.description == "132.00")
      let open = try #require(changes.last?.split(separator: " ").first.flatMap { Int($0) })
      #expect(open == 40 || open == 41, "\(moments): \(open)")
    }
  }

  @Test("A phase that gaps either way does so by each symbol's own coin, and alike in every run")
  func eitherWay() throws {
    let phase = ScenarioPhase("toss", at: .elapsed(.seconds(1)), Self.still, gap: 0.1, gapsEitherWay: true)
    let definition = Self.definition([phase])
    func prices(_ seed: UInt64) throws -> [String] {
      var source = try ScenarioMarket.source(
        ScenarioMarket.own, symbols: 100, start: Self.start, seed: seed, definition: definition)
      return source.quotes(to: Self.start + .seconds(2)).suffix(100).sorted { $0.symbol < $1.symbol }.map(
        \.price.description)
    }
    let one = try prices(1)
    #expect(Set(one) == ["110.00", "90.00"])
    #expect(abs(one.count { $0 == "110.00" } - 50) < 25)
    #expect(try one == prices(1))
    #expect(try one != prices(2))
  }
}
