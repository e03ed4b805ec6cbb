import MarketData

/// What a recorder stores, and for how long.
public struct RecorderConfig: Hashable, Sendable {
  /// As what rows of a replay are tagged.
  public static let recycled = "recycled"
  /// As what its rows are tagged.
  public var source: String
  /// How many quotes may wait to be written; what finds no room is lost, and counted.
  public var queueBound: Int
  /// How many quotes make it write at once.
  public var batchSize: Int
  /// How long a quote waits at most to be written.
  public var interval: Duration
  /// How many days of history are kept, besides the present one (`recycled_data_days`); 0 to 36,500.
  public var retentionDays: Int
  /// Whether older rows of the source are deleted, at the start and once a day of the market (`auto_cleanup`).
  public var cleansUp: Bool

  /// A recorder's settings.
  public init(
    source: String = "live", queueBound: Int = 100_000, batchSize: Int = 10_000, interval: Duration = .seconds(1),
    retentionDays: Int = 7, cleansUp: Bool = false
  ) {
    (self.source, self.queueBound, self.batchSize, self.interval) = (source, queueBound, batchSize, interval)
    (self.retentionDays, self.cleansUp) = (retentionDays, cleansUp)
  }
}

/// What a recorder has done. At all times `received = stored + known + lost + waiting`.
public struct RecorderStatistics: Hashable, Sendable {
  /// Quotes that came in the stream.
  public var received = 0
  /// Quotes stored for good.
  public var stored = 0
  /// Quotes that were in the store before.
  public var known = 0
  /// Quotes that found no room among those that wait, or could not be written to the end.
  public var lost = 0
  /// Quotes that wait to be written.
  public var waiting = 0
  /// Quotes that the stream lost before they came here, as its gaps say; not among `received`.
  public var missed = 0
  /// How many times writing or deleting failed.
  public var failures = 0
  /// Rows deleted because they were old.
  public var deleted = 0
  /// Why nothing can be written at present; nil: it can.
  public var trouble: HistoryError?
}

/// When to delete what is old: at the start, and when a new day begins in New York.
struct Retention {
  private let age: Duration
  private var day: Timestamp?

  /// - Parameter days: From 0 to 36,500; what lies beyond is taken for the nearer of these.
  init(days: Int) { age = .seconds(86_400 * min(max(days, 0), 36_500)) }

  /// Before when everything is to be deleted, if it is time to.
  mutating func cutoff(at now: Timestamp) -> Timestamp? {
    let today = EasternTime.midnight(of: now)
    if day == today { return nil }
    day = today
    return EasternTime.midnight(of: now - age)
  }
}
