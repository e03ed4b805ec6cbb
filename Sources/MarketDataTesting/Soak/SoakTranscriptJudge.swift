import MarketData

/// Says what is wrong with what a subscriber saw, against all that there was.
struct SoakTranscriptJudge {
  private let transcript: SoakTranscript
  private let outcome: SoakOutcome
  private var problems = Problems()
  private var received: Set<UInt64> = []
  private var gaps: [Gap] = []

  static func problems(_ transcript: SoakTranscript, _ outcome: SoakOutcome) -> [String] {
    var judge = SoakTranscriptJudge(transcript, outcome)
    judge.read()
    judge.judgeCounters()
    judge.judgeGaps()
    judge.judgeNotices()
    return judge.problems.found
  }

  private init(_ transcript: SoakTranscript, _ outcome: SoakOutcome) {
    (self.transcript, self.outcome) = (transcript, outcome)
  }

  private var policy: OverflowPolicy { transcript.subscriber.policy }
  private var end: UInt64 { UInt64(outcome.quotes.count) + 1 }

  /// Quotes are the true ones, in order; what is missing before one was told before it.
  private mutating func read() {
    let end = end
    var next = transcript.firstPosition
    for entry in transcript.entries {
      switch entry {
      case .quote(let position, let quote):
        let isTrue = position > 0 && position < end && outcome.quotes[Int(position) - 1] == quote
        problems.expect(isTrue, "not the quote of position \(position)")
        problems.expect(
          position == next || policy == .conflate && position > next, "position \(position) instead of \(next)")
        received.insert(position)
        next = position + 1
      case .notice(.gap(let gap)):
        problems.expect(gap.count > 0 && gap.from <= gap.to, "\(gap)")
        problems.expect(gap.from == next || gap.cause == .merged && gap.from >= next, "\(gap) at \(next)")
        gaps.append(gap)
        // Of what was merged the survivors follow.
        if gap.cause != .merged { next = gap.to + 1 }
      case .notice: break
      }
    }
    if transcript.stayed, policy != .conflate { problems.expect(next == end, "ended at \(next) of \(end)") }
  }

  private mutating func judgeCounters() {
    let counters = transcript.counters
    problems.expect(transcript.isBalanced && counters.isBalanced, "not balanced: \(counters)")
    problems.expect(counters.delivered == received.count, "delivered \(counters.delivered), got \(received.count)")
    problems.expect(counters.gaps == gaps.count, "\(counters.gaps) gaps, got \(gaps.count)")
    problems.expect(counters.buffered == 0, "\(counters.buffered) never read")
    guard transcript.stayed else { return }
    problems.expect(counters.offered == Int(end - transcript.firstPosition), "offered \(counters.offered)")
    let lost = [Gap.Cause.overflow: counters.overflowDropped, .merged: counters.merged, .abandoned: counters.abandoned]
    for (cause, count) in lost {
      let told = gaps.filter { $0.cause == cause }.reduce(0) { $0 + Int($1.count) }
      problems.expect(told == count, "\(cause.rawValue): \(count) lost, \(told) told")
    }
    if policy == .suspend {
      problems.expect(counters.overflowDropped == 0 && counters.merged == 0, "lost: \(counters)")
    }
  }

  /// Every gap says exactly what is missing, and nothing is missing that no gap says.
  private mutating func judgeGaps() {
    var told = 0
    for gap in gaps where gap.to < end {
      let missing = (gap.from...gap.to).count { !received.contains($0) }
      // What survives a merger may be merged later; then another gap tells it.
      let isTrue = gap.cause == .merged ? missing >= gap.count : missing == gap.count
      problems.expect(isTrue, "\(gap), but \(missing) are missing")
      problems.expect(!received.contains(gap.from) && !received.contains(gap.to), "\(gap) reaches too far")
      told += Int(gap.count)
    }
    if transcript.stayed {
      let missing = Int(end - transcript.firstPosition) - received.count
      problems.expect(told == missing, "\(missing) are missing, \(told) told")
    }
    if transcript.stayed, policy == .conflate { judgeLatest() }
  }

  /// Merging never takes a symbol's latest quote.
  private mutating func judgeLatest() {
    var latest: [Symbol: UInt64] = [:]
    for position in transcript.firstPosition..<end { latest[outcome.quotes[Int(position) - 1].symbol] = position }
    problems.expect(latest.values.allSatisfy(received.contains), "the latest quote of a symbol is missing")
  }

  /// Without loss all notices come where they belong; with loss, states that follow one another, to the last.
  private mutating func judgeNotices() {
    let all = outcome.notices.dropFirst(transcript.firstNotice)
    if policy == .suspend, transcript.stayed, transcript.counters.abandoned == 0 { judgeInterleaving(all) }
    var (states, last): ([Symbol: StreamHealth], [Symbol: StreamHealth]) = ([:], [:])
    for case .notice(.health(let change)) in transcript.entries {
      let before = states.updateValue(change.to, forKey: change.symbol)
      problems.expect(before == nil || before == change.from, "not from there: \(change)")
    }
    guard transcript.stayed else { return }
    for case .health(let change) in all.map(\.notice) {
      last[change.symbol] = change.to
      // Of changes to and fro nothing may be left to tell.
      if states[change.symbol] == nil { states[change.symbol] = change.from }
    }
    for (symbol, state) in last { problems.expect(states[symbol] == state, "\(symbol) is \(state), and was not told") }
  }

  private mutating func judgeInterleaving(_ all: ArraySlice<SoakOutcome.PlacedNotice>) {
    var (next, seen) = (transcript.firstPosition, [SoakOutcome.PlacedNotice]())
    for entry in transcript.entries {
      switch entry {
      case .quote(let position, _): next = position + 1
      case .notice(let notice): seen.append(SoakOutcome.PlacedNotice(position: next, notice: notice))
      }
    }
    // Where very many come with no quote between, only the last of each symbol are told.
    let crowded = Set(Dictionary(grouping: all, by: \.position).filter { $1.count > 64 }.keys)
    let isSame = seen.filter { !crowded.contains($0.position) } == all.filter { !crowded.contains($0.position) }
    problems.expect(isSame, "\(seen.count) notices of \(all.count), or elsewhere")
  }
}
