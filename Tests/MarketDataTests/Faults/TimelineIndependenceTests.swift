import MarketDataTesting
import Testing

@testable import MarketData

@Suite("Windows move nobody else's draws")
struct TimelineIndependenceTests {
  static let windows = [
    FaultWindow(.burstLoss(BurstLoss(goodToBad: 0.1, badToGood: 0.3)), from: .seconds(5), lasting: .seconds(40)),
    FaultWindow(.swizzle(fraction: 0.5), from: .seconds(10), lasting: .seconds(20)),
    FaultWindow(.first(30), from: .seconds(35), lasting: .seconds(10)),
    FaultWindow(.clockSkew(partsPerMillion: 100), from: .seconds(3), lasting: .seconds(50)),
    FaultWindow(.drift(rate: 0.9), from: .seconds(20), lasting: .seconds(10)),
  ]

  private func run(_ windows: [FaultWindow], _ tickers: [String] = ["MOVE.A", "MOVE.B", "MOVE.C", "MOVE.D"]) throws
    -> FaultRun
  {
    var config = try TestMarket.config(tickers)
    config.faults = .only([.drop, .delay], 0.05)
    config.timeline = FaultTimeline(windows)
    let run = try FaultRun(config, seconds: 60)
    run.expectExplained()
    return run
  }

  @Test("The same timeline gives the same quotes and rows")
  func repeatable() throws {
    let (one, two) = (try run(Self.windows), try run(Self.windows))
    #expect(one.emitted == two.emitted)
    #expect(one.ledger.rows == two.ledger.rows)
  }

  @Test("Adding symbols moves nobody else's faults")
  func symbols() throws {
    let symbol = try Symbol("MOVE.C")
    let (alone, among) = (try run(Self.windows, ["MOVE.C"]), try run(Self.windows))
    #expect(among.emitted.filter { $0.symbol == symbol } == alone.emitted)
  }

  @Test("A silence in front, of any length, leaves later decisions of other windows alone", arguments: 0..<5)
  func windows(place: Int) throws {
    let alone = try run(Self.windows)
    var windows = Self.windows
    windows.insert(FaultWindow(.mute, from: .seconds(6), lasting: .seconds(7)), at: place)
    let together = try run(windows)
    let (begin, end) = (TestMarket.start + .seconds(6), TestMarket.start + .seconds(13))
    for kind: FaultKind in [.drop, .delay, .burstLoss] {
      let expected = alone.rows(kind).filter { $0.time < begin || $0.time >= end }
      let found = together.rows(kind)
      #expect(found.map(\.sequence) == expected.map(\.sequence), "\(kind)")
      #expect(found.map(\.symbol) == expected.map(\.symbol), "\(kind)")
    }
    #expect(together.rows(.first).map(\.sequence) == alone.rows(.first).map(\.sequence))
    let releases = { (run: FaultRun) in
      Dictionary(uniqueKeysWithValues: run.rows(.swizzle).map { ($0.symbol, $0.ended) })
    }
    #expect(releases(together) == releases(alone))
  }

  @Test("Another seed stops other symbols, and loses other quotes")
  func seeds() throws {
    var config = try TestMarket.config((0..<20).map { "MOVE.\($0)" })
    config.faults.enabled = true
    config.timeline = FaultTimeline(Self.windows)
    let one = try FaultRun(config, seconds: 60)
    config.seed += 1
    let other = try FaultRun(config, seconds: 60)
    #expect(Set(one.rows(.swizzle).map(\.symbol)) != Set(other.rows(.swizzle).map(\.symbol)))
    #expect(one.rows(.burstLoss).map(\.sequence) != other.rows(.burstLoss).map(\.sequence))
  }
}
