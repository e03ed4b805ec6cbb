/// Where a scenario is at a time: which phase holds, whether the market is open, how intense trading is.
///
/// Times are on the source's scale, nanoseconds since its `origin`, which may move. What is found is remembered: all
/// symbols of a scenario ask for much the same times.
struct ScenarioTimeline {
  let definition: ScenarioDefinition
  /// Whether it goes by days in New York, and so moves against the source's scale when the market stands still.
  let usesDays: Bool
  /// In order of time; of those at the same time the last one holds.
  private var begins: [Begin] = []
  /// The times that `begins` and `day` are enough for.
  private var window: Range<Int64> = 0..<0
  private var day: TradingDay?
  private var session: TradingSession?
  private var current: ScenarioStretch?

  /// When a phase begins; the parameters outside of phases are number -1.
  struct Begin: Hashable {
    var time: Int64
    var phase: Int
  }

  init(_ definition: ScenarioDefinition) {
    self.definition = definition
    usesDays =
      definition.calendar != .always || definition.phases.contains { $0.start.isDaily }
      || definition.allParameters.contains { $0.intraday != .even }
  }

  /// Whether it is the same at all times.
  var isStill: Bool { definition.phases.isEmpty && !usesDays }

  /// Forgets what it has found: the scale's origin has moved.
  mutating func forget() { (window, day, session, current) = (0..<0, nil, nil, nil) }

  /// The parameters of a phase.
  func parameters(of phase: Int) -> ScenarioParameters {
    phase < 0 ? definition.parameters : definition.phases[phase].parameters
  }

  /// What holds at a time, and until when.
  mutating func stretch(at elapsed: Int64, origin: Timestamp) -> ScenarioStretch {
    if let current, current.start <= elapsed, elapsed < current.end { return current }
    prepare(for: elapsed, origin)
    let next = place(after: elapsed)
    let begin = next > 0 ? begins[next - 1] : Begin(time: 0, phase: -1)
    var stretch = ScenarioStretch(start: elapsed, end: next < begins.count ? begins[next].time : .max, begin: begin)
    stretch.isHalted = begin.phase >= 0 && definition.phases[begin.phase].isHalted
    let time = origin.adding(nanos: elapsed)
    if definition.calendar == .always { stretch.limit(toUTCDayOf: time) } else { close(&stretch, time, origin) }
    day?.limit(&stretch, parameters(of: begin.phase).intraday, countsSessions: definition.calendar != .always)
    stretch.end = max(stretch.end, elapsed + 1)  // where time overflows nothing else would end
    current = stretch
    return stretch
  }

  /// The phases that have begun since a moment, each once, with the last time that it did, in order of time.
  mutating func begun(since seen: MockSchedule.Moment, through elapsed: Int64, origin: Timestamp) -> [Begin] {
    guard !definition.phases.isEmpty else { return [] }
    prepare(for: elapsed, origin)
    var phases: Set<Int> = []
    var found: [Begin] = []
    for begin in begins[..<place(after: elapsed)].reversed() where begin.phase >= 0 {
      let isDaily = definition.phases[begin.phase].start.isDaily
      let isNew = isDaily ? origin.adding(nanos: begin.time) > seen.time : begin.time > seen.elapsed
      if isNew, phases.insert(begin.phase).inserted { found.append(begin) }
    }
    return found.reversed()
  }

  // MARK: Looking up

  /// How many of `begins` are not after a time.
  private func place(after elapsed: Int64) -> Int {
    var (low, high) = (0, begins.count)
    while low < high {
      let middle = (low + high) / 2
      if begins[middle].time <= elapsed { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func close(_ stretch: inout ScenarioStretch, _ time: Timestamp, _ origin: Timestamp) {
    if session.map({ $0.start <= time && time < $0.end }) != true { session = definition.calendar.session(at: time) }
    guard let session else { return }
    stretch.isOpen = session.isOpen
    stretch.reopens = (session.end - origin).nanos
    stretch.end = min(stretch.end, stretch.reopens)
  }

  /// Finds the begins around a time, unless it has.
  private mutating func prepare(for elapsed: Int64, _ origin: Timestamp) {
    guard !window.contains(elapsed) else { return }
    begins = [Begin(time: .min, phase: -1)]
    window = .min..<(.max)
    if let cycle = definition.cycle.map({ max($0.nanos, 1) }) {
      let start = floored(elapsed, to: cycle)
      window = start..<max(sum(start, cycle), start + 1)
      for round in [sum(start, -cycle), start, sum(start, cycle)] {
        begins.append(Begin(time: round, phase: -1))
        addRound(from: round)
      }
    } else {
      addRound(from: 0)
    }
    if usesDays {
      let today = TradingDay(of: origin.adding(nanos: elapsed), origin: origin)
      window = window.clamped(to: today.extent)
      day = today
      addDays(around: today, origin)
    }
    begins.sort { ($0.time, $0.phase) < ($1.time, $1.phase) }
  }

  private mutating func addRound(from start: Int64) {
    for (phase, definition) in definition.phases.enumerated() {
      guard case .elapsed(let after) = definition.start else { continue }
      begins.append(Begin(time: sum(start, after.nanos), phase: phase))
    }
  }

  /// The trading days before and after: a week has one at least, and a phase begins at most half a day off its own.
  private mutating func addDays(around today: TradingDay, _ origin: Timestamp) {
    guard definition.phases.contains(where: \.start.isDaily) else { return }
    for date in today.date - 8...today.date + 8 {
      guard let hours = TradingDay(date: date, origin: origin).regular else { continue }
      for (phase, definition) in definition.phases.enumerated() {
        switch definition.start {
        case .elapsed: break
        case .open(let after): begins.append(Begin(time: sum(hours.lowerBound, after.nanos), phase: phase))
        case .close(let after): begins.append(Begin(time: sum(hours.upperBound, after.nanos), phase: phase))
        }
      }
    }
  }
}

extension ScenarioPhase.Start {
  /// Whether it comes on each trading day.
  var isDaily: Bool { if case .elapsed = self { false } else { true } }
}
