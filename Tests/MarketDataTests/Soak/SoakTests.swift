import MarketData
import MarketDataTesting
import Testing

/// `scripts/soak` goes on where these end.
@Suite("The whole service against itself, over random options")
struct SoakTests {
  @Test(
    "Accounts hold, gaps and ledger say exactly what happened, and it happens again",
    arguments: 0..<200 as Range<UInt64>)
  func seed(_ seed: UInt64) throws {
    let options = try SoakOptions(seed: seed)
    let problems = Soak.verdict(options).problems
    let report = problems.prefix(10).joined(separator: "\n")
    #expect(problems.isEmpty, "scripts/soak --seed \(seed)\n\(report)\n\(options)")
  }

  @Test("The options say every one of themselves, always the same")
  func options() throws {
    let text = try SoakOptions(seed: 1).description
    #expect(try text == SoakOptions(seed: 1).description)
    for name in [
      "seed = 1", "config.maxInFlight", "config.faults.delayMsRange", "config.health.minimumInterval", "start = ",
      "length = ", "config.symbols[",
    ] { #expect(text.contains(name), "\(name)") }
  }

  @Test("Of a thousand seeds, every kind of fault, policy, change and state of health comes up")
  func variety() throws {
    var (kinds, states, changes) = (Set<FaultKind>(), Set<StreamHealth>(), Set<String>())
    var (policies, causes) = (Set<OverflowPolicy>(), Set<Gap.Cause>())
    for seed: UInt64 in 1000..<1120 {
      let options = try SoakOptions(seed: seed)
      let outcome = SoakRun(options).run()
      kinds.formUnion(outcome.ledger.map(\.kind))
      for case .health(let change) in outcome.notices.map(\.notice) { states.insert(change.to) }
      for change in options.changes { changes.insert("\(change.action)".prefix { $0 != "(" }.description) }
      for transcript in outcome.transcripts where transcript.stayed {
        policies.insert(transcript.subscriber.policy)
        for case .notice(.gap(let gap)) in transcript.entries { causes.insert(gap.cause) }
      }
    }
    #expect(kinds == Set(FaultKind.allCases))
    #expect(states == Set(StreamHealth.allCases))
    #expect(changes.count == 7)
    #expect(policies == Set(OverflowPolicy.allCases) && causes == Set(Gap.Cause.allCases))
  }
}
