/// Something that has quotes at moments it knows beforehand.
///
/// A value: it never sleeps, locks, logs or reads a clock. Whoever owns it says what time it is, be it real or virtual.
public protocol TickGenerator: Sendable {
  /// When the next quote is due, or something else happens, such as a market's close; nil when nothing will by itself.
  var nextDeadline: Timestamp? { mutating get }

  /// Appends the quotes due by `now`, in order of (deadline, ticker), while there is room.
  ///
  /// What finds no room comes with the next call. Each quote has its deadline as `received`, and as `timestamp` too
  /// unless it bears the time of history; and its `sequence`.
  mutating func advance(to now: Timestamp, into quotes: inout OutputSpan<Quote>)
}

/// Where the quotes of a service come from: it knows symbols, and numbers their quotes.
public protocol DataSource: TickGenerator {
  /// Whether quotes come from outside at their own pace, so that nobody may make the source wait.
  var isLive: Bool { get }

  /// Begins, or goes on, to quote symbols. Those that run already are left alone.
  ///
  /// - Throws: `DataSourceError.unknownSymbol` when the source has no such symbol; then nothing has changed.
  mutating func activate(_ symbols: [Symbol], at now: Timestamp) throws(DataSourceError)

  /// Stops quoting a symbol. Its walk and its sequence stay as they are until it is activated again.
  mutating func deactivate(_ symbol: Symbol)

  /// Moves all deadlines, and the source's own scale of time with them: by how long the pipeline had to wait.
  mutating func shift(by duration: Duration)

  /// Changes how a symbol's price moves, from its next quote and its present price on.
  ///
  /// - Throws: `DataSourceError` when the source has no such symbol, or no scenarios.
  mutating func setScenario(
    _ scenario: SymbolScenario, for symbol: Symbol, at now: Timestamp
  ) throws(DataSourceError)

  /// The longest silence that is ordinary for a symbol while its market is open; nil when the source does not know.
  func longestSilence(of symbol: Symbol) -> Duration?

  /// What is to be awaited before quotes are asked for, lest the source hold up its thread, as for a disk; nil: nothing.
  /// Whoever does not await it gets the same quotes.
  var preparation: (@Sendable () async -> Void)? { get }

  /// Whether quotes bear times of history. Then these say nothing of how late a quote is; when it entered the service
  /// does.
  var bearsHistory: Bool { get }

  /// The hours of a symbol.
  func calendar(of symbol: Symbol) -> MarketCalendar

  /// Takes out what the market said besides quotes since the last call, in order of time: each stands before the first
  /// quote that is due at its time or later. When there are `Pipeline.eventLimit` or more, `advance` may have left what
  /// is due after them to its next call.
  mutating func takeEvents() -> [SourceEvent]

  /// Tells a replay of history what to do.
  ///
  /// - Throws: `ReplayError` when it cannot, or is none; then nothing has changed.
  mutating func replay(_ command: ReplayCommand, at now: Timestamp) throws(ReplayError)

  /// Counts one more quote of a symbol that came by another way, and gives its sequence; nil for a symbol that does
  /// not run.
  mutating func nextSequence(for symbol: Symbol) -> UInt64?
}

extension DataSource {
  /// Not known, by default.
  public func longestSilence(of symbol: Symbol) -> Duration? { nil }
  /// Nothing, by default.
  public var preparation: (@Sendable () async -> Void)? { nil }
  /// False, by default.
  public var bearsHistory: Bool { false }
  /// Always open, by default.
  public func calendar(of symbol: Symbol) -> MarketCalendar { .always }
  /// None, by default.
  public mutating func takeEvents() -> [SourceEvent] { [] }
  /// No replay, by default.
  public mutating func replay(_ command: ReplayCommand, at now: Timestamp) throws(ReplayError) {
    throw .noReplay(source: "\(Self.self)")
  }
}

/// Something that a source says besides quotes.
public struct SourceEvent: Hashable, Sendable {
  /// When it is due, on the scale of the quotes' `received`.
  public var time: Timestamp
  /// What it says.
  public var notice: StreamNotice

  /// What the market says, if it is the market that does.
  public var event: MarketEvent? { if case .market(let event) = notice { event } else { nil } }

  /// An event of the market.
  public init(_ event: MarketEvent, at time: Timestamp) { (notice, self.time) = (.market(event), time) }
  /// An event of a replay.
  public init(_ event: ReplayNotice, at time: Timestamp) { (notice, self.time) = (.replay(event), time) }
}

/// Why a source cannot do what it is asked.
public enum DataSourceError: Error, Hashable, CustomStringConvertible {
  /// The source has never quoted this symbol.
  case unknownSymbol(String)
  /// There is no scenario of this name.
  case unknownScenario(String)
  /// The source's prices do not come from scenarios.
  case noScenarios(source: String)

  /// The text, for people.
  public var description: String {
    switch self {
    case .unknownSymbol(let ticker): "expected a symbol that the source quotes, found \"\(ticker)\"; subscribe it first"
    case .unknownScenario(let name):
      "expected the name of a scenario, found \"\(name)\"; `marketdata scenarios list` names them all"
    case .noScenarios(let source): "expected a source whose prices come from scenarios, found \(source)"
    }
  }
}
