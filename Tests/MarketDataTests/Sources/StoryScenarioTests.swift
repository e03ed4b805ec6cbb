import Testing

@testable import MarketData

@Suite("Scenarios of news and of bursts")
struct StoryScenarioTests {
  static let start = TestMarket.start

  @Test("News come after ten minutes of each hour: 6 % up or down, as often one as the other")
  func jumps() throws {
    var source = try ScenarioMarket.source(.news, symbols: 200, interval: .seconds(10), start: Self.start)
    var last: [Symbol: Quote] = [:]
    var (up, down) = (0, 0)
    source.forEach(to: Self.start + .seconds(4 * 3600)) { quote in
      guard let before = last.updateValue(quote, forKey: quote.symbol) else { return }
      let move = quote.price.approximate / before.price.approximate - 1
      guard abs(move) > 0.03 else { return }
      #expect(abs(abs(move) - 0.06) < 0.006)
      let second = (quote.timestamp - Self.start).inSeconds.truncatingRemainder(dividingBy: 3600)
      #expect(second >= 600 && second < 610)
      if move > 0 { up += 1 } else { down += 1 }
    }
    #expect(up + down == 800)
    #expect(abs(up - 400) < 71)  // five standard errors of a fair coin
  }

  @Test("A million ticks of news: volatility and volume leap up and decay from phase to phase")
  func turmoil() throws {
    // From which second on, volatility, sizes of 300 shares on average times.
    let phases: [(from: Int, volatility: Double, sizeScale: Double)] = [
      (0, 0.0002, 1), (600, 0.004, 12), (660, 0.002, 6), (840, 0.001, 3), (1200, 0.0005, 1.5), (1800, 0.0002, 1),
    ]
    var steps = [Sample](repeating: Sample(), count: phases.count)
    var sizes = steps
    var last: [Symbol: (price: Double, phase: Int)] = [:]
    var source = try ScenarioMarket.source(.news, symbols: 280, start: Self.start)
    var count = 0
    source.forEach(to: Self.start + .seconds(3600) - .nanoseconds(1)) { quote in
      count += 1
      let second = Int((quote.timestamp - Self.start).inSeconds)
      let phase = phases.lastIndex { $0.from <= second } ?? 0
      sizes[phase].add(Double(quote.size))
      let price = quote.price.approximate
      if let before = last.updateValue((price, phase), forKey: quote.symbol), before.phase == phase {
        steps[phase].add(price / before.price - 1)
      }
    }
    #expect(count == 280 * 3600)
    for (phase, expected) in phases.enumerated() {
      // Uniform noise, and rounding to cents at both ends of a step.
      let variance = expected.volatility * expected.volatility / 3 + 1e-8 / 6
      #expect(abs(steps[phase].secondMoment / variance - 1) < 0.03, "phase \(phase)")
      #expect(abs(steps[phase].mean) < 5 * (variance / steps[phase].count).squareRoot(), "phase \(phase)")
      #expect(abs(sizes[phase].mean / (300 * expected.sizeScale) - 1) < 0.01, "phase \(phase)")
    }
  }

  @Test("A million ticks of bursts: 10 to 50 quotes a hundredth of the interval apart, at one tick in twenty")
  func bursts() throws {
    var last: [Symbol: Timestamp] = [:]
    var running: [Symbol: Int] = [:]
    var lengths = Sample()
    var (ticks, count, gaps) = (0, 0, [Int: Int]())
    var source = try ScenarioMarket.source(.burst, symbols: 20, start: Self.start)
    source.forEach(to: Self.start + .seconds(70_000)) { quote in
      count += 1
      guard let before = last.updateValue(quote.timestamp, forKey: quote.symbol) else { return }
      let gap = quote.timestamp - before
      if gap == .milliseconds(10) {
        running[quote.symbol, default: 0] += 1
      } else {
        ticks += 1
        if let length = running.removeValue(forKey: quote.symbol) { lengths.add(Double(length)) }
        gaps[Int(gap.inSeconds.rounded()), default: 0] += 1
        if gap != .seconds(Int(gap.inSeconds.rounded())) { Issue.record("\(gap)") }
      }
    }
    #expect(count > 1_000_000)
    #expect(lengths.range.lowest == 10 && lengths.range.highest == 50)
    // Uniform over 41 lengths.
    #expect(abs(lengths.mean - 30) < 5 * (140 / lengths.count).squareRoot())
    let error = 5 * (Double(ticks) * 0.05 * 0.95).squareRoot()
    #expect(abs(lengths.count - Double(ticks) * 0.05) < error)
    #expect(gaps.keys.max() == 10)
    let one = Double(gaps[1] ?? 0) / Double(ticks)
    #expect(abs(one - 0.3) < 5 * (0.21 / Double(ticks)).squareRoot())
  }
}
