import MarketDataTesting
import Testing

@testable import MarketData

/// A time so many milliseconds from 0.
private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

@Suite("Silences by script")
struct ScriptedSilenceTests {
  let tens = stride(from: Int64(0), through: 100, by: 10)

  private func row(
    _ kind: FaultKind, _ symbol: Symbol, _ sequences: ClosedRange<UInt64>, quotes: Int, time: Int64, ended: Int64?,
    id: Int = 1, window: String = ""
  ) -> FaultLedger.Row {
    FaultLedger.Row(
      id: id, kind: kind, symbol: symbol, sequence: sequences.lowerBound, lastSequence: sequences.upperBound,
      quotes: quotes, time: at(time), ended: ended.map(at), duration: .milliseconds((ended ?? time) - time),
      window: window)
  }

  @Test("A mute window takes what comes from its begin up to, not including, its end, in one row")
  func mute() throws {
    var bench = try FaultBench([
      FaultWindow(.mute, from: .milliseconds(25), lasting: .milliseconds(45), name: "quiet")
    ])
    #expect(bench.quotes(at: tens) == [1, 2, 3, 8, 9, 10, 11])
    #expect(
      bench.processor.ledger.rows
        == [row(.mute, bench.symbol, 4...7, quotes: 4, time: 30, ended: 70, window: "quiet")])
    #expect(bench.processor.counters.suppressed == 4)
    #expect(bench.processor.counters.faults[.mute] == 1)
    #expect(bench.processor.counters.isBalanced)
  }

  @Test("For good is for good, for the symbols that are meant; each has a row of its own, without an end")
  func forGood() throws {
    var bench = try FaultBench([FaultWindow(.mute, from: .milliseconds(20))])
    #expect(bench.quotes(at: tens) == [1, 2])
    #expect(bench.quote(bench.other, at: 100_000_000) == [])
    #expect(
      bench.processor.ledger.rows == [
        row(.mute, bench.symbol, 3...11, quotes: 9, time: 20, ended: nil),
        row(.mute, bench.other, 1...1, quotes: 1, time: 100_000_000, ended: nil, id: 2),
      ])
    var one = try FaultBench([FaultWindow(.mute, symbols: [bench.other])])
    #expect(one.quotes(at: tens) == Array(1...11))
    #expect(one.quote(one.other, at: 100) == [])
  }

  @Test("The first so many quotes come, of each symbol, then none until the window ends")
  func first() throws {
    var bench = try FaultBench([FaultWindow(.first(2), from: .milliseconds(20), lasting: .milliseconds(60))])
    #expect(bench.quotes(at: tens) == [1, 2, 3, 4, 9, 10, 11])
    var both = try FaultBench([FaultWindow(.first(2))])
    for time in tens {
      let names = both.quote(both.symbol, at: time) + both.quote(both.other, at: time)
      #expect(names == (time < 20 ? ["A\(time / 10 + 1)", "B\(time / 10 + 1)"] : []))
    }
    #expect(bench.processor.ledger.rows == [row(.first, bench.symbol, 5...8, quotes: 4, time: 40, ended: 80)])
  }

  @Test("None of the first is a silence from the start")
  func firstNone() throws {
    var bench = try FaultBench([FaultWindow(.first(0), lasting: .milliseconds(50))])
    #expect(bench.quotes(at: tens) == Array(6...11))
  }

  @Test("A swizzle stops its symbols one by one in its first half, and releases each before its end", arguments: 0..<20)
  func swizzle(seed: UInt64) throws {
    let tickers = (0..<40).map { "SWIZZLE.\($0)" }
    var config = try TestMarket.config(tickers, interval: .milliseconds(10), seed: seed)
    config.faults.enabled = true
    config.timeline = [FaultWindow(.swizzle(fraction: 0.5), from: .seconds(1), lasting: .seconds(4))]
    let run = try FaultRun(config, seconds: 6)
    run.expectExplained()
    let rows = run.rows(.swizzle)
    #expect((8...32).contains(rows.count))
    #expect(Set(rows.map(\.symbol)).count == rows.count)
    let (begin, middle) = (TestMarket.start + .seconds(1), TestMarket.start + .seconds(3))
    for row in rows {
      // A tick at most passes between a stop and the first quote that it takes.
      #expect(row.time >= begin && row.time <= middle + .milliseconds(10))
      #expect(row.ended.map { $0 > row.time && $0 <= TestMarket.start + .seconds(5) } == true)
    }
    let byRelease = rows.sorted { ($0.ended ?? .distantFuture) < ($1.ended ?? .distantFuture) }
    #expect(Set(rows.map(\.time)).count > rows.count / 2)
    #expect(byRelease.map(\.symbol) != rows.map(\.symbol))
  }

  @Test("A whole swizzle strikes every symbol")
  func wholeSwizzle() throws {
    let tickers = (0..<40).map { "SWIZZLE.\($0)" }
    var config = try TestMarket.config(tickers, interval: .milliseconds(1))
    config.faults.enabled = true
    config.timeline = [FaultWindow(.swizzle(fraction: 1), lasting: .seconds(4))]
    #expect(Set(try FaultRun(config, seconds: 5).rows(.swizzle).map(\.symbol)) == Set(config.symbols.keys))
  }

  @Test("Of silences that overlap, mute comes before swizzle, first and chance; all between belongs to one of them")
  func precedence() throws {
    var faults = FaultConfig.only([.staleWindow], 1)
    faults.staleWindowDurationMs = 85...85
    let timeline: FaultTimeline = [
      FaultWindow(.first(0), from: .milliseconds(30), lasting: .milliseconds(30)),
      FaultWindow(.mute, from: .milliseconds(10), lasting: .milliseconds(30)),
    ]
    var bench = try FaultBench(timeline, faults)
    #expect(bench.quotes(at: stride(from: Int64(0), through: 80, by: 10)) == [])
    #expect(
      bench.processor.ledger.rows == [
        // The silence by chance that began before goes on beneath the others.
        row(.staleWindow, bench.symbol, 1...9, quotes: 4, time: 0, ended: 85),
        row(.mute, bench.symbol, 2...4, quotes: 3, time: 10, ended: 40, id: 2),
        row(.first, bench.symbol, 5...6, quotes: 2, time: 40, ended: 60, id: 3),
      ])
    #expect(bench.processor.counters.suppressed == 9)
  }
}
