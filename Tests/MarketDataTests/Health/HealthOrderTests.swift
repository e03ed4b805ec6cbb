import Testing

@testable import MarketData

/// What befalls a market of a few symbols, at random.
private struct RandomMarket {
  enum Event {
    case quote(Symbol, UInt64, lag: Int64)
    case halt(Symbol, Bool)
  }
  var events: [(time: Timestamp, event: Event)] = []
  let symbols: [Symbol]
  let end: Timestamp
  let start: Timestamp

  init(seed: UInt64, symbols: [Symbol]) throws {
    var random = SplitMix64(seed: seed)
    self.symbols = symbols
    start = try Timestamp("2024-01-16T20:59:00Z")
    end = start + .seconds(120)
    var sequences: [Symbol: UInt64] = [:]
    var time = start
    // Whole tenths of seconds, so that much happens at the same time.
    while time < end {
      let symbol = symbols[Int(random.next() % UInt64(symbols.count))]
      let draw = random.next() % 100
      if draw < 3 {
        events.append((time, .halt(symbol, draw == 0)))
      } else {
        let step: UInt64 = draw < 10 ? 2 : draw < 14 ? 0 : 1
        sequences[symbol, default: 1] += step
        let lag: Int64 = draw > 95 ? 700_000_000 : Int64(random.next() % 3) * 50_000_000
        events.append((time, .quote(symbol, sequences[symbol, default: 1], lag: lag)))
      }
      time = time.adding(nanos: [0, 100_000_000, 100_000_000, 1_500_000_000][Int(random.next() % 4)])
    }
  }

  func watching() -> HealthBench {
    var bench = HealthBench(fallback: .seconds(1), start: start)
    for (index, symbol) in symbols.enumerated() {
      let calendar: MarketCalendar = index % 3 == 0 ? .nyse : .always
      bench.monitor.watch(
        symbol, interval: index % 4 == 3 ? nil : .milliseconds(300 * (1 + index % 3)), calendar: calendar, at: start)
    }
    return bench
  }

  /// Lets it happen, with up to so many calls to `advance` between one event and the next.
  func run(calls: Int, seed: UInt64) -> HealthBench {
    var random = SplitMix64(seed: seed)
    var bench = watching()
    var now = start
    for (time, event) in events {
      for _ in 0..<calls where time > now {
        now = Timestamp(nanos: .random(in: now.nanos...time.nanos, using: &random))
        bench.monitor.advance(to: now, into: &bench.found)
      }
      now = time
      switch event {
      case .quote(let symbol, let sequence, let lag): bench.quote(symbol, at: time, sequence: sequence, lag: lag)
      case .halt(let symbol, let isHalted):
        bench.monitor.advance(to: time, into: &bench.found)
        bench.monitor.setHalted(isHalted, symbol, at: time, into: &bench.found)
      }
    }
    bench.monitor.advance(to: end, into: &bench.found)
    return bench
  }
}

@Suite("Order of changes of health")
struct HealthOrderTests {
  /// Interned against the order of their texts.
  static let symbols = (try? (0..<9).reversed().map { try Symbol("ORDER.\($0)") }) ?? []

