import MarketData

/// Says what is wrong with an outcome. It knows the options and what happened; of the code that ran, nothing.
package struct SoakJudge {
  let options: SoakOptions
  let outcome: SoakOutcome
  var problems = Problems()

  /// Everything that is wrong, in words; empty: nothing.
  package static func problems(_ options: SoakOptions, _ outcome: SoakOutcome) -> [String] {
    var judge = SoakJudge(options: options, outcome: outcome)
    judge.judgeCounters()
    judge.judgePrices()
    judge.judgeFaults()
    judge.judgeHealth()
    judge.judgeEvents()
    for (number, transcript) in outcome.transcripts.enumerated() {
      let problems = SoakTranscriptJudge.problems(transcript, outcome)
      for problem in problems {
        judge.problems.append("subscriber \(number), \(transcript.subscriber.policy): \(problem)")
      }
    }
    return outcome.problems + judge.problems.found
  }

  /// What differs between two runs that must be the same.
  package static func differences(_ one: SoakOutcome, _ two: SoakOutcome) -> [String] {
    var found: [String] = []
    if one.quotes != two.quotes {
      let place = zip(one.quotes, two.quotes).enumerated().first { $1.0 != $1.1 }
      let what =
        place.map { "quote \($0.offset + 1): \($0.element)" } ?? "\(one.quotes.count), \(two.quotes.count) quotes"
      found.append("again, but not the same: \(what)")
    }
    if one.notices != two.notices {
      let place = zip(one.notices, two.notices).first { $0 != $1 }
      let what = place.map { "\($0)" } ?? "\(one.notices.count), \(two.notices.count) notices"
      found.append("again, but not the same: \(what)")
    }
    if one.counters.last != two.counters.last { found.append("again, but not the same counters") }
    if !one.ledger.suffix(two.ledger.count).elementsEqual(two.ledger)
      || one.ledger.count + one.letGo != two.ledger.count + two.letGo
    {
      found.append("again, but not the same ledger")
    }
    return found
  }

  /// The accounts hold at every moment.
  private mutating func judgeCounters() {
    for (counters, emitted) in zip(outcome.counters, outcome.emitted) {
      problems.expect(counters.isBalanced, "not balanced: \(counters)")
      problems.expect(counters.emitted == emitted, "counted \(counters.emitted) of \(emitted) emitted")
      problems.expect(counters.inFlight <= options.config.maxInFlight, "\(counters.inFlight) in flight")
    }
    problems.expect(outcome.emitted.last == outcome.quotes.count, "emitted after the end")
    for kind in FaultKind.allCases {
      let rows = outcome.ledger.count { $0.kind == kind }
      let counted = outcome.counters.last?.faults[kind]
      problems.expect(counted == rows, "counted \(counted ?? 0) of \(rows) \(kind.rawValue)")
    }
    problems.expect(zip(1..., outcome.ledger).allSatisfy { $0 == $1.id }, "the ledger's ids are not 1, 2, 3 …")
  }

  /// The ledger, and nothing else, tells the market from the same without faults.
  private mutating func judgeFaults() {
    var oracle = FaultOracle(rows: outcome.ledger, maxInFlight: options.config.maxInFlight)
    var (generated, refused, withdrawn) = (0, 0, 0)
    for step in outcome.clean {
      switch step {
      case .withdraw(let symbol, let pushed):
        oracle.withdraw(symbol)
        (withdrawn, generated) = (withdrawn + pushed, generated + pushed)
      case .quotes(let quotes, let end):
        for quote in quotes {
          guard quote.price > .zero else {
            refused += 1
            continue
          }
          oracle.take(quote)
          generated += 1
        }
        oracle.release(through: end)
      }
    }
    guard let before = outcome.counters.dropLast().last else { return problems.append("nothing was counted") }
    problems.expect(before.generated == generated, "generated \(before.generated), not \(generated)")
    problems.expect(before.refused == refused, "refused \(before.refused), not \(refused)")
    problems.expect(before.dropped == oracle.dropped.count, "dropped \(before.dropped), not \(oracle.dropped.count)")
    problems.expect(
      before.suppressed == oracle.suppressed.count, "suppressed \(before.suppressed), not \(oracle.suppressed.count)")
    problems.expect(
      before.withdrawn == oracle.withdrawn + withdrawn,
      "withdrawn \(before.withdrawn), not \(oracle.withdrawn + withdrawn)")
    problems.expect(before.inFlight == oracle.inFlight, "in flight \(before.inFlight), not \(oracle.inFlight)")
    oracle.finish()
    oracle.contradictions.forEach { problems.append($0) }
    compare(with: oracle.output)
  }

  private mutating func compare(with expected: [Quote]) {
    problems.expect(outcome.quotes.count == expected.count, "\(outcome.quotes.count) quotes, not \(expected.count)")
    if let place = zip(outcome.quotes, expected).enumerated().first(where: { $1.0 != $1.1 }) {
      problems.append("quote \(place.offset + 1): \(place.element.0), not \(place.element.1)")
    }
  }

  /// What the source says besides quotes comes out whole and in order.
  private mutating func judgeEvents() {
    let told = outcome.notices.compactMap { if case .market(let event) = $0.notice { event } else { nil } }
    let said = outcome.events.compactMap(\.event)
    problems.expect(told.count == said.count, "\(told.count) events told of \(said.count)")
    if let (one, other) = zip(told, said).first(where: { $0 != $1 }) { problems.append("told \(one), not \(other)") }
  }
}
