import Foundation
import Testing

@testable import MarketData

@Suite("Sine and stale scenarios")
struct SineAndSilenceTests {
  @Test("A sine follows base + amplitude × sin(t / period), with one or two trades of 100 to 500 shares per tick")
  func sine() throws {
    var source = try TestMarket.source(TestMarket.config(["SINE"], .sine, base: Price("200")))
    let wave = try #require(ScenarioDefinition.sine.parameters.wave)
    var trades: [Timestamp: Int] = [:]
    source.forEach(to: TestMarket.start + .seconds(10_000)) { quote in
      trades[quote.timestamp, default: 0] += 1
      let seconds = (quote.timestamp - TestMarket.start).inSeconds
      let expected = 200 + 200 * wave.amplitude * Foundation.sin(seconds / wave.period)
      if abs(quote.price.approximate - expected) > 0.005 + 200 * 1e-7 { Issue.record("\(quote), not \(expected)") }
      if !(100...500).contains(quote.size) { Issue.record("\(quote.size) shares") }
    }
    #expect(trades.count == 100_000)
    #expect(Set(trades.values) == [1, 2])
    // A fair coin for each tick.
    #expect(abs(Double(trades.values.count { $0 == 2 }) - 50_000) < 5 * 25_000.squareRoot())
  }

  @Test("A stale symbol falls silent for 5 to 10 s after every 20 to 40 s of quotes, over a million quotes")
  func silences() throws {
    let tickers = (0..<20).map { "STALE.\($0)" }
    let interval = Duration.milliseconds(100)
    var source = try TestMarket.source(TestMarket.config(tickers, .stale, interval: interval))
    var (last, since): ([Symbol: Timestamp], [Symbol: Timestamp]) = ([:], [:])
    var (pauses, stretches) = (Sample(), Sample())
    var count = 0
    source.forEach(to: TestMarket.start + .seconds(6700)) { quote in
      count += 1
      guard let before = last.updateValue(quote.timestamp, forKey: quote.symbol) else {
        since[quote.symbol] = quote.timestamp
        return
      }
      let gap = quote.timestamp - before
      guard gap != interval else { return }
      pauses.add(gap.inSeconds)
      if let start = since.updateValue(quote.timestamp, forKey: quote.symbol) {
        stretches.add((before - start).inSeconds)
      }
    }
    #expect(count > 1_000_000)
    #expect(pauses.count > 3000)
    #expect(pauses.range.lowest >= 5 && pauses.range.highest <= 10)
    // A stretch ends with the last quote within its 20 to 40 s: up to one interval before.
    #expect(stretches.range.lowest > 20 - 0.1 && stretches.range.highest <= 40)
    #expect(abs(pauses.mean - 7.5) < 5 * (25.0 / 12 / pauses.count).squareRoot())
    #expect(abs(stretches.mean - 29.95) < 5 * (400.0 / 12 / stretches.count).squareRoot())
  }

  @Test("A symbol that stood still in the middle of a stretch quotes on for 20 s at least")
  func silenceAfterActivation() throws {
    let symbol = try Symbol("STALE.AGAIN")
    for seed: UInt64 in 0..<50 {
      let config = try TestMarket.config(["STALE.AGAIN"], .stale, seed: seed)
      var source = try TestMarket.source(config)
      _ = source.quotes(to: TestMarket.start + .seconds(10))
      source.deactivate(symbol)
      let again = TestMarket.start + .seconds(300)
      try source.activate([symbol], at: again)
      let quotes = source.quotes(to: again + .seconds(20))
      try #require(quotes.count >= 199, "seed \(seed)")
    }
  }
}
