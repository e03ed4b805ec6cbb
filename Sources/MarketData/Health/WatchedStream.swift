/// What the monitor remembers of one symbol's stream, and how it judges it. Knows nothing of other symbols.
///
/// With E for the longest ordinary silence: silent for more than 2 E is stale, for more than 3 E mute.
///
/// Lateness is measured in units of E / 16, but at least a tenth of the least interval: late is a quote that is off by
/// more than 7 units, or one off by more than 2 and by more than the one before, which was off by more than 1. So any
/// slow feed that delivers 50 to 90 % of what is produced is found within 3 E, however the quotes fall: of those that
/// come after the first 3 E - 2 E / rate, of which there are two, the first is off by more than 1 unit and the second
/// by more than 2, or at lower rates by more than 7. One quote held up alone is no reason before that.
struct WatchedStream {
  // In the order of use: of a hundred thousand streams none is in the processor's cache. First what says when there may
  // be something to say, and what an ordinary quote touches, in two lines of 64 bytes.
  /// Whether the stream is live: the next ordinary quote needs no judgement.
  private var isPlain = false
  /// Whether the interval is being learned.
  private(set) var isLearning = false
  private var since = Timestamp(nanos: .min)
  private var sessionEnd = Timestamp.distantFuture
  /// When it was last said what is expected: no silence is told to have become too long before that.
  private var judgedFrom = Timestamp(nanos: .min)
  /// How long a silence may be before there is something to say of it.
  private var patience = Int64.max
  /// After a longer silence a quote needs judgement.
  private var longestPlain = Int64.max
  private var unit: UInt64 = 0
  /// How much later than the time that they bear quotes come ordinarily.
  private var baseline: Int64 = 0
  /// How far the time that the last quote bore was off.
  private var off: UInt64 = 0
  private(set) var sequences = SequenceTrack()

  /// Silences that the learner has not been told of yet, and how many of them may wait.
  private(set) var untold = SilenceSum()
  private var mostUntold = 0
  /// Which silences may pass before the learner is told of them.
  private var longestShort: Int64 = 0

  let symbol: Symbol
  private(set) var interval: Int64 = 0
  /// What was told last; nil before it was ever watched.
  private(set) var state: StreamHealth?
  private(set) var isWatched = false
  private var calendar = MarketCalendar.always
  private var isOpen = true
  private var isHalted = false
  /// Whether the market has opened and no quote has come since: told closed until then, or until the silence is too long.
  private var isAwaited = false
  /// Whether `since` is the time of a quote.
  private var hasQuote = false
  private var silence = Silence.short
  private var isLate = false

  private enum Silence: Int64 {
    case short = 1
    case stale = 2
    case mute = 3
  }

  init(_ symbol: Symbol) { self.symbol = symbol }

  // MARK: What is expected

  /// Expects quotes from now on, or expects them in another way.
  mutating func watch(isLearning: Bool, calendar: MarketCalendar, at now: Timestamp) {
    if state == nil {
      let session = calendar.session(at: now)
      (state, isOpen, sessionEnd) = (session.isOpen ? .live : .closed, session.isOpen, session.end)
      since = now
    } else if !isWatched {
      // What was told stays told until something else is seen; hours are looked up at once.
      forget(from: now)
      // A halt is not over because nobody watched.
      (isOpen, isAwaited, sessionEnd) = (true, state == .closed, now)
      sequences = SequenceTrack()
    } else if calendar != self.calendar {
      sessionEnd = now
    }
    (isWatched, self.isLearning, self.calendar, judgedFrom) = (true, isLearning, calendar, now)
    settle()
  }

  /// Sets what is ordinary.
  ///
  /// - Parameter baseline: The ordinary lag; nil: unknown yet, and lateness is not judged.
  mutating func expect(interval: Int64, minimum: Int64, baseline: Int64?) {
    // Three times as long must be a number.
    self.interval = max(1, min(max(interval, minimum), .max / 4))
    self.baseline = baseline ?? 0
    unit = baseline == nil ? .max / 8 : UInt64(max(1, self.interval / 16, minimum / 10))
    settle()
  }

  /// Lets so many short silences pass before the learner is told of them; what has passed until now is forgotten.
  ///
  /// - Parameter silence: The longest of them.
  mutating func letPass(_ count: Int, upTo silence: Int64) {
    (untold, mostUntold, longestShort) = (SilenceSum(), count, silence)
    settle()
  }

  mutating func unwatch() {
    (isWatched, sessionEnd) = (false, .distantFuture)
    settle()
  }

  mutating func setHalted(_ isHalted: Bool, at now: Timestamp, into found: inout [HealthChange]) {
    guard isHalted != self.isHalted else { return }
    self.isHalted = isHalted
    if isWatched { begin(at: now, into: &found) }
  }

  mutating func shift(by nanos: Int64) {
    since = since.adding(nanos: nanos)
    sequences.shift(by: nanos)
  }

