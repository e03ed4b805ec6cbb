import Foundation
import MarketData
import MarketDataConfiguration
import Testing

@Suite("Timelines of faults in YAML")
struct TimelineTests {
  private func timeline(_ list: String) throws -> [FaultWindow] {
    try load("market_data:\n  faults:\n    timeline:\n\(list)").marketData.timeline.windows
  }

  @Test("Each fault is read with its window")
  func values() throws {
    let windows = try timeline(
      """
            - { from: 10s, for: 30s, symbols: [AAPL, NO], mute: true, name: lunch }
            - { from: 1m, for: 30s, faults: { drop_probability: 0.2, delay_ms_range: [1, 2] } }
            - { from: 1h, faults: { enabled: false } }
            - { from: 2m, for: 1m, drift: 0.82 }
            - { from: 3m, for: 10s, burst_loss: { good_to_bad: 0.01, bad_to_good: 0.2 } }
            - { from: 1d, burst_loss: { good_to_bad: 1, bad_to_good: 0, loss_when_good: 0.1, loss_when_bad: 0.9 } }
            - { from: 4m, clock_step: -2s }
            - { from: 4m, for: 1m500ms, clock_skew_ppm: 200 }
            - { from: 5m, for: 1m, swizzle: 0.3 }
            - { first: 3 }

      """)
    var drops = FaultConfig()
    (drops.enabled, drops.dropProbability, drops.delayMsRange) = (true, 0.2, 1...2)
    let expected = [
      FaultWindow(
        .mute, from: .seconds(10), lasting: .seconds(30), symbols: [try Symbol("AAPL"), try Symbol("NO")],
        name: "lunch"),
      FaultWindow(.faults(drops), from: .seconds(60), lasting: .seconds(30)),
      FaultWindow(.faults(FaultConfig()), from: .seconds(3600)),
      FaultWindow(.drift(rate: 0.82), from: .seconds(120), lasting: .seconds(60)),
      FaultWindow(
        .burstLoss(BurstLoss(goodToBad: 0.01, badToGood: 0.2)), from: .seconds(180), lasting: .seconds(10)),
      FaultWindow(
        .burstLoss(BurstLoss(goodToBad: 1, badToGood: 0, lossWhenGood: 0.1, lossWhenBad: 0.9)), from: .seconds(86_400)),
      FaultWindow(.clockStep(.seconds(-2)), from: .seconds(240)),
      FaultWindow(.clockSkew(partsPerMillion: 200), from: .seconds(240), lasting: .milliseconds(60_500)),
      FaultWindow(.swizzle(fraction: 0.3), from: .seconds(300), lasting: .seconds(60)),
      FaultWindow(.first(3)),
    ]
    #expect(windows == expected)
  }

  @Test("An empty list sets none")
  func empty() throws { #expect(try timeline("      []\n") == []) }

  @Test("A variable or a flag takes the list as YAML in one text, and replaces that of the file whole")
  func layers() throws {
    let yaml = "market_data: {faults: {timeline: [{mute: true}, {first: 3}]}}"
    let text = "[{from: 1s, for: 5s, drift: 0.5}]"
    let expected = FaultTimeline([FaultWindow(.drift(rate: 0.5), from: .seconds(1), lasting: .seconds(5))])
    #expect(try load(yaml, set: ["market_data.faults.timeline=\(text)"]).marketData.timeline == expected)
    let variable = ["MARKETDATA_MARKET_DATA__FAULTS__TIMELINE": text]
    #expect(try load(yaml, environment: variable).marketData.timeline == expected)
  }

  @Test("A file of faults may have a timeline")
  func file() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "timeline-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try "timeline: [{from: 1s, mute: true}]\n".write(to: file, atomically: true, encoding: .utf8)
    let loaded = try LoadedConfiguration(yaml: "", name: "f.yaml", faults: file.path)
    #expect(loaded.configuration.marketData.timeline == [FaultWindow(.mute, from: .seconds(1))])
    #expect(loaded.configuration.marketData.faults.enabled)
  }

  @Test("What overlaps is said at the place of the later entry")
  func overlap() {
    let yaml = """
      market_data:
        faults:
          timeline:
            - { from: 10s, for: 30s, mute: true }
            - { from: 20s, for: 1s, first: 2 }
            - from: 20s
              mute: true
      """
    let message =
      "f.yaml:6:9: market_data.faults.timeline[2]: expected no other mute for the same symbol at the same time, "
      + "found from 20 s on for all symbols, and market_data.faults.timeline[0] from 10 s to 40 s"
    #expect(faults(yaml) == [message])
    let flag = "market_data.faults.timeline=[{mute: true}, {mute: true}]"
    #expect(
      faults(yaml, set: [flag]) == [
        "--set \(flag): market_data.faults.timeline[1]: expected no other mute for the same symbol at the same time, "
          + "found from 0 s on for all symbols, and market_data.faults.timeline[0] from 0 s on"
      ])
  }
}
