import Testing

@testable import MarketData

@Suite("Silences, drops and what they end")
struct StaleWindowTests {
  @Test("Inside a window nothing of the symbol comes, but what was in flight before")
  func windows() throws {
    var faults = FaultConfig.only([.staleWindow], 0.01)
    (faults.delayProbability, faults.reorderProbability) = (0.2, 0.2)
    let run = try SingleFaultTests.run(faults, seconds: 1000)
    run.expectExplained()
    let windows = run.rows(.staleWindow)
    #expect(windows.count > 50)
    for window in windows {
      let end = window.time + window.duration
      let inside = run.emitted.filter { $0.symbol == window.symbol && $0.received >= window.time && $0.received < end }
      #expect(inside.isEmpty)
    }
  }

  @Test("Windows of one symbol never overlap, and quotes resume at their end")
  func resume() throws {
    let run = try SingleFaultTests.run(.only([.staleWindow], 0.02), seconds: 1000)
    for ticker in SingleFaultTests.tickers {
      let symbol = try Symbol(ticker)
      let windows = run.rows(.staleWindow, of: symbol)
      for (window, next) in zip(windows, windows.dropFirst()) {
        let end = window.time + window.duration
        #expect(next.time >= end)
        let first = run.clean.first { $0.symbol == symbol && $0.received >= end }
        // Either the first quote after the window comes out, or the next window begins with it.
        let resumed = run.emitted.first { $0.symbol == symbol && $0.received >= end }
        #expect(resumed == first || next.sequence == first?.sequence)
      }
    }
  }

  @Test("The price walks on during a silence")
  func walksOn() throws {
    let run = try SingleFaultTests.run(.only([.staleWindow], 0.05), seconds: 200)
    let clean = Set(run.clean)
    #expect(run.emitted.allSatisfy { clean.contains($0) })
    #expect(run.emitted.count < run.clean.count / 2)
  }

  @Test("A silence ends a quote before a drop does, and a drop before all others")
  func precedence() throws {
    let all = try SingleFaultTests.run(.only(FaultKind.byChance, 1))
    #expect(Set(all.ledger.rows.map(\.kind)) == [.staleWindow])
    let allButSilence = try SingleFaultTests.run(.only(Array(FaultKind.byChance.dropFirst()), 1))
    #expect(Set(allButSilence.ledger.rows.map(\.kind)) == [.drop])
    let rest = try SingleFaultTests.run(.only(Array(FaultKind.byChance.dropFirst(2)), 1))
    rest.expectExplained()
    let kinds = rest.ledger.rows.prefix(4).map(\.kind)
    #expect(kinds == [.corrupt, .outOfOrder, .duplicate, .delay])
    #expect(rest.rows(.reorder).isEmpty)
  }

  @Test("Faults that are switched off leave silences that have begun to their end")
  func switchedOff() throws {
    var config = try TestMarket.config(["SILENCE"])
    config.faults = .only([.staleWindow], 1)
    config.faults.staleWindowDurationMs = 2000...2000
    var simulation = try Simulation(config)
    var quotes: [Quote] = []
    simulation.run(for: .milliseconds(150)) { quotes += $0 }
    try simulation.setFaults(FaultConfig())
    simulation.run(for: .seconds(5)) { quotes += $0 }
    let window = try #require(simulation.ledger.rows.first)
    #expect(simulation.ledger.count == 1)
    let first = try #require(quotes.first)
    #expect(first.received >= window.time + .seconds(2))
    #expect(first.received < window.time + .milliseconds(2101))
    #expect(first.sequence == 21)
    #expect(simulation.counters.suppressed == 20)
  }
}
