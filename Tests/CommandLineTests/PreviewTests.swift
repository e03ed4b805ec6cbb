import MarketData
import Testing

@testable import marketdata

@Suite("Previews of scenarios")
struct PreviewTests {
  private static let start = Timestamp(nanos: 1_705_415_400_000_000_000)  // 2024-01-16T14:30:00Z

  /// A minute: ten seconds of quotes, silence, a halt, and quotes again; each state, two kinds of fault.
  private static func sample() -> Preview {
    var preview = Preview(
      scenario: "mine", summary: "a <day> & more", ticker: "AAPL", seed: 7, start: start, length: 60)
    preview.points = (0..<10).map { .init(time: Double($0), price: 100 + Double($0), size: 10) }
    preview.points += (50..<60).map { .init(time: Double($0), price: 90, size: 100) }
    preview.silences = [9..<20]
    preview.halts = [20..<50]
    preview.faults = [
      .init(kind: .drop, marks: [3...3, 5...5]), .init(kind: .mute, marks: [9...20]),
    ]
    preview.health = [
      .init(state: .live, extent: 0..<10), .init(state: .mute, extent: 10..<20), .init(state: .closed, extent: 20..<50),
      .init(state: .live, extent: 50..<60),
    ]
    return preview
  }

  @Test("In ASCII everything is in its place")
  func ascii() {
    let lines = PreviewText.lines(Self.sample(), width: 68, colour: false, signs: .ascii)
    // Without the spaces at the ends of lines.
    let shown = lines.map { $0.replacing(/[ ]+$/, with: "") }
    #expect(
      shown.joined(separator: "\n") == """
        mine  a <day> & more
        AAPL, seed 7, 1 tick a second, 1m from 2024-01-16 UTC; high 109.00,
        low 90.00, last 90.00, volume 1,100

               |        **::::::::::HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH
               |       * :::::::::::HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH
        105.00 |     **  :::::::::::HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH
               |   **    :::::::::::HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH
               |  *      :::::::::::HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH
        100.00 |**       :::::::::::HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH
               |         :::::::::::HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH
               |         :::::::::::HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH
         95.00 |         :::::::::::HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH
               |         :::::::::::HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH
               |         :::::::::::HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH
         90.00 |         :::::::::::HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH**********
               |                                                  ##########
               |                                                  ##########
        volume |..........                                        ##########
          drop |   x x
          mute |         ============
        health |----------MMMMMMMMMMM.............................----------
               ++---------+---------+---------+---------+---------+--------+
            14:30:00  14:30:10  14:30:20  14:30:30  14:30:40  14:30:50
                : silence  H halt  - live  M mute  . closed
        """)
  }

  @Test("Nothing is wider than the terminal", arguments: [40, 60, 100, 300])
  func width(width: Int) {
    for signs in [PreviewText.Signs.ascii, .unicode] {
      let lines = PreviewText.lines(Self.sample(), width: width, colour: false, signs: signs)
      #expect(lines.allSatisfy { $0.count <= width })
    }
  }

  @Test("The picture names what is in it, and nothing else")
  func svg() {
    let svg = PreviewSVG.text(Self.sample())
    for text in [
      ">a &lt;day&gt; &amp; more<", ">high 109.00<", ">low 90.00<", ">drop<", ">mute<", ">silence<", ">halt<",
      ">14:30:30<", ">live<", ">closed<", ">fault<",
    ] { #expect(svg.contains(text), "\(text)") }
    for text in [">stale<", ">market closed<", ">late<", "nan", "inf"] { #expect(!svg.contains(text), "\(text)") }
  }

  @Test("Without quotes it says so")
  func empty() {
    let preview = Preview(scenario: "x", summary: "", ticker: "A", seed: 1, start: Self.start, length: 60)
    #expect(PreviewSVG.text(preview).contains(">no quotes<"))
    let lines = PreviewText.lines(preview, width: 80, colour: false, signs: .unicode)
    #expect(lines[1] == "A, seed 1, 1 tick a second, 1m from 2024-01-16 UTC: no quotes")
  }

  @Test("A simulated hour has its silences, halts, faults and judgements")
  func run() throws {
    let symbol = try Symbol("AAPL")
    var config = MarketDataConfig(symbols: [symbol: SymbolConfig(scenario: .halt, tickInterval: .seconds(1))])
    config.faults.enabled = true
    config.timeline = [
      FaultWindow(.mute, from: .seconds(60), lasting: .seconds(60)),
      FaultWindow(.faults(.lies), from: .seconds(200), lasting: .seconds(100)),
    ]
    let preview = try PreviewRun.preview(config, of: symbol, start: Self.start, duration: .seconds(3600))
    #expect(preview.halts == [615..<915])
    #expect(preview.silences.count == 1)
    #expect(preview.silences.first.map { $0.lowerBound < 61 && $0.upperBound > 119 } == true)
    #expect(preview.closed == [])
    #expect(preview.faults.map(\.kind) == [.corrupt, .mute])
    #expect(preview.health.first?.extent.lowerBound == 0)
    #expect(preview.health.last?.extent.upperBound == 3600)
    for (one, next) in zip(preview.health, preview.health.dropFirst()) {
      #expect(one.extent.upperBound == next.extent.lowerBound)
      #expect(one.state != next.state)
    }
    #expect(preview.health.contains { $0.state == .mute })
    // Lies are left out: they would stretch the scale beyond use.
    let range = try #require(preview.range)
    #expect(range.lowerBound > 50 && range.upperBound < 200)
  }

  @Test("The hours of the market are those of the scenario")
  func hours() throws {
    let symbol = try Symbol("AAPL")
    let config = MarketDataConfig(symbols: [symbol: SymbolConfig(scenario: .lowLiquidity)])
    let preview = try PreviewRun.preview(
      config, of: symbol, start: Self.start - .seconds(1800), duration: .seconds(3600))
    #expect(preview.closed == [0..<1800])
    #expect(preview.isEastern)
    #expect(preview.silences == [])
    // Closed until the first quote after the opening.
    let first = try #require(preview.health.first)
    #expect(first.state == .closed)
    #expect(first.extent.lowerBound == 0 && first.extent.upperBound >= 1800)
  }

  @Test(
    "Times are round, in New York or UTC, and as many as fit",
    arguments: [
      (3600, 4, true, ["09:30", "09:45", "10:00", "10:15", "10:30"]),
      (30, 3, false, ["14:30:00", "14:30:10", "14:30:20", "14:30:30"]),
      (23_400, 8, true, ["10:00", "11:00", "12:00", "13:00", "14:00", "15:00", "16:00"]),
      (259_200, 3, false, ["01-17", "01-18", "01-19"]),
    ] as [(Double, Int, Bool, [String])])
  func times(length: Double, most: Int, isEastern: Bool, labels: [String]) {
    let ticks = PreviewTime(start: Self.start, isEastern: isEastern).ticks(length: length, most: most)
    #expect(ticks.map(\.label) == labels)
    #expect(ticks.allSatisfy { (0...length).contains($0.time) })
  }

  @Test(
    "Prices of a scale are round, and within it",
    arguments: [
      (99.0...101.5, 6, [99.0, 99.5, 100, 100.5, 101, 101.5]), (0.98...0.9853, 4, [0.98, 0.982, 0.984]),
      (100...100, 5, [99.95, 100, 100.05]),
    ] as [(ClosedRange<Double>, Int, [Double])])
  func prices(range: ClosedRange<Double>, most: Int, ticks: [Double]) {
    let scale = PriceScale(range, most: most)
    #expect(scale.ticks.count == ticks.count, "\(scale.ticks)")
    for (found, expected) in zip(scale.ticks, ticks) { #expect(abs(found - expected) < 1e-9) }
    #expect(scale.place(range.lowerBound) > 0 && scale.place(range.upperBound) < 1)
  }

  @Test("Dots are those of a braille character, from the top left")
  func dots() {
    var canvas = BrailleCanvas(width: 2, height: 1)
    #expect(canvas.cells == [[nil, nil]])
    for (x, y) in [(0, 0), (1, 3), (-1, 0), (4, 0), (0, 4)] { canvas.set(x, y) }
    #expect(canvas.cells == [["⢁", nil]])
  }
}

extension FaultConfig {
  /// Every quote lies.
  fileprivate static var lies: FaultConfig {
    var faults = FaultConfig()
    (faults.enabled, faults.corruptProbability) = (true, 1)
    return faults
  }
}
