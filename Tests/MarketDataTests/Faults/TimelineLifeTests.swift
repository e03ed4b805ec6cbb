import Testing

@testable import MarketData

private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

@Suite("Timelines that begin, move, and are replaced")
struct TimelineLifeTests {
  let tens = stride(from: Int64(0), through: 100, by: 10)
  let mute: FaultTimeline = [FaultWindow(.mute, from: .milliseconds(30), lasting: .milliseconds(30))]

  @Test("Nothing strikes before the begin; a second begin changes nothing")
  func begin() throws {
    var config = MarketDataConfig()
    (config.faults.enabled, config.timeline) = (true, [FaultWindow(.mute, lasting: .milliseconds(30))])
    var bench = try FaultBench()
    bench.processor = QuoteProcessor(config: config)
    #expect(bench.quotes(at: [0, 10, 20]) == [1, 2, 3])
    bench.processor.begin(at: at(30))
    bench.processor.begin(at: at(50))
    #expect(bench.quotes(at: [30, 40, 50, 60, 70]) == [7, 8])
    #expect(bench.processor.ledger.rows.map(\.ended) == [at(60)])
  }

  @Test("Nothing of a timeline strikes while faults are off altogether; a symbol whose own are off is struck")
  func masterSwitch() throws {
    var off = try FaultBench(mute, FaultConfig())
    #expect(off.quotes(at: tens) == Array(1...11))
    #expect(off.processor.ledger.count == 0)
    var own = try FaultBench(mute)
    own.processor.setFaults(.only([.drop], 1), perSymbol: [own.symbol: FaultConfig()], at: at(0))
    #expect(own.quotes(at: tens) == [1, 2, 3, 7, 8, 9, 10, 11])
  }

  @Test("Switched off and on again, a window ends its row and goes on with another, as far as it had come")
  func offAndOn() throws {
    var bench = try FaultBench([FaultWindow(.first(2), lasting: .milliseconds(90))])
    #expect(bench.quotes(at: [0, 10, 20, 30]) == [1, 2])
    bench.processor.setFaults(FaultConfig(), at: at(35))
    #expect(bench.quotes(at: [40, 50]) == [5, 6])
    bench.processor.setFaults(.only([], 0), at: at(55))
    #expect(bench.quotes(at: [60, 70, 80, 90]) == [10])
    let rows = bench.processor.ledger.rows
    #expect(rows.map(\.sequence) == [3, 7])
    #expect(rows.map(\.lastSequence) == [4, 9])
    #expect(rows.map(\.ended) == [at(35), at(90)])
    #expect(rows.map(\.duration) == [.milliseconds(15), .milliseconds(30)])
  }

  @Test("A timeline that replaces another ends its rows, at once, and counts from its own begin")
  func replaced() throws {
    var bench = try FaultBench([FaultWindow(.mute, from: .milliseconds(10)), FaultWindow(.clockStep(.seconds(1)))])
    #expect(bench.quotes(at: [0, 10, 20]) == [1])
    bench.processor.setFaults(.only([], 0), timeline: mute, at: at(25))
    bench.processor.begin(at: at(25))
    #expect(bench.quotes(at: [30, 40, 50, 60, 70, 80, 90]) == [4, 5, 6, 10])
    let rows = bench.processor.ledger.rows
    #expect(rows.map(\.kind) == [.clockStep, .mute, .mute])
    #expect(rows.map(\.ended) == [at(25), at(25), at(85)])
    #expect(rows.map(\.duration) == [.seconds(1), .milliseconds(15), .milliseconds(25)])
    #expect(rows.map(\.lastSequence) == [1, 3, 9])
  }

  @Test("An empty timeline in place of another is none; nil leaves the one that there is")
  func emptied() throws {
    var bench = try FaultBench([FaultWindow(.mute)])
    bench.processor.setFaults(.only([], 0), at: at(0))
    #expect(bench.quotes(at: [0]) == [])
    bench.processor.setFaults(.only([], 0), timeline: [], at: at(5))
    bench.processor.begin(at: at(5))
    #expect(bench.quotes(at: [10]) == [2])
  }

