import Testing

@testable import MarketData

@Suite("Feeds that fall behind")
struct DriftTests {
  let symbol: Symbol

  init() throws { symbol = try Symbol("DRIFT") }

  /// When a feed that delivers at `rate` from time 0 on is first found to be not live; nil: not within 4 intervals.
  ///
  /// - Parameter silence: Gives the time from one quote's production to the next, at most an interval.
  private func found(
    rate: Double, interval: Double, first: Double, silence: () -> Double
  ) -> Double? {
    var bench = HealthBench()
    bench.watch(symbol, interval: .nanoseconds(Int64(interval * 1e6)), at: first - interval)
    var (produced, sequence) = (first - interval * 0.999, UInt64(1))
    while produced <= 4 * interval {
      let arrival = produced <= 0 ? produced : produced / rate
      bench.quote(symbol, at: arrival, sequence: sequence, lag: arrival - produced)
      if let change = bench.found.first { return (change.time - bench.start).inMilliseconds }
      (produced, sequence) = (produced + silence(), sequence + 1)
    }
    return nil
  }

  @Test(
    "A drift is found within three intervals, wherever in its tick it begins",
    arguments: [0.5, 0.55, 0.6, 0.66, 0.7, 0.75, 0.82, 0.86, 0.9], [1000.0, 60_000])
  func regular(rate: Double, interval: Double) throws {
    for phase in 0..<200 {
      let time = found(rate: rate, interval: interval, first: Double(phase) / 200 * interval) { interval }
      #expect(try #require(time) <= 3 * interval, "phase \(phase)")
    }
  }

  @Test("82 % of production is found within three of the least intervals, too")
  func least() throws {
    for phase in 0..<200 {
      let time = found(rate: 0.82, interval: 100, first: Double(phase) / 2) { 100 }
      #expect(try #require(time) <= 300, "phase \(phase)")
    }
  }

  @Test("So is one whose quotes come as they like", arguments: 0..<200 as Range<UInt64>)
  func irregular(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rate = 0.5 + 0.4 * random.unit()
    // From nearly always the whole interval to a hundredth of it.
    let power = Int(random.next() % 4)
    let time = found(rate: rate, interval: 1000, first: 1000 * random.unit()) {
      var part = 1 - random.unit() * 0.9
      for _ in 0..<power { part *= 1 - random.unit() * 0.9 }
      return 1000 * part
    }
    #expect(try #require(time) <= 3000, "rate \(rate)")
  }

  @Test("Lags of a busy machine, up to a sixteenth of the interval, are no drift", arguments: 0..<20 as Range<UInt64>)
  func jitter(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var bench = HealthBench()
    bench.watch(symbol)
    for number in 0..<5000 {
      let lag = random.unit() * 62
      bench.quote(symbol, at: Double(number) * 1000 + lag, sequence: UInt64(number) + 1, lag: lag)
    }
    #expect(bench.takeWords() == [])
  }
}
