import Testing

@testable import MarketData

@Suite("The scenario of a halt")
struct HaltScenarioTests {
  static let start = TestMarket.start

  /// Two hours, in which the story takes place twice.
  private static func twoHours(interval: Duration = .milliseconds(500)) throws -> Told {
    var source = try ScenarioMarket.source(.halt, symbols: 5, interval: interval, start: start)
    return source.told(to: start + .seconds(7200))
  }

  @Test("It is halted after 615 s for 300 s, each hour, with the codes and texts of the tape")
  func statuses() throws {
    let told = try Self.twoHours()
    let expected = [(615, "H", "Trading Halt"), (915, "T", "Trading Resumption")]
    let all = try [0, 3600].flatMap { hour in
      try expected.flatMap { second, code, message in
        try (0..<5).map { number in
          TradingStatus(
            symbol: try Symbol("A\(number)"), code: code, message: message, reasonCode: "LUDP",
            reasonMessage: "Volatility Trading Pause", timestamp: Self.start + .seconds(hour + second))
        }
      }
    }
    #expect(told.statuses == all)
  }

  @Test(
    "No quote comes in a halt, the first one after it at once, and numbers have no holes",
    arguments: [100, 1000, 20_000])
  func silence(milliseconds: Int) throws {
    let told = try Self.twoHours(interval: .milliseconds(milliseconds))
    for (symbol, quotes) in told.bySymbol {
      #expect(quotes.map(\.sequence) == Array(1...UInt64(quotes.count)), "\(symbol)")
      for hour in [0, 3600] {
        let (halt, end) = (Self.start + .seconds(hour + 615), Self.start + .seconds(hour + 915))
        #expect(!quotes.contains { $0.timestamp >= halt && $0.timestamp < end })
        #expect(quotes.contains { $0.timestamp == end })
      }
    }
  }

  @Test("Neither trades nor the book ever leave the bands in force, which rise by one number each")
  func bands() throws {
    let told = try Self.twoHours()
    var bands: [Symbol: PriceBand] = [:]
    var (events, sticks) = (told.events[...], 0)
    for quote in told.quotes {
      while let event = events.first, event.time <= quote.timestamp {
        events.removeFirst()
        guard case .priceBand(let band) = event.event else { continue }
        #expect(band.sequence == (bands[band.symbol]?.sequence ?? 0) + 1)
        #expect(band.indicator == "B" && band.timestamp == event.time)
        bands[band.symbol] = band
      }
      let band = try #require(bands[quote.symbol])
      let isInside = quote.bid >= band.lower && quote.ask <= band.upper && quote.bid < quote.ask
      if !isInside || quote.price < quote.bid || quote.price > quote.ask { Issue.record("\(quote) in \(band)") }
      let second = (quote.timestamp - Self.start).inSeconds.truncatingRemainder(dividingBy: 3600)
      if second >= 600, second < 615 {
        #expect(quote.price == band.upper)
        sticks += 1
      }
    }
    // 15 s in the limit state, twice, five symbols, two quotes a second.
    #expect(sticks == 2 * 5 * 30)
    #expect(bands.values.allSatisfy { $0.sequence > 200 })
  }

  @Test("The reopening gaps down, turmoil follows, and calms down", arguments: [100, 1000])
  func reopening(milliseconds: Int) throws {
    let told = try Self.twoHours(interval: .milliseconds(milliseconds))
    for (_, quotes) in told.bySymbol {
      func price(before second: Int) throws -> Double {
        try #require(quotes.last { $0.timestamp < Self.start + .seconds(second) }).price.approximate
      }
      #expect(abs(try price(before: 916) / price(before: 615) - 0.915) < 0.012)
      func spread(_ range: Range<Int>) -> Double {
        let part = quotes.filter { range.contains(Int(($0.timestamp - Self.start).inSeconds)) }.map(\.price.approximate)
        var sample = Sample()
        for (a, b) in zip(part, part.dropFirst()) { sample.add(b / a - 1) }
        return sample.secondMoment.squareRoot()
      }
      #expect(spread(920..<1215) > 2 * spread(1220..<1800))
      #expect(spread(1220..<1800) > 2 * spread(1810..<3600))
    }
  }

  @Test("A symbol that joins during a halt is told of it, and quotes from its end on")
  func joins() throws {
    var source = try ScenarioMarket.source(.halt, start: Self.start)
    _ = source.told(to: Self.start + .seconds(700))
    let late = try Symbol("A.LATE")
    try source.activate([late], at: Self.start + .seconds(700))
    let told = source.told(to: Self.start + .seconds(1000))
    #expect(told.statuses.map { "\($0.symbol) \($0.code)" } == ["A.LATE H", "A.LATE T", "A0 T"])
    #expect(told.statuses[0].timestamp == Self.start + .seconds(700))
    #expect(told.bySymbol[late]?.first?.timestamp == Self.start + .seconds(915))
  }

  @Test("A symbol that stood still while its halt ended is told so when it goes on")
  func sleeps() throws {
    var source = try ScenarioMarket.source(.halt, start: Self.start)
    _ = source.told(to: Self.start + .seconds(700))
    source.deactivate(try Symbol("A0"))
    #expect(source.told(to: Self.start + .seconds(4000)) == Told())
    try source.activate([try Symbol("A0")], at: Self.start + .seconds(4000))
    let told = source.told(to: Self.start + .seconds(4300))
    #expect(told.statuses.map(\.code) == ["T", "H"])
    #expect(told.statuses[0].timestamp == Self.start + .seconds(4000))
  }

  @Test("Another scenario in the middle of a halt ends it at once")
  func leaves() throws {
    var source = try ScenarioMarket.source(.halt, start: Self.start)
    let before = source.told(to: Self.start + .seconds(700))
    try source.setScenario(.flat, for: try Symbol("A0"), at: Self.start + .seconds(700))
    let after = source.told(to: Self.start + .seconds(720))
    #expect(after.statuses.map(\.code) == ["T"])
    #expect(after.statuses[0].timestamp == Self.start + .seconds(700))
    #expect(after.quotes.count == 20)
    let (last, next) = (try #require(before.quotes.last), try #require(after.quotes.first))
    #expect(next.sequence == last.sequence + 1)
    #expect(abs(next.price.approximate / last.price.approximate - 1) < 0.0003)
  }
}
