/// When a symbol of the mock market is quiet, and how far it is in its scenario: what few ticks need.
struct MockSchedule {
  var isActive = false
  /// Whether it waits for something other than the next tick: an opening, the end of a halt, or of quiet ticks.
  var isWaiting = false
  /// How far it has come in its scenario; nil: it is to take it up where it is, whatever happened before.
  var seen: Moment?
  /// How long after its activation the first quote comes: symbols of one interval are spread over it.
  let phase: Int64
  let interval: Int64
  private var random: SplitMix64
  /// When the present stretch of quotes ends, on the source's scale; nil before it was drawn.
  private var silenceAt: Int64?
  private var burstTicks = 0

  /// A moment on both scales, which move against each other when the market stands still.
  struct Moment {
    var elapsed: Int64
    var time: Timestamp
  }

  /// A symbol that has not ticked since `origin`, time zero of the source.
  init(ticker: String, interval: Duration, seed: UInt64, origin: Timestamp) {
    seen = Moment(elapsed: -1, time: origin - .nanoseconds(1))
    self.interval = interval.nanos
    phase = Int64(derivedSeed(seed, ticker: ticker, purpose: 4) % UInt64(interval.nanos))
    random = SplitMix64(seed: derivedSeed(seed, ticker: ticker, purpose: 3))
  }

  /// Forgets what was drawn for later.
  mutating func forget() { (silenceAt, burstTicks) = (nil, 0) }

  /// The next deadline of a symbol that does not simply tick on.
  mutating func nextDeadline(_ rhythm: borrowing ScenarioPlan.Rhythm, after elapsed: Int64) -> Int64 {
    if let bursts = rhythm.bursts, burstsOn(bursts) {
      return elapsed + max(1, Int64(Double(interval) * bursts.spacing))
    }
    let ticks = rhythm.isSteady ? 1 : 1 + rhythm.quietTicks(random.unit())
    isWaiting = ticks > 1
    let next = sum(elapsed, interval * Int64(ticks))
    guard let pauses = rhythm.pauses else { return next }
    let silence = silenceAt ?? elapsed + draw(pauses.afterMs)
    guard next > silence else {
      silenceAt = silence
      return next
    }
    let resume = elapsed + max(interval, draw(pauses.lastingMs))
    silenceAt = resume + draw(pauses.afterMs)
    return resume
  }

  private mutating func burstsOn(_ bursts: ScenarioParameters.Bursts) -> Bool {
    if burstTicks > 0 {
      burstTicks -= 1
      return burstTicks > 0
    }
    guard random.unit() < bursts.probability else { return false }
    burstTicks = bursts.quotes.lowerBound + Int(random.unit() * Double(bursts.quotes.count))
    return burstTicks > 0
  }

  private mutating func draw(_ milliseconds: ClosedRange<Int>) -> Int64 {
    let span = Double(milliseconds.upperBound - milliseconds.lowerBound) * 1e6
    return Int64(milliseconds.lowerBound) * 1_000_000 + Int64(random.unit() * span)
  }
}

/// The sum, clamped.
func sum(_ a: Int64, _ b: Int64) -> Int64 {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? (b < 0 ? .min : .max) : sum
}
