/// Judges the streams of symbols by what comes out of the service, after all faults.
///
/// A value: it is told when quotes come and what time it is. It knows nothing of faults. `WatchedStream` says how it
/// judges. Times must not run backwards, and `advance` must come before the quotes of its time: then the changes are the
/// same, in the same order, however often it is called.
public struct HealthMonitor: Sendable {
  /// By `Symbol.index`.
  private var streams: ContiguousArray<WatchedStream> = []
  /// For each block of streams a time before which none of them has anything to say by itself. An ordinary quote moves
  /// none of these; when one comes, its block is looked through.
  private var bounds = EarliestTimes()
  private var nextBound = Timestamp.distantFuture
  /// By `Symbol.index`, of those whose interval is to be learned.
  private var learners: ContiguousArray<CadenceLearner?> = []
  private let minimum: Int64
  private let fallback: Int64
  /// Whether a quote's lateness counts from when it entered the service, rather than from the time that it bears: for
  /// quotes that bear times of history, which run at another speed, and back.
  public var countsFromArrival = false
  /// How many changes to each state there were.
  public private(set) var changes: [StreamHealth: Int] = [:]

  private static let blockSize = 16

  /// A monitor that watches nothing yet.
  ///
  /// - Parameter fallback: The interval expected of a symbol of which nobody knows it, until it is learned.
  public init(_ config: HealthConfig, fallback: Duration) {
    minimum = max(1, config.minimumInterval.nanos)
    self.fallback = max(minimum, fallback.nanos)
  }

  // MARK: What is expected

  /// Expects quotes of a symbol from now on, at least one in each `interval` while the calendar says that it is open.
  /// For a symbol that is watched already this changes what is expected.
  ///
  /// A symbol is live at first, or closed; one that was watched before is as it was last told to be.
  ///
  /// - Parameter interval: The longest ordinary silence; nil: to be learned, and with it how much later than the time
  ///   that they bear quotes come. Lateness is judged from then on.
  public mutating func watch(_ symbol: Symbol, interval: Duration?, calendar: MarketCalendar, at now: Timestamp) {
    while streams.count <= symbol.index { streams.append(WatchedStream(Symbol(handle: UInt32(streams.count)))) }
    let wasLearning = streams[symbol.index].isWatched && streams[symbol.index].isLearning
    streams[symbol.index].watch(isLearning: interval == nil, calendar: calendar, at: now)
    if let interval {
      forget(symbol)
      streams[symbol.index].expect(interval: interval.nanos, minimum: minimum, baseline: 0)
    } else if !wasLearning {
      while learners.count <= symbol.index { learners.append(nil) }
      learners[symbol.index] = CadenceLearner(fallback: fallback)
      streams[symbol.index].expect(interval: fallback, minimum: minimum, baseline: nil)
      streams[symbol.index].letPass(0, upTo: 0)
    }
    arm(symbol.index)
  }

  /// Expects nothing more of a symbol.
  public mutating func unwatch(_ symbol: Symbol) {
    guard symbol.index < streams.count else { return }
    streams[symbol.index].unwatch()
    forget(symbol)
  }

  private mutating func forget(_ symbol: Symbol) { if symbol.index < learners.count { learners[symbol.index] = nil } }

  /// A symbol is halted, or trades again.
  public mutating func setHalted(
    _ isHalted: Bool, _ symbol: Symbol, at now: Timestamp, into found: inout [HealthChange]
  ) {
    guard symbol.index < streams.count else { return }
    let start = found.count
    streams[symbol.index].advance(to: now, into: &found)
    streams[symbol.index].setHalted(isHalted, at: now, into: &found)
    arm(symbol.index)
    count(found[start...])
  }

  /// Moves all that it remembers and expects, but for the market's hours: by how long the market stood still.
  public mutating func shift(by duration: Duration) {
    guard duration != .zero else { return }
    // What is due later only is looked up in time.
    for index in streams.indices { streams[index].shift(by: duration.nanos) }
  }

  // MARK: What happens

