import MarketData
import MarketDataTesting
import Testing

@testable import MarketData

/// One thing changed in an outcome in which all was well.
struct Tampering: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// - Returns: Whether there was something to change.
  let apply: @Sendable (inout SoakOutcome, inout SplitMix64) -> Bool

  init(_ name: String, _ apply: @escaping @Sendable (inout SoakOutcome, inout SplitMix64) -> Bool) {
    (testDescription, self.apply) = (name, apply)
  }

  private static func quote(_ name: String, _ change: @escaping @Sendable (inout Quote) -> Void) -> Tampering {
    Tampering(name) { outcome, random in
      guard let index = outcome.quotes.indices.randomElement(using: &random) else { return false }
      change(&outcome.quotes[index])
      return true
    }
  }

  private static func row(_ name: String, _ change: @escaping @Sendable (inout FaultLedger.Row) -> Void) -> Tampering {
    Tampering(name) { outcome, random in
      guard let index = outcome.ledger.indices.randomElement(using: &random) else { return false }
      change(&outcome.ledger[index])
      return true
    }
  }

  private static func transcript(
    _ name: String, where fits: @escaping @Sendable (SoakTranscript) -> Bool = { _ in true },
    _ change: @escaping @Sendable (inout SoakTranscript, inout SplitMix64) -> Bool
  ) -> Tampering {
    Tampering(name) { outcome, random in
      let fitting = outcome.transcripts.indices.filter {
        fits(outcome.transcripts[$0]) && outcome.transcripts[$0].stayed
      }
      return fitting.contains { change(&outcome.transcripts[$0], &random) }
    }
  }

  private static func health(
    _ name: String, _ change: @escaping @Sendable (inout HealthChange) -> Void
  ) -> Tampering {
    Tampering(name) { outcome, random in
      let places = outcome.notices.indices.filter {
        if case .health = outcome.notices[$0].notice { true } else { false }
      }
      guard let place = places.randomElement(using: &random), case .health(var found) = outcome.notices[place].notice
      else { return false }
      change(&found)
      outcome.notices[place].notice = .health(found)
      return true
    }
  }

  static let all: [Tampering] = [
    Tampering("a quote left out") { outcome, random in
      guard let index = outcome.quotes.indices.randomElement(using: &random) else { return false }
      outcome.quotes.remove(at: index)
      return true
    },
    Tampering("two quotes that changed places") { outcome, random in
      let pairs = outcome.quotes.indices.dropLast().filter { outcome.quotes[$0] != outcome.quotes[$0 + 1] }
      guard let index = pairs.randomElement(using: &random) else { return false }
      outcome.quotes.swapAt(index, index + 1)
      return true
    },
    quote("another price") { $0.price = $0.price + Price(nanos: 1) },
    quote("another timestamp") { $0.timestamp = $0.timestamp + .nanoseconds(1) },
    quote("another sequence") { $0.sequence += 1 },
    row("a row of another symbol's") { $0.symbol = (try? Symbol("TAMPERED")) ?? $0.symbol },
    row("a row of another quote's") { $0.sequence += 100_000 },
    row("a row at another time") { $0.time = $0.time - .nanoseconds(1) },
    row("a row without its number") { $0.id += 1 },
    Tampering("a row left out") { outcome, random in
      guard let index = outcome.ledger.indices.randomElement(using: &random) else { return false }
      outcome.ledger.remove(at: index)
      for later in outcome.ledger[index...].indices { outcome.ledger[later].id -= 1 }
      return true
    },
    Tampering("a quote counted twice") { outcome, _ in
      guard let last = outcome.counters.indices.last else { return false }
      outcome.counters[last].emitted += 1
      return true
    },
    transcript("a quote that a subscriber never got") { transcript, _ in
      guard let index = transcript.entries.lastIndex(where: { if case .quote = $0 { true } else { false } })
      else { return false }
      transcript.entries.remove(at: index)
      return true
    },
    transcript("a gap that is too wide") { transcript, _ in
      transcript.changeGap { $0.count += 1 }
    },
    transcript("a gap that reaches too far") { transcript, _ in
      transcript.changeGap { $0.to += 1 }
    },
    transcript("a gap never told") { transcript, _ in
      guard let index = transcript.gapIndex else { return false }
      transcript.entries.remove(at: index)
      return true
    },
    transcript("a notice never told", where: { $0.subscriber.policy == .suspend && $0.counters.abandoned == 0 }) {
      transcript, _ in
      guard let index = transcript.entries.firstIndex(where: { if case .notice = $0 { true } else { false } })
      else { return false }
      transcript.entries.remove(at: index)
      return true
    },
    health("health from another state") { $0.from = $0.from == .gapped ? .late : .gapped },
    health("health of no change") { $0.to = $0.from },
    health("closed while open, or not while closed") { $0.to = $0.to == .closed ? .live : .closed },
  ]
}

extension SoakTranscript {
  fileprivate var gapIndex: Int? {
    entries.firstIndex { if case .notice(.gap) = $0 { true } else { false } }
  }

  fileprivate mutating func changeGap(_ change: (inout Gap) -> Void) -> Bool {
    guard let index = gapIndex, case .notice(.gap(var gap)) = entries[index] else { return false }
    change(&gap)
    entries[index] = .notice(.gap(gap))
    return true
  }
}

@Suite("The judge of the soak")
struct SoakJudgeTests {
  @Test("Whatever is changed in an outcome, it finds", arguments: Tampering.all)
  func finds(_ tampering: Tampering) throws {
    var tried = 0
    var random = SplitMix64(seed: 1)
    for seed: UInt64 in 0..<60 where tried < 12 {
      let options = try SoakOptions(seed: seed)
      let whole = SoakRun(options, ledgerCapacity: 1_000_000).run()
      var outcome = whole
      guard tampering.apply(&outcome, &random) else { continue }
      tried += 1
      #expect(!SoakJudge.problems(options, outcome).isEmpty, "seed \(seed)")
    }
    #expect(tried >= 5)
  }

  @Test("Two runs that differ in a quote, a notice, a counter or a row are not the same")
  func differences() throws {
    let outcome = SoakRun(try SoakOptions(seed: 3)).run()
    try #require(!outcome.notices.isEmpty && !outcome.quotes.isEmpty)
    #expect(SoakJudge.differences(outcome, outcome) == [])
    let changes: [(inout SoakOutcome) -> Void] = [
      { $0.quotes.removeLast() }, { $0.quotes[0].price = .zero },
      { $0.notices.removeLast() },
      { $0.counters[$0.counters.count - 1].generated += 1 }, { $0.letGo += 1 },
    ]
    for change in changes {
      var other = outcome
      change(&other)
      #expect(SoakJudge.differences(outcome, other).count == 1)
    }
  }
}
