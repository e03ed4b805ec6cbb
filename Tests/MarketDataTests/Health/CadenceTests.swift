import Testing

@testable import MarketData

/// A way in which quotes come.
enum Arrivals: String, CaseIterable, Sendable {
  case regular, jittered, poisson, bursty

  /// The next silence in nanoseconds; one second on average.
  func silence(_ random: inout SplitMix64, _ number: Int) -> Int64 {
    let second = 1e9
    return switch self {
    case .regular: 1_000_000_000
    case .jittered: Int64(second * (1 + 0.3 * random.signedUnit()))
    case .poisson: Int64(second * -logarithm(1 - random.unit()))
    // Ten within a tenth of a second, then a pause.
    case .bursty: number % 10 == 9 ? Int64(9.9 * second * -logarithm(1 - random.unit())) : 11_000_000
    }
  }
}

@Suite("Learning what is ordinary", .timeLimit(.minutes(5)))
struct CadenceTests {
  let symbol: Symbol

  init() throws { symbol = try Symbol("CADENCE") }

  @Test(
    "Over a week of quotes nothing is said once it is learned how they come, and silence is found within three times that",
    arguments: Arrivals.allCases, [1, 2] as [UInt64])
  func week(arrivals: Arrivals, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var bench = HealthBench(fallback: .seconds(60))
    bench.watch(symbol, interval: nil)
    #expect(bench.monitor.expectedInterval(of: symbol) == .seconds(60))
    var now = bench.start
    for number in 0..<600_000 {
      now = now.adding(nanos: arrivals.silence(&random, number))
      bench.quote(symbol, at: now, sequence: UInt64(number) + 1)
    }
    #expect(bench.takeWords() == [])
    let learned = try #require(bench.monitor.expectedInterval(of: symbol))
    let ordinary: ClosedRange<Duration> =
      switch arrivals {
      case .regular: .seconds(1) ... .milliseconds(1500)
      case .jittered: .milliseconds(1300) ... .seconds(4)
      case .poisson: .seconds(20) ... .seconds(30)
      case .bursty: .seconds(180) ... .seconds(270)
      }
    #expect(ordinary.contains(learned), "\(learned)")
    bench.monitor.advance(to: now + learned * 3 + .nanoseconds(1), into: &bench.found)
    #expect(bench.found.map(\.to) == [.stale, .mute])
    #expect(bench.found.map(\.time) == [now + learned * 2, now + learned * 3])
  }

  @Test("Faults do not teach: a silence now and then leaves what was learned as it is")
  func faults() throws {
    var bench = HealthBench(fallback: .seconds(5))
    bench.watch(symbol, interval: nil)
    var (now, sequence) = (0.0, UInt64(0))
    for number in 1...20_000 {
      now += number % 100 == 0 ? 30_000 : 1000
      sequence += 1
      bench.quote(symbol, at: now, sequence: sequence)
    }
    #expect(bench.found.count { $0.to == .mute } == 199 || bench.found.count { $0.to == .mute } == 200)
    let learned = try #require(bench.monitor.expectedInterval(of: symbol))
    #expect(learned < .milliseconds(1500))
  }

  @Test("Neither do quotes after missing ones, nor those of a stream that is late")
  func lossAndLag() throws {
    var bench = HealthBench(fallback: .seconds(5))
    bench.watch(symbol, interval: nil)
    var sequence: UInt64 = 0
    for number in 0..<4000 where number < 1000 || number % 5 != 0 {
      sequence = UInt64(number) + 1
      bench.quote(symbol, at: Double(number) * 1000, sequence: sequence)
    }
    #expect(bench.found.contains { $0.to == .gapped })
    #expect(try #require(bench.monitor.expectedInterval(of: symbol)) < .milliseconds(1500))
  }

  @Test("A slower cadence is learned after eight silences that were too long")
  func slower() throws {
    var bench = HealthBench(fallback: .seconds(5))
    bench.watch(symbol, interval: nil)
    var (now, sequence) = (0.0, UInt64(0))
    for number in 0..<2000 {
      now += number < 1000 ? 1000 : 30_000
      sequence += 1
      bench.quote(symbol, at: now, sequence: sequence)
    }
    #expect(bench.found.count { $0.to == .mute } == 8)
    #expect(bench.monitor.health(of: symbol) == .live)
    let learned = try #require(bench.monitor.expectedInterval(of: symbol))
    #expect((Duration.seconds(30) ... .seconds(45)).contains(learned))
  }

