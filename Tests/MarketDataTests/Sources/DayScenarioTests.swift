import Testing

@testable import MarketData

@Suite("Scenarios of a day in New York")
struct DayScenarioTests {
  /// Moments of 2024, in UTC: clocks go forward on 10 March, and 3 July is a half-day.
  struct Day: CustomTestStringConvertible {
    var date: String
    var open: String
    var close: String
    var testDescription: String { date }
    func time(_ clock: String) throws -> Timestamp { try Timestamp("2024-\(date)T\(clock):00Z") }
  }

  static let days = [
    Day(date: "03-08", open: "14:30", close: "21:00"), Day(date: "03-11", open: "13:30", close: "20:00"),
    Day(date: "07-03", open: "13:30", close: "17:00"), Day(date: "11-01", open: "13:30", close: "20:00"),
    Day(date: "11-04", open: "14:30", close: "21:00"), Day(date: "11-29", open: "14:30", close: "18:00"),
  ]

  @Test("Quotes come in the market's hours only, summer, winter and half-days", arguments: days)
  func hours(_ day: Day) throws {
    let (open, close) = (try day.time(day.open), try day.time(day.close))
    let midnight = EasternTime.midnight(of: open)
    for (scenario, first, last) in [
      (SymbolScenario.lowLiquidity, open, close), (.normalDay, midnight + .seconds(14_400), close + .seconds(14_400)),
    ] {
      var source = try ScenarioMarket.source(scenario, symbols: 3, start: midnight)
      let quotes = source.quotes(to: midnight + .seconds(90_000))
      let start = try #require(quotes.first).timestamp
      let end = try #require(quotes.last).timestamp
      #expect(start >= first && start < first + .seconds(1))
      #expect(end < last && end >= last - .seconds(30))
    }
  }

  @Test("On weekends and holidays there are none")
  func closed() throws {
    for date in ["2024-01-13T05:00:00Z", "2024-01-14T05:00:00Z", "2024-01-15T05:00:00Z", "2024-07-04T04:00:00Z"] {
      let midnight = try Timestamp(date)
      var source = try ScenarioMarket.source(.normalDay, start: midnight)
      #expect(source.quotes(to: midnight + .seconds(86_400)) == [])
    }
  }

  @Test(
    "Each symbol's price gaps by 5 % once on each trading day, at the open",
    arguments: [SymbolScenario.gapUp, .gapDown])
  func gaps(_ scenario: SymbolScenario) throws {
    let gap = scenario == .gapUp ? 0.05 : -0.05
    let start = try Timestamp("2024-03-06T05:00:00Z")
    var source = try ScenarioMarket.source(scenario, symbols: 4, interval: .seconds(5), start: start)
    for (symbol, quotes) in Dictionary(grouping: source.quotes(to: start + .seconds(8 * 86_400)), by: \.symbol) {
      var days: [Timestamp] = []
      for (before, after) in zip(quotes, quotes.dropFirst()) {
        let move = after.price.approximate / before.price.approximate - 1
        guard abs(move) > 0.03 else { continue }
        #expect(abs(move - gap) < 0.012)
        let open = try #require(MarketCalendar.regularHours(on: after.timestamp)).lowerBound
        #expect(before.timestamp < open && after.timestamp >= open && after.timestamp < open + .seconds(20))
        days.append(EasternTime.midnight(of: after.timestamp))
      }
      // From Wednesday to the Wednesday after: a change of clocks lies between.
      #expect(days.count == 6 && Set(days).count == 6, "\(symbol)")
    }
  }

