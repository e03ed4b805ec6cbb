/// What a replay of history tells its consumers.
public enum ReplayNotice: Hashable, Sendable {
  /// All was replayed, so many times; nothing more comes.
  case completed(passes: Int)
  /// The replay begins anew, for the pass of this number: times of history go back.
  case looped(pass: Int)
  /// The replay goes on at another time of history.
  case seeked(to: Timestamp)
  /// The replay stands still at a time of history.
  case paused(at: Timestamp)
  /// The replay goes on from a time of history.
  case resumed(at: Timestamp)
  /// The replay has come to a time of history: at the intervals that were asked for.
  case reached(Timestamp)
  /// History could not be read on, for this reason; nothing more comes.
  case failed(String)

  /// Whether what follows does not go on from what came before: times may be earlier.
  public var isDiscontinuity: Bool {
    switch self {
    case .looped, .seeked: true
    case .completed, .paused, .resumed, .reached, .failed: false
    }
  }
}

/// What a replay can be told while it runs.
public enum ReplayCommand: Hashable, Sendable {
  /// To stand still. Without effect when it does.
  case pause
  /// To go on from where it stands. Without effect when it runs.
  case resume
  /// To emit one more row of history, and to stand still.
  case step
  /// To go on at another time of history; whether it runs or stands still stays as it is.
  case seek(to: Timestamp)
  /// To run so many times as fast as history did, 0.1 to 1000.
  case speed(Double)
}

/// Why a replay cannot do what it is told. Then nothing has changed.
public enum ReplayError: Error, Hashable, CustomStringConvertible {
  /// The source does not replay history.
  case noReplay(source: String)
  /// There is no history of this time; of these there is.
  case outsideHistory(Timestamp, ranges: [String])
  /// A speed that is not from 0.1 to 1000.
  case speed(Double)
  /// History cannot be read, for this reason.
  case unreadable(String)

  /// What was expected, what was found.
  public var description: String {
    switch self {
    case .noReplay(let source): "expected a source that replays history, found \(source)"
    case .outsideHistory(let time, let ranges):
      "expected a time in \(ranges.isEmpty ? "history, of which there is none" : ranges.joined(separator: ", or in ")), "
        + "found \(time)"
    case .speed(let speed): "expected a speed from 0.1 to 1000, found \(speed)"
    case .unreadable(let reason): reason
    }
  }
}