  @Test("However often it is told the time, a monitor finds the same changes in the same order", arguments: 0..<100)
  func cuts(seed: UInt64) throws {
    let market = try RandomMarket(seed: seed, symbols: Self.symbols)
    let once = market.run(calls: 0, seed: seed)
    let often = market.run(calls: 5, seed: seed)
    #expect(once.found.count > 20)
    #expect(once.found == often.found)
    #expect(once.monitor.changes == often.monitor.changes)
    for symbol in market.symbols { #expect(once.monitor.health(of: symbol) == often.monitor.health(of: symbol)) }
  }

  @Test("Each symbol's changes follow from one another, in order of time, whatever the others do", arguments: 0..<20)
  func chains(seed: UInt64) throws {
    let market = try RandomMarket(seed: seed, symbols: Self.symbols)
    let bench = market.run(calls: 2, seed: seed)
    for (index, symbol) in market.symbols.enumerated() {
      let own = bench.found.filter { $0.symbol == symbol }
      for (a, b) in zip(own, own.dropFirst()) { #expect(a.to == b.from && a.time <= b.time && b.from != b.to) }
      var alone = market
      alone.events.removeAll { event in
        switch event.event {
        case .quote(let other, _, _), .halt(let other, _): other != symbol
        }
      }
      var lone = alone.run(calls: 1, seed: seed)
      lone.found.removeAll { $0.symbol != symbol }
      #expect(lone.found == own, "\(index)")
    }
  }

  @Test("Changes of one moment are in the order of the tickers' text, and all of them in the order of time")
  func ties() {
    var bench = HealthBench()
    for (index, symbol) in Self.symbols.enumerated() {
      bench.watch(symbol, interval: .milliseconds(index < 3 ? 1500 : 1000))
    }
    bench.advance(to: 3000.000001)
    let late = Self.symbols.prefix(3).sorted().map { "3000 \($0) live→stale silence 3000" }
    let early = Self.symbols.dropFirst(3).sorted()
    let stale = early.map { "2000 \($0) live→stale silence 2000" }
    let mute = early.map { "3000 \($0) stale→mute silence 3000" }
    #expect(
      bench.takeWords() == stale + (late + mute).sorted { $0.split(separator: " ")[1] < $1.split(separator: " ")[1] })
  }

  @Test("With very many symbols the next deadline is never later than the first change", arguments: 0..<5)
  func manySymbols(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var bench = HealthBench()
    let symbols = try (0..<300).map { try Symbol("ORDER.MANY.\($0)") }
    var bounds: [Timestamp] = []
    for symbol in symbols {
      let interval = Int64(random.next() % 5000 + 100)
      bench.watch(symbol, interval: .milliseconds(interval))
      bounds += [bench.time(Double(2 * interval)), bench.time(Double(3 * interval))]
    }
    var calls = 0
    while let next = bench.monitor.nextDeadline {
      let before = bench.found.count
      bench.monitor.advance(to: next, into: &bench.found)
      #expect(bench.found.dropFirst(before).allSatisfy { $0.time == next.adding(nanos: -1) })
      calls += 1
    }
    #expect(bench.found.map(\.time) == bounds.sorted())
    #expect(calls <= bounds.count)
  }

  @Test(
    "A simulation tells the same, at the same places, however it is cut into runs", arguments: 0..<12 as Range<UInt64>)
  func simulation(seed: UInt64) throws {
    var config = try TestMarket.config((0..<20).map { "ORDER.SIM.\($0)" }, seed: seed)
    for symbol in config.symbols.keys { config.symbols[symbol]?.expectedInterval = .milliseconds(100) }
    config.faults.enabled = true
    config.faults.dropProbability = 0.01
    config.faults.staleWindowProbability = 0.01
    config.faults.staleWindowDurationMs = 50...600
    config.faults.delayProbability = 0.02
    config.faults.reorderProbability = 0.02
    config.faults.outOfOrderProbability = 0.01
    let whole = try transcript(config, run: .seconds(20))
    #expect(whole.count { $0.contains("→") } > 100)
    #expect(try transcript(config, run: .milliseconds(7)) == whole)
    #expect(try transcript(config, run: .milliseconds(250)) == whole)
  }

  /// All quotes and changes of 20 seconds, in the order in which a subscriber gets them.
  private func transcript(_ config: MarketDataConfig, run: Duration) throws -> [String] {
    var simulation = try Simulation(config)
    let bench = HealthBench()
    var lines: [String] = []
    while simulation.now < bench.time(20_000) {
      simulation.run(for: min(run, bench.time(20_000) - simulation.now)) { batch in
        for case .health(let change) in batch.notices { lines.append(bench.words(change)) }
        for index in batch.indices { lines.append("\(batch.position(at: index)) \(batch[index].symbol)") }
      }
    }
    return lines
  }
}
