/// Judges the streams of symbols by what comes out of the service, after all faults.
///
/// A value: it is told when quotes come and what time it is. It knows nothing of faults.
public struct HealthMonitor: Sendable {
  private let config: HealthConfig
  /// How many changes to each state there were.
  public private(set) var changes: [StreamHealth: Int] = [:]

  /// A monitor that watches nothing yet.
  ///
  /// - Parameter fallback: The interval expected of a symbol of which nobody knows it, until it is learned.
  public init(_ config: HealthConfig, fallback: Duration) { self.config = config }

  /// Expects quotes of a symbol from now on, at least one in each `interval` while the calendar says that it is open.
  /// For a symbol that is watched already this changes what is expected.
  ///
  /// - Parameter interval: The longest ordinary silence; nil: to be learned.
  public mutating func watch(_ symbol: Symbol, interval: Duration?, calendar: MarketCalendar, at now: Timestamp) {}

  /// Expects nothing more of a symbol.
  public mutating func unwatch(_ symbol: Symbol) {}

  /// A symbol is halted, or trades again.
  public mutating func setHalted(
    _ isHalted: Bool, _ symbol: Symbol, at now: Timestamp, into found: inout [HealthChange]
  ) {}

  /// A quote came.
  @inline(__always)
  public mutating func observe(_ quote: Quote, at now: Timestamp, into found: inout [HealthChange]) {}

  /// When it has something to say though no quote comes; perhaps nothing after all.
  public var nextDeadline: Timestamp? { nil }

  /// Time has passed: silences until `now`, inclusive, are judged.
  public mutating func advance(to now: Timestamp, into found: inout [HealthChange]) {}

  /// Moves all that it remembers and expects: by how long the market stood still.
  public mutating func shift(by duration: Duration) {}

  /// How a symbol's stream is; nil for one that is not watched.
  public func health(of symbol: Symbol) -> StreamHealth? { nil }

  /// The longest silence that is ordinary for a symbol: given, or learned so far.
  public func expectedInterval(of symbol: Symbol) -> Duration? { nil }
}
