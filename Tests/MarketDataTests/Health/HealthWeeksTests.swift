import Testing

@testable import MarketData

@Suite("Health over ten weeks of trading")
struct HealthWeeksTests {
  /// Ten weeks with two half-days, three holidays, and a change of years.
  static let first = "2024-11-11T05:00:00Z"
  static let last = "2025-01-18T05:00:00Z"

  /// What is said of a symbol whose quotes come as `arrivals` says, every `mean` on average, in extended hours.
  ///
  /// - Returns: The changes, and when the first quote of each day came.
  private func run(
    _ symbol: Symbol, _ arrivals: Arrivals, mean: Int64, interval: Duration?, seed: UInt64
  ) throws -> (changes: [HealthChange], openings: [Timestamp]) {
    var random = SplitMix64(seed: seed)
    var bench = HealthBench(fallback: .seconds(3600), start: try Timestamp(Self.first))
    bench.watch(symbol, interval: interval, calendar: .nyseExtended)
    let end = try Timestamp(Self.last)
    var (now, number, openings) = (bench.start, 0, [Timestamp]())
    var session = MarketCalendar.nyseExtended.session(at: now)
    while now < end {
      if now >= session.end { session = MarketCalendar.nyseExtended.session(at: session.end) }
      guard session.isOpen else {
        now = max(now, session.end)
        if now < end { openings.append(now) }
        continue
      }
      guard now < session.end else { continue }
      number += 1
      bench.quote(symbol, at: now, sequence: UInt64(number))
      now = now.adding(nanos: arrivals.silence(&random, number) * mean)
    }
    bench.monitor.advance(to: end, into: &bench.found)
    return (bench.found, openings)
  }

  @Test(
    "Nothing is said but that the market closes, and that quotes come again after it opened",
    arguments: Arrivals.allCases, [true, false])
  func weeks(arrivals: Arrivals, isLearned: Bool) throws {
    let symbol = try Symbol("WEEKS")
    // The bounds that hold but once in a million days.
    let bound: Duration? =
      switch arrivals {
      case _ where isLearned: nil
      case .regular: .seconds(30)
      case .jittered: .seconds(39)
      case .poisson: .seconds(30 * 22)
      case .bursty: .seconds(30 * 10 * 20)
      }
    let (changes, openings) = try run(symbol, arrivals, mean: 30, interval: bound, seed: 7)
    #expect(changes.filter { $0.to != .closed && $0.to != .live } == [])
    #expect(changes.filter { $0.to == .live }.map(\.time) == openings)
    #expect(openings.count == 47)
    let closings = changes.filter { $0.to == .closed }.map(\.time)
    #expect(closings.allSatisfy { MarketCalendar.nyseExtended.session(at: $0).start == $0 })
    #expect(closings.count == 47)
  }
}

@Suite("Earliest of many times")
struct EarliestTimesTests {
  @Test("It is that of a plain search, whatever is set where", arguments: 0..<20 as Range<UInt64>)
  func search(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var times = EarliestTimes()
    var plain: [Int: Timestamp] = [:]
    #expect(times.earliest == .distantFuture && times[5] == .distantFuture)
    for _ in 0..<500 {
      let place = Int(random.next() % (1 << (random.next() % 9)))
      let time = random.next() % 5 == 0 ? Timestamp.distantFuture : Timestamp(nanos: Int64(random.next() % 100))
      times[place] = time
      plain[place] = time
      let earliest = try #require(plain.values.min())
      #expect(times.earliest == earliest)
      if earliest < .distantFuture { #expect(plain[times.indexOfEarliest] == earliest) }
      #expect(times[place] == time)
    }
  }
}
