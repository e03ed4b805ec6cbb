package import MarketData

/// What came of a run: everything that its judge looks at.
package struct SoakOutcome: Sendable {
  /// All quotes, in the order of their positions, which begin with 1.
  package var quotes: [Quote] = []
  /// All notices, in order, each with the position of the quote that it stands before.
  package var notices: [PlacedNotice] = []
  /// What the faults did.
  package var ledger: [FaultLedger.Row] = []
  /// Rows that the ledger let go.
  package var letGo = 0
  /// The counters after each step; the last before what was in flight left, and at the end.
  package var counters: [ProcessorCounters] = []
  /// How many quotes had come out by each of these.
  package var emitted: [Int] = []
  /// What the same market gave without faults, step by step.
  package var clean: [CleanStep] = []
  /// What the same market said besides quotes, without faults.
  package var events: [SourceEvent] = []
  /// When which hours began to count for a symbol.
  package var hours: [Hours] = []
  /// What each subscriber saw.
  package var transcripts: [SoakTranscript] = []
  /// What was wrong at once.
  package var problems: [String] = []

  /// A notice in its place.
  package struct PlacedNotice: Hashable, Sendable {
    /// Before the quote of this position.
    package var position: UInt64
    /// What.
    package var notice: StreamNotice

    package init(position: UInt64, notice: StreamNotice) { (self.position, self.notice) = (position, notice) }
  }

  /// A step without faults.
  package enum CleanStep: Sendable {
    /// So many quotes, until then.
    case quotes([Quote], until: Timestamp)
    /// A symbol was stopped; so many quotes of it had been pushed and not been looked at.
    case withdraw(Symbol, pushed: Int)
  }

  /// The hours of a symbol's market from a time on.
  package struct Hours: Sendable {
    package var symbol: Symbol
    package var from: Timestamp
    package var calendar: MarketCalendar
  }
}

/// What a subscriber saw, in order.
package struct SoakTranscript: Sendable {
  /// Who.
  package var subscriber: SoakOptions.Subscriber
  /// The position of the first quote that it could have got.
  package var firstPosition: UInt64
  /// How many notices had been told before.
  package var firstNotice: Int
  /// What it got.
  package var entries: [Entry] = []
  /// Its counters at the end.
  package var counters: SubscriberCounters
  /// Whether its account held at every moment.
  package var isBalanced = true
  /// Whether it was there to the end.
  package var stayed = true

  /// One thing that a subscriber gets.
  package enum Entry: Hashable, Sendable {
    /// A quote and its position.
    case quote(UInt64, Quote)
    /// A notice.
    case notice(StreamNotice)
  }
}