  /// Whether quotes are expected has changed.
  private mutating func begin(at time: Timestamp, into found: inout [HealthChange]) {
    forget(from: time)
    isAwaited = true
    tell(at: time, into: &found)
  }

  private mutating func forget(from time: Timestamp) {
    (since, hasQuote, silence, isLate, off) = (time, false, .short, false, 0)
    sequences.forgive()
  }

  // MARK: Quotes

  /// Takes a quote of which there is nothing to say; otherwise changes nothing.
  ///
  /// - Returns: Whether it was one.
  @inline(__always)
  mutating func takeOrdinary(_ sequence: UInt64, lag: Int64, at now: Timestamp) -> Bool {
    let off = (lag &- baseline).magnitude
    let silence = now.nanos &- since.nanos
    guard isPlain, sequence == sequences.highest &+ 1, off <= unit, silence <= longestPlain else { return false }
    if isLearning {
      guard untold.count < mostUntold else { return false }
      untold.add(silence, lag: lag)
    }
    sequences.takeNext()
    (self.off, since) = (off, now)
    return true
  }

  /// Takes any quote, after `advance`.
  ///
  /// - Returns: How long none had come, if that tells how often they do: not the first one, nor after one that is
  ///   missing, nor when they are late.
  mutating func take(
    _ sequence: UInt64, lag: Int64, at now: Timestamp, into found: inout [HealthChange]
  ) -> Int64? {
    let follows = sequence == 0 || sequence == sequences.highest &+ 1
    sequences.take(sequence, at: now, patience: interval)
    guard isOpen, !isHalted else {
      sequences.forgive()
      return nil
    }
    let quiet = hasQuote && follows ? now.nanos &- since.nanos : nil
    (since, hasQuote, isAwaited, silence) = (now, true, false, .short)
    judge(off: (lag &- baseline).magnitude)
    tell(at: now, lag: lag, into: &found)
    return state == .live ? quiet : nil
  }

  private mutating func judge(off: UInt64) {
    if isLate {
      isLate = off > 2 * unit
    } else {
      isLate = off > 7 * unit || off > 2 * unit && off > self.off && self.off > unit
    }
    self.off = off
  }

  // MARK: Time

  /// When it may have something to say by itself: the market's hours change, or one nanosecond more is too long.
  var deadline: Timestamp { patience == .max ? sessionEnd : min(sessionEnd, silenceBound.adding(nanos: 1)) }

  /// When the silence will have been too long for what it counts as.
  private var silenceBound: Timestamp { max(judgedFrom, since.adding(nanos: patience)) }

  /// Says what there is to say until `now`, inclusive.
  mutating func advance(to now: Timestamp, into found: inout [HealthChange]) {
    while case let next = deadline, next <= now, next < .distantFuture {
      if next == sessionEnd { turn(at: next, into: &found) } else { fallSilent(into: &found) }
    }
  }

  private mutating func turn(at time: Timestamp, into found: inout [HealthChange]) {
    let session = calendar.session(at: time)
    sessionEnd = session.end
    // Of a halt that came while nobody watched it is told now.
    guard session.isOpen != isOpen || isHalted && state != .closed else { return }
    isOpen = session.isOpen
    begin(at: time, into: &found)
  }

  private mutating func fallSilent(into found: inout [HealthChange]) {
    let time = silenceBound
    silence = silence == .short ? .stale : .mute
    isAwaited = false
    tell(at: time, into: &found)
  }

  // MARK: Verdicts

  private var verdict: StreamHealth {
    if !isOpen || isHalted || isAwaited { return .closed }
    return switch silence {
    case .mute: .mute
    case .stale: .stale
    case .short: sequences.missing > 0 ? .gapped : isLate ? .late : .live
    }
  }

  private mutating func tell(at time: Timestamp, lag: Int64 = 0, into found: inout [HealthChange]) {
    let verdict = verdict
    if let state, state != verdict {
      found.append(
        HealthChange(symbol, from: state, to: verdict, time: time, evidence: evidence(of: verdict, lag: lag)))
    }
    state = verdict
    settle()
  }

  /// Keeps what follows from all else, for the quick look.
  private mutating func settle() {
    isPlain = isWatched && state == .live && verdict == .live && (hasQuote || !isLearning)
    let isExpected = isWatched && isOpen && !isHalted && silence != .mute
    patience = isExpected ? (silence.rawValue + 1) * interval : .max
    longestPlain = isLearning ? min(patience, longestShort) : patience
  }

  private func evidence(of verdict: StreamHealth, lag: Int64) -> HealthChange.Evidence {
    switch verdict {
    case .live: .quote
    case .late: .lag(.nanoseconds(lag))
    case .gapped: .missing(sequences.missing)
    case .stale, .mute: .silence(.nanoseconds(silence.rawValue * interval))
    case .closed: .hours
    }
  }
}