  /// A quote came.
  @inline(__always)
  public mutating func observe(_ quote: borrowing Quote, at now: Timestamp, into found: inout [HealthChange]) {
    let index = quote.symbol.index
    guard index < streams.count else { return }
    let lag = now.nanos &- (countsFromArrival ? quote.received : quote.timestamp).nanos
    if streams[index].takeOrdinary(quote.sequence, lag: lag, at: now) { return }
    judge(quote.sequence, lag: lag, of: index, at: now, into: &found)
  }

  /// When it has something to say though no quote comes; perhaps nothing after all.
  public var nextDeadline: Timestamp? { nextBound == .distantFuture ? nil : nextBound }

  /// Whether `advance` would do anything.
  @inline(__always)
  func isDue(at now: Timestamp) -> Bool { nextBound <= now }

  /// Time has passed: silences until `now`, inclusive, are judged.
  public mutating func advance(to now: Timestamp, into found: inout [HealthChange]) {
    guard nextBound <= now, now < .distantFuture else { return }
    let start = found.count
    while bounds.earliest <= now { advance(block: bounds.indexOfEarliest, to: now, into: &found) }
    nextBound = bounds.earliest
    if found.count - start > 1 { found[start...].sort(by: Self.precedes) }
    count(found[start...])
  }

  private mutating func advance(block: Int, to now: Timestamp, into found: inout [HealthChange]) {
    let start = block * Self.blockSize
    var next = Timestamp.distantFuture
    for index in start..<min(streams.count, start + Self.blockSize) {
      if streams[index].deadline <= now { streams[index].advance(to: now, into: &found) }
      next = min(next, streams[index].deadline)
    }
    bounds[block] = next
  }

  @inline(never)
  private mutating func judge(
    _ sequence: UInt64, lag: Int64, of index: Int, at now: Timestamp, into found: inout [HealthChange]
  ) {
    guard streams[index].isWatched else { return }
    let start = found.count
    streams[index].advance(to: now, into: &found)
    let silence = streams[index].take(sequence, lag: lag, at: now, into: &found)
    if let silence, index < learners.count { learn(silence, lag: lag, at: index) }
    arm(index)
    if found.count > start { count(found[start...]) }
  }

  private mutating func learn(_ silence: Int64, lag: Int64, at index: Int) {
    learners[index]?.add(streams[index].untold)
    let isNew = learners[index]?.add(silence, lag: lag)
    guard let learner = learners[index] else { return }
    if isNew == true {
      streams[index].expect(
        interval: learner.interval, minimum: minimum, baseline: learner.isLearned ? learner.leastLag : nil)
    }
    streams[index].letPass(learner.slack, upTo: learner.longestShort)
  }

  /// Sees to it that what the stream may have to say by itself is looked up in time.
  private mutating func arm(_ index: Int) {
    let deadline = streams[index].deadline
    guard deadline < bounds[index / Self.blockSize] else { return }
    bounds[index / Self.blockSize] = deadline
    nextBound = bounds.earliest
  }

  /// By when it could be said: that a silence is too long can be told only later than its bound. Then by ticker.
  private static func precedes(_ a: HealthChange, _ b: HealthChange) -> Bool {
    let (first, second) = (a.earliestTelling, b.earliestTelling)
    return first != second ? first < second : a.symbol < b.symbol
  }

  private mutating func count(_ found: ArraySlice<HealthChange>) {
    for change in found { changes[change.to, default: 0] += 1 }
  }

  // MARK: What is known

  /// How a symbol's stream is; nil for one that is not watched.
  public func health(of symbol: Symbol) -> StreamHealth? {
    symbol.index < streams.count && streams[symbol.index].isWatched ? streams[symbol.index].state : nil
  }

  /// The longest silence that is ordinary for a symbol: given, or learned so far; nil for one that is not watched.
  public func expectedInterval(of symbol: Symbol) -> Duration? {
    health(of: symbol).map { _ in .nanoseconds(streams[symbol.index].interval) }
  }
}

extension HealthChange {
  fileprivate var earliestTelling: Timestamp {
    if case .silence = evidence { return time.adding(nanos: 1) }
    return time
  }
}