  @Test("A million ticks of a normal day: volatility and sizes are high at both ends and low at noon")
  func shape() throws {
    var steps = [Int: Sample]()
    var sizes = [Int: Sample]()
    var last: [Symbol: Double] = [:]
    var source = try ScenarioMarket.source(.normalDay, symbols: 45)
    // A high price, so that rounding to whole cents is nothing.
    let count = Self.walk(&source, to: ScenarioMarket.open + .seconds(23_400)) { quote in
      let slot = Int((quote.timestamp - ScenarioMarket.open).nanos * 78 / 23_400_000_000_000)
      sizes[slot, default: Sample()].add(Double(quote.size))
      let price = quote.price.approximate
      if let before = last.updateValue(price, forKey: quote.symbol) {
        steps[slot, default: Sample()].add((price - before) / before)
      }
    }
    #expect(count == 45 * 23_400)
    // The first and the last slot are phases of their own; between them the parameters are the day's.
    for slot in 1..<77 {
      let x = (Double(slot) + 0.5) / 78
      let expected = 0.6 + 1.2 * (2 * x - 1) * (2 * x - 1)
      let (step, size) = (try #require(steps[slot]), try #require(sizes[slot]))
      // Rounding to cents adds (0.01 / price)² / 6 to the variance of a step.
      let rounding = 1e-8 / 6
      let deviation = (expected * 0.00015 * expected * 0.00015 + rounding).squareRoot()
      #expect(abs(step.secondMoment.squareRoot() / deviation - 1) < 0.05, "slot \(slot)")
      #expect(abs(size.mean / (300 * expected) - 1) < 0.02, "slot \(slot)")
      #expect(abs(step.mean) < 5 * deviation / step.count.squareRoot(), "slot \(slot)")
    }
    for slot in [0, 77] {
      let (step, next) = (try #require(steps[slot]), try #require(steps[slot == 0 ? 1 : 76]))
      #expect(step.secondMoment > 8 * next.secondMoment)
      #expect(try #require(sizes[slot]).mean > 4 * 300 * 1.7)
    }
  }

  @Test(
    "Before and after the regular hours a symbol is quiet in a third of its ticks, trades less, and has a wide spread")
  func extended() throws {
    let start = ScenarioMarket.open - .seconds(19_800)
    var source = try ScenarioMarket.source(.normalDay, symbols: 10, start: start)
    var (sizes, spreads) = (Sample(), Sample())
    let count = Self.walk(&source, to: ScenarioMarket.open - .nanoseconds(1)) { quote in
      sizes.add(Double(quote.size))
      spreads.add((quote.ask - quote.bid).approximate / quote.price.approximate)
    }
    // Of q = 1/2 and at most 3 quiet ticks in a row: one tick in 1 + 1/2 + 1/4 + 1/8 quotes.
    #expect(abs(Double(count) / 198_000 - 1 / 1.875) < 0.01)
    #expect(abs(sizes.mean - 90) < 1)
    #expect(abs(spreads.mean - 0.002) < 0.0002)
  }

  @Test(
    "A thin market quotes at one tick in 6.6 or so, after 29 quiet ones at the latest, few shares and a wide spread")
  func thin() throws {
    var gaps: [Int: Int] = [:]
    var last: [Symbol: Timestamp] = [:]
    var (sizes, spreads) = (Sample(), Sample())
    var source = try ScenarioMarket.source(.lowLiquidity, symbols: 43)
    let count = Self.walk(&source, to: ScenarioMarket.open + .seconds(23_400) - .nanoseconds(1)) { quote in
      sizes.add(Double(quote.size))
      spreads.add((quote.ask - quote.bid).approximate / quote.price.approximate)
      if let before = last.updateValue(quote.timestamp, forKey: quote.symbol) {
        gaps[Int((quote.timestamp - before).inSeconds.rounded()), default: 0] += 1
      }
    }
    // A million ticks; the mean gap is the sum of 0.85^k for k = 0 … 29.
    let expected = (1 - Self.power(0.85, 30)) / 0.15
    #expect(abs(Double(count) / (43 * 23_400) - 1 / expected) < 0.003)
    #expect(gaps.keys.max() == 30)
    for ticks in 1..<30 {
      let (chance, total) = (0.15 * Self.power(0.85, ticks - 1), Double(gaps.values.reduce(0, +)))
      let error = 5 * (chance * (1 - chance) / total).squareRoot()
      #expect(abs(Double(gaps[ticks] ?? 0) / total - chance) < error, "\(ticks) ticks")
    }
    #expect(sizes.range.lowest == 1 && sizes.range.highest == 100)
    #expect(abs(sizes.mean - 50.5) < 1)
    #expect(abs(spreads.mean - 0.01) < 0.0005)
  }

  @Test("Volume counts from midnight in New York for a market with hours, from midnight UTC for one without")
  func volume() throws {
    let start = try Timestamp("2024-03-07T17:00:00Z")
    for (scenario, midnight) in [
      (SymbolScenario.normalDay, try Timestamp("2024-03-08T05:00:00Z")), (.flat, try Timestamp("2024-03-08T00:00:00Z")),
    ] {
      var source = try ScenarioMarket.source(scenario, interval: .seconds(10), start: start)
      var (volume, isNewDay) = (Int64(0), false)
      let count = Self.walk(&source, to: start + .seconds(86_400)) { quote in
        if quote.timestamp >= midnight, !isNewDay { (volume, isNewDay) = (0, true) }
        volume += Int64(quote.size)
        if quote.volume != volume { Issue.record("\(quote)") }
      }
      #expect(count > 3000 && isNewDay)
    }
  }

  @Test(
    "Years of days keep their bounds, and take no more memory than the first",
    arguments: [SymbolScenario.gapUp, .gapDown])
  func years(_ scenario: SymbolScenario) throws {
    var source = try ScenarioMarket.source(scenario, symbols: 2, interval: .seconds(1800))
    let count = Self.walk(&source, to: ScenarioMarket.open + .seconds(5 * 365 * 86_400)) { quote in
      if !(0.1...100_000.01).contains(quote.price.approximate) { Issue.record("\(quote)") }
    }
    #expect(count > 50_000)
    #expect(source.plans.count == 2 && source.parts.count == 1 && source.events.isEmpty)
  }

  /// Runs `body` on all quotes, and gives their number.
  private static func walk(_ source: inout MockDataSource, to end: Timestamp, _ body: (Quote) -> Void) -> Int {
    var count = 0
    source.forEach(to: end) { quote in
      count += 1
      body(quote)
    }
    return count
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