  @Test("Of a quick stream exactly that is learned which each silence would teach by itself", arguments: 0..<10)
  func quickStream(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let minimum = HealthConfig().minimumInterval
    var bench = HealthBench(fallback: .milliseconds(500))
    bench.watch(symbol, interval: nil)
    var learner = CadenceLearner(fallback: Duration.milliseconds(500).nanos)
    var now = bench.start
    for number in 0..<200_000 {
      // Mostly what counts as shortest, some that is longer, and once in a while eight pauses with little between them.
      let scale: Double = number % 50_000 < 24 && number % 3 == 0 ? 8e9 : random.unit() < 0.01 ? 2e8 : 9e6
      let silence = 1 + Int64(random.unit() * scale)
      now = now.adding(nanos: silence)
      let lag = 900_000_000 + Int64(random.unit() * 1e6)
      bench.quote(symbol, at: now, sequence: UInt64(number) + 1, lag: lag)
      if number > 0 { _ = learner.add(silence, lag: lag) }
      let learned = bench.monitor.expectedInterval(of: symbol)
      guard learned == max(minimum, .nanoseconds(learner.interval)) else {
        Issue.record("seed \(seed), quote \(number): \(String(describing: learned)), not \(learner.interval) ns")
        return
      }
    }
    #expect(learner.isLearned)
    #expect(!bench.found.contains { $0.to == .late })
  }

  @Test("A quicker cadence is learned within two weeks")
  func quicker() {
    var learner = CadenceLearner(fallback: 5_000_000_000)
    for _ in 0..<20_000 { _ = learner.add(60_000_000_000, lag: 0) }
    #expect((60_000_000_000...90_000_000_000).contains(learner.interval))
    for _ in 0..<(15 * 86_400 / 5) { _ = learner.add(5_000_000_000, lag: 0) }
    #expect((5_000_000_000...7_500_000_000).contains(learner.interval))
  }

  @Test("A feed that is always as late is not late, once that is learned; later than that it is")
  func delayedFeed() {
    var bench = HealthBench(fallback: .seconds(5))
    bench.watch(symbol, interval: nil)
    var random = SplitMix64(seed: 3)
    for number in 0..<1000 {
      bench.quote(symbol, at: Double(number) * 1000, sequence: UInt64(number) + 1, lag: 900_000 + random.unit() * 50)
    }
    #expect(bench.takeWords() == [])
    bench.quote(symbol, at: 1_000_000, sequence: 1001, lag: 901_000)
    #expect(bench.takeWords() == ["1000000 CADENCE live→late lag 901000"])
  }

  @Test("Nights and halts are no silences")
  func nights() throws {
    var bench = HealthBench(fallback: .seconds(60), start: try Timestamp("2024-01-16T14:30:00Z"))
    bench.watch(symbol, interval: nil, calendar: .nyse)
    var sequence: UInt64 = 0
    for day in 0..<3 {
      for second in 0..<(day == 2 ? 10_000 : 23_400) {
        sequence += 1
        bench.quote(symbol, at: Double(day * 86_400 + second) * 1000, sequence: sequence)
      }
    }
    #expect(
      bench.takeWords() == [
        "23400000 CADENCE live→closed hours", "86400000 CADENCE closed→live quote",
        "109800000 CADENCE live→closed hours", "172800000 CADENCE closed→live quote",
      ])
    #expect(try #require(bench.monitor.expectedInterval(of: symbol)) < .milliseconds(1500))
  }

  @Test("A bin holds the silences from the end of the one before up to its own")
  func bins() {
    var random = SplitMix64(seed: 1)
    #expect(SilenceBin.index(of: 0) == 0 && SilenceBin.index(of: .min) == 0)
    #expect(SilenceBin.index(of: .max) == SilenceBin.count - 1)
    for index in 0..<SilenceBin.count {
      let end = SilenceBin.end(of: index)
      #expect(SilenceBin.index(of: end - 1) == index)
      #expect(SilenceBin.index(of: end) == min(index + 1, SilenceBin.count - 1))
      #expect(SilenceBin.index(of: SilenceBin.middle(of: index)) == index)
    }
    for _ in 0..<1000 {
      let silence = Int64(random.next() >> (17 + random.next() % 20))
      let index = SilenceBin.index(of: silence)
      #expect(silence < SilenceBin.end(of: index) && (index == 0 || silence >= SilenceBin.end(of: index - 1)))
    }
  }

  @Test(
    "The logarithm is that of the tables",
    arguments: [
      (1, 0), (2, 0.693147180559945), (10, 2.302585092994046), (0.5, -0.693147180559945), (3, 1.098612288668110),
      (1.4142135, 0.346573566), (1e6, 13.815510557964274), (2.16e10, 23.79595915163653), (1e-9, -20.72326583694641),
    ])
  func logarithms(x: Double, expected: Double) { #expect(abs(logarithm(x) - expected) < 1e-7) }
}