  @Test("Where anything is wrong nothing changes, and the error says all")
  func refused() throws {
    var config = try TestMarket.config(["LIFE"])
    config.faults.enabled = true
    config.timeline = [FaultWindow(.mute)]
    var simulation = try Simulation(config)
    var quotes = 0
    simulation.run(for: .seconds(1)) { quotes += $0.count }
    let bad: FaultTimeline = [FaultWindow(.mute, from: .seconds(-1)), FaultWindow(.drift(rate: 2))]
    let error = #expect(throws: ConfigError.self) {
      try simulation.setFaults(FaultConfig(), timeline: bad)
    }
    #expect(
      error?.description == """
        market_data.faults.timeline[0].from: expected a time from 0 to 366 days after the start, found -1 s
        market_data.faults.timeline[1].drift: expected a number above 0.001 and below 1, found 2
        """)
    simulation.run(for: .seconds(1)) { quotes += $0.count }
    #expect(quotes == 0)
    try simulation.setFaults(config.faults, timeline: [FaultWindow(.mute, from: .seconds(1))])
    simulation.run(for: .seconds(2)) { quotes += $0.count }
    #expect(quotes == 10)
    #expect(simulation.ledger.rows.map(\.ended) == [TestMarket.start + .seconds(2), nil])
  }

  @Test("When the market stands still what is to come moves, and the end of what is open; what is over does not")
  func shift() throws {
    var bench = try FaultBench([
      FaultWindow(.mute, lasting: .milliseconds(20)),
      FaultWindow(.first(0), from: .milliseconds(30), lasting: .milliseconds(20)),
      FaultWindow(.clockSkew(partsPerMillion: 500_000), from: .milliseconds(30)),
      FaultWindow(.mute, from: .milliseconds(60), lasting: .milliseconds(20)),
    ])
    #expect(bench.quotes(at: [0, 10, 20, 30]) == [3])
    #expect(bench.release(through: 35) == [])
    bench.processor.shift(by: .milliseconds(100))
    #expect(bench.quotes(at: [130, 140, 149]) == [])
    let found = [150, 159].flatMap { bench.put(bench.symbol, at: $0) }
    #expect(found.map(\.timestamp) == [at(210), Timestamp(nanos: 223_500_000)])
    #expect(bench.quotes(at: [160, 179, 180]) == [12])
    let rows = bench.processor.ledger.rows
    #expect(rows.map(\.kind) == [.mute, .first, .clockSkew, .mute])
    #expect(rows.map(\.time) == [at(0), at(30), at(30), at(160)])
    #expect(rows.map(\.ended) == [at(20), at(150), nil, at(180)])
  }

  @Test("A window that has ended does not open again when the market is held back")
  func shiftAfterEnd() throws {
    var bench = try FaultBench(mute)
    #expect(bench.quotes(at: [30, 40]) == [])
    #expect(bench.release(through: 65) == [])
    bench.processor.shift(by: .milliseconds(100))
    #expect(bench.quotes(at: [70]) == [3])
    #expect(bench.processor.ledger.rows.map(\.ended) == [at(60)])
  }

  @Test("A window that ends while faults are off is over, whenever they are on again")
  func endsWhileOff() throws {
    var bench = try FaultBench(mute)
    bench.processor.setFaults(FaultConfig(), at: at(0))
    #expect(bench.release(through: 65) == [])
    bench.processor.shift(by: .milliseconds(10))
    bench.processor.setFaults(.only([], 0), at: at(66))
    #expect(bench.quotes(at: [66, 69, 71]) == [1, 2, 3])
  }

  @Test("A row that was let go is not written on, nor is another in its place")
  func letGo() throws {
    let timeline: FaultTimeline = [
      FaultWindow(.clockStep(.seconds(1))),
      FaultWindow(.burstLoss(BurstLoss(goodToBad: 0, badToGood: 0, lossWhenGood: 1))),
    ]
    var bench = try FaultBench([FaultWindow(.mute)], ledgerCapacity: 1)
    _ = bench.quotes(at: [0])
    _ = bench.quote(bench.other, at: 1)
    _ = bench.quotes(at: [2, 3])
    bench.processor.setFaults(.only([], 0), timeline: timeline, at: at(4))
    var row = try #require(bench.processor.ledger.rows.first)
    #expect(bench.processor.ledger.rows.count == 1 && bench.processor.ledger.letGo == 1)
    #expect((row.symbol, row.quotes, row.lastSequence) == (bench.other, 1, 1))
    #expect(row.ended == at(4))
    bench.processor.begin(at: at(4))
    _ = bench.quotes(at: [5, 6])
    row = try #require(bench.processor.ledger.rows.first)
    #expect((row.kind, row.sequence, row.quotes) == (.burstLoss, 5, 1))
  }

  @Test("Where nothing strikes yet, quotes pass untouched; from a window's begin on they do not")
  func idle() throws {
    var config = MarketDataConfig()
    (config.faults.enabled, config.timeline) = (true, mute)
    var injector = FaultInjector(config: config)
    #expect(injector.isIdle(from: at(0), through: at(1000)))
    injector.begin(at: at(0))
    #expect(injector.isIdle(from: at(0), through: at(29)))
    #expect(!injector.isIdle(from: at(0), through: at(30)))
    injector.reach(at(40))
    #expect(!injector.isIdle(from: at(40), through: at(41)))
    injector.reach(at(60))
    #expect(injector.isIdle(from: at(60), through: at(100_000)))
  }
}
