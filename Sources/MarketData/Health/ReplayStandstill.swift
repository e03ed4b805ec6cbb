/// Whether a replay stands still, paused or over: then no quotes are expected, and silence means nothing.
struct ReplayStandstill {
  private var isPaused = false
  private var isOver = false
  /// Until when the time that it stood was accounted for.
  private var reached: Timestamp?

  var isOn: Bool { reached != nil }

  /// What a replay says.
  ///
  /// - Returns: How long it has stood still since the last account.
  mutating func follow(_ notice: ReplayNotice, at time: Timestamp) -> Duration {
    let stood = pass(to: time)
    switch notice {
    case .paused: isPaused = true
    case .resumed: isPaused = false
    case .completed, .failed: isOver = true
    case .seeked: isOver = false
    case .looped, .reached: break
    }
    reached = isPaused || isOver ? time : nil
    return stood
  }

  /// Time has come to `time`, though no further back.
  ///
  /// - Returns: How long it has stood still since the last account.
  mutating func pass(to time: Timestamp) -> Duration {
    guard let reached, time > reached else { return .zero }
    self.reached = time
    return time - reached
  }

  /// The whole market stood still besides.
  mutating func shift(by duration: Duration) { reached = reached.map { $0 + duration } }
}
