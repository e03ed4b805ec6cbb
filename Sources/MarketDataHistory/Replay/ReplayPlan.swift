public import MarketData

/// What of history is replayed, how often, and how.
public struct ReplayPlan: Hashable, Sendable {
  /// How much is replayed.
  public enum Mode: String, Hashable, Sendable, CaseIterable {
    /// All of it, once.
    case singlePass = "single_pass"
    /// The rows of `range`, once.
    case dateRange = "date_range"
    /// All of it, or the rows of `range`, again and again.
    case loop
  }

  /// Which times quotes bear.
  public enum Timestamps: String, Hashable, Sendable, CaseIterable {
    /// Those of history. Health judges quotes by how long they were on their way through the service, whatever time
    /// they bear: faults that set timestamps back are not told as lateness.
    case recorded
    /// Those at which they are due: history as if it were today.
    case restamped
  }

  /// How much is replayed.
  public var mode: Mode
  /// From when, and until when, exclusive; nil: all there is.
  public var range: Range<Timestamp>?
  /// How often `loop` replays; nil: for ever.
  public var loopCount: Int?
  /// How many times as fast as history it begins to run.
  public var speed: Double
  /// Which times quotes bear.
  public var timestamps: Timestamps
  /// At which intervals of history notices say how far the replay has come; nil: none do.
  public var noticeInterval: Duration?

  /// Speeds that are possible.
  public static let speeds = 0.1...1000.0

  /// A plan.
  public init(
    mode: Mode = .singlePass, range: Range<Timestamp>? = nil, loopCount: Int? = nil, speed: Double = 1,
    timestamps: Timestamps = .recorded, noticeInterval: Duration? = nil
  ) {
    (self.mode, self.range, self.loopCount) = (mode, range, loopCount)
    (self.speed, self.timestamps, self.noticeInterval) = (speed, timestamps, noticeInterval)
  }

  /// How many passes there are; nil: no end.
  var passes: Int? { mode == .loop ? loopCount : 1 }

  /// Refuses what makes no sense, and times of which there is no history.
  func check(_ ranges: [HistoryRange]) throws(HistoryError) {
    guard Self.speeds.contains(speed) else {
      throw HistoryError("replay speed", expected: "0.1 to 1000", found: "\(speed)")
    }
    guard loopCount ?? 1 >= 1 else {
      throw HistoryError("replay loop count", expected: "1 or more", found: "\(loopCount ?? 1)")
    }
    guard noticeInterval ?? .seconds(1) > .zero else {
      throw HistoryError("replay notice interval", expected: "more than 0", found: "\(noticeInterval ?? .zero)")
    }
    guard !ranges.isEmpty else { throw HistoryError("replay", expected: "rows of history", found: "none") }
    guard mode != .dateRange || range != nil else {
      throw HistoryError("replay date range", expected: "a range with mode date_range", found: "none")
    }
    guard let range else { return }
    guard ranges.contains(where: { range.lowerBound <= $0.last && $0.first < range.upperBound }) else {
      throw HistoryError(
        "replay date range", expected: "times in \(ranges.map(\.description).joined(separator: ", or in "))",
        found: "\(range.lowerBound) to \(range.upperBound)")
    }
  }
}
