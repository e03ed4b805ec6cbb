/// A timeline made ready: which of its windows are open, on a time that it is told and that never goes back.
///
/// A window that has opened does not open again, whatever happens to the time.
struct TimelinePlan {
  /// In the order in which they begin; those that begin together as they were given.
  private(set) var windows: [Window] = []
  /// Which are open.
  private(set) var open: [Int] = []
  /// Counts the changes of `open`.
  private(set) var generation = 0
  /// When `open` changes next.
  private(set) var boundary = Timestamp.distantFuture
  /// The time reached.
  private(set) var time = Timestamp(nanos: .min)
  /// The first window that has not begun.
  private var coming = 0
  private var hasBegun = false

  struct Window {
    let deed: ScriptedDeed
    let symbols: Set<Symbol>?
    let name: String
    /// What its draws are seeded with: its own place in the timeline, so that no other window moves them.
    let key: UInt64
    /// After the timeline's begin; in the market's time as soon as that is known.
    fileprivate(set) var begin: Timestamp
    /// `distantFuture`: never.
    fileprivate(set) var end: Timestamp

    fileprivate mutating func shift(by nanos: Int64) {
      begin = begin.adding(nanos: nanos)
      shiftEnd(by: nanos)
    }

    fileprivate mutating func shiftEnd(by nanos: Int64) {
      if end < .distantFuture { end = end.adding(nanos: nanos) }
    }
  }

  /// A timeline that is yet to begin.
  init(_ timeline: FaultTimeline) {
    var settings = 0
    for window in timeline.windows {
      let begin = Timestamp(nanos: window.from.nanos)
      windows.append(
        Window(
          deed: ScriptedDeed(window.fault, settings: settings), symbols: window.symbols, name: window.name,
          key: UInt64(bitPattern: begin.nanos), begin: begin, end: window.lasting.map { begin + $0 } ?? .distantFuture))
      if case .faults = window.fault { settings += 1 }
    }
    let sorted = windows.enumerated().sorted { ($0.element.begin, $0.offset) < ($1.element.begin, $1.offset) }
    windows = sorted.map(\.element)
  }

  /// Whether a window has ended.
  func isOver(_ window: Int) -> Bool { windows[window].end <= time }

  /// Lets the timeline begin. Without effect when it has.
  mutating func begin(at origin: Timestamp) {
    guard !hasBegun else { return }
    hasBegun = true
    for index in windows.indices { windows[index].shift(by: origin.nanos) }
    boundary = nextBoundary()
    advance(to: origin)
  }

  /// Opens and closes what is to be opened and closed by `now`.
  mutating func advance(to now: Timestamp) {
    guard hasBegun else { return }
    time = max(time, now)
    guard time >= boundary else { return }
    while coming < windows.count, windows[coming].begin <= time {
      open.append(coming)
      coming += 1
    }
    open.removeAll(where: isOver)
    generation += 1
    boundary = nextBoundary()
  }

  /// Moves what is to come, and the ends of what is open.
  mutating func shift(by nanos: Int64) {
    guard hasBegun else { return }
    for index in open where !isOver(index) { windows[index].shiftEnd(by: nanos) }
    for index in coming..<windows.count { windows[index].shift(by: nanos) }
    boundary = nextBoundary()
  }

  private func nextBoundary() -> Timestamp {
    let begin = coming < windows.count ? windows[coming].begin : .distantFuture
    return open.reduce(begin) { min($0, windows[$1].end) }
  }
}
