package import MarketData

/// A whole market, what is done to it while it runs, and who watches: all of it from one seed, drawn from everything
/// that can be set.
package struct SoakOptions: Sendable {
  /// What all the rest was drawn from.
  package let seed: UInt64
  /// The market.
  package var config: MarketDataConfig
  /// Time zero.
  package var start: Timestamp
  /// How long it runs.
  package var length: Duration
  /// The longest step that the market is driven by.
  package var longestStep: Duration
  /// What is done while it runs, in order of time.
  package var changes: [Change] = []
  /// Who watches.
  package var subscribers: [Subscriber] = []

  /// Something that is done to a running market.
  package struct Change: Sendable {
    /// When, after the start.
    package var at: Duration
    /// What.
    package var action: Action
  }

  /// What can be done to a running market.
  package enum Action: Sendable {
    /// New faults.
    case setFaults(FaultConfig, perSymbol: [Symbol: FaultConfig]?, timeline: FaultTimeline?)
    /// Faults that cannot be, which must change nothing.
    case refuseFaults(FaultConfig, timeline: FaultTimeline)
    /// A new scenario.
    case setScenario(SymbolScenario, Symbol)
    /// Symbols begin to run.
    case subscribe([Symbol])
    /// A symbol stops.
    case unsubscribe(Symbol)
    /// A quote from outside.
    case push(Symbol, Price)
    /// The market stands still for so long.
    case hold(Duration)
  }

  /// Someone who reads, well or badly. Times are counted in batches that the market hands out.
  package struct Subscriber: Sendable {
    /// What happens when it is full.
    package var policy: OverflowPolicy
    /// When that is.
    package var bound: Int
    /// The batch before which it comes.
    package var joins: Int
    /// The batch before which it goes, with quotes unread; nil: it stays.
    package var leaves: Int?
    /// How many batches come between its readings.
    package var readsEvery: Int
    /// The most batches of a reading.
    package var reads: Int
    /// Whether, when the market stops, it makes no room any more.
    package var isAbandoned: Bool
  }
}

extension SoakOptions: CustomStringConvertible {
  /// Every option, one in a line.
  package var description: String { optionLines(of: self).joined(separator: "\n") }
}
