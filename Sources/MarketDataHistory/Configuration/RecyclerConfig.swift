public import MarketData

/// How history is replayed, and how long it is kept: the `recycler` part of the configuration.
public struct RecyclerConfig: Hashable, Sendable {
  /// How much is replayed.
  public var mode = ReplayPlan.Mode.loop
  /// How fast: 1 as fast as it was, unpaced as fast as its consumers.
  public var pace = Pace.realTime
  /// From when; nil: from the first row.
  public var from: ReplayMoment?
  /// Until when: of a day, to its end; of a time, before it. Nil: to the last row.
  public var until: ReplayMoment?
  /// Which symbols; empty: all of which there are rows.
  public var symbols: [String] = []
  /// Rows of which source, such as `polygon`; empty: of all.
  public var source = ""
  /// How often `loop` replays; 0: for ever.
  public var loopCount = 0
  /// Whether quotes bear the times at which they come, rather than those of history.
  public var restamp = true
  /// For how many days recorded rows are kept, besides the present one.
  public var retentionDays = 7
  /// Whether recorded rows that are older are deleted.
  public var cleansUp = false

  /// The defaults.
  public init() {}

  /// What is replayed, and how.
  ///
  /// A plan runs at the speed of history when the market is unpaced: then nobody waits for it.
  public var plan: ReplayPlan {
    var plan = ReplayPlan(mode: mode, loopCount: loopCount == 0 ? nil : loopCount)
    plan.timestamps = restamp ? .restamped : .recorded
    if case .scaled(let factor) = pace { plan.speed = factor }
    if from != nil || until != nil {
      plan.range = (from?.start ?? Timestamp(nanos: 0))..<(until?.end ?? Timestamp(nanos: .max))
    }
    return plan
  }

  /// Which rows of a store.
  ///
  /// - Throws: `SymbolError` for a ticker that is none.
  public func selection() throws(SymbolError) -> StoreSelection {
    var chosen: [Symbol] = []
    for ticker in symbols { chosen.append(try Symbol(ticker)) }
    return StoreSelection(
      symbols: symbols.isEmpty ? nil : chosen, sources: source.isEmpty ? nil : [source])
  }
}

/// A day of New York, `2024-01-16`, or a time, `2024-01-16T14:30:00Z`.
public struct ReplayMoment: Hashable, Sendable, CustomStringConvertible {
  /// When it begins: of a day, midnight in New York.
  public let start: Timestamp
  /// When it is over: of a day, the next midnight; of a time, at once.
  public let end: Timestamp
  /// As it was written.
  public let description: String

  /// The moment of a text; nil when it is none.
  public init?(_ text: String) {
    description = text
    if let time = try? Timestamp(text) {
      (start, end) = (time, time)
      return
    }
    // Noon in UTC is within the day of New York that has the same date, summer and winter.
    guard let noon = try? Timestamp("\(text)T12:00:00Z") else { return nil }
    (start, end) = (EasternTime.day(of: noon).lowerBound, EasternTime.day(of: noon).upperBound)
  }
}
