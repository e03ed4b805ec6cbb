import MarketData
import MarketDataHistory

/// The keys of `history`, `recycler` and `websocket`.
extension Settings {
  static let history = store + recycler + retention

  private static let store: [Setting] = [
    .root(
      "websocket.mode",
      "What clients are fed, by other names: `mock`, or `recycler`, which is `market_data.source: replay`.", .feed,
      \.feed),
    .root(
      "history.path", "The store of history, a file of SQLite; for a replay also a DBN file.", .historyPath,
      \.history.path),
    .root(
      "history.record", "Whether what passes is stored: as `mock`, or as `recycled` when it is a replay.", .bool,
      \.history.record),
  ]

  private static let recycler: [Setting] = [
    .root(
      "recycler.replay_mode", "How much is replayed: all again and again, a range of time once, or all once.", .name,
      \.recycler.mode),
    .root(
      "recycler.replay_speed", "How many times as fast as it was; 0 is as fast as the consumers take it.",
      .replaySpeed, \.recycler.pace),
    .root(
      "recycler.date_range.start", "From when: a day in New York, or a time in UTC; empty: from the first row.",
      .moment, \.recycler.from),
    .root(
      "recycler.date_range.end", "Until when: to the end of a day, or before a time; empty: to the last row.", .moment,
      \.recycler.until),
    .root("recycler.symbols", "Which symbols; none named: all in the history.", .replaySymbols, \.recycler.symbols),
    .root(
      "recycler.data_source", "Rows of which source, as `history ranges` shows them; empty: of all.",
      .replaySource, \.recycler.source),
    .root(
      "recycler.loop_count", "How often `loop` replays; 0: for ever.", .whole(HistoryRules.loopCount),
      \.recycler.loopCount),
    .root(
      "recycler.restamp", "Whether quotes bear the times at which they come, rather than those of history.", .bool,
      \.recycler.restamp),
  ]

  private static let retention: [Setting] = [
    .root(
      "recycler.data_retention.recycled_data_days",
      "For how many days recorded rows are kept, besides the present one.",
      .whole(HistoryRules.retentionDays), \.recycler.retentionDays),
    .root(
      "recycler.data_retention.auto_cleanup", "Whether older ones are deleted, while recording.", .bool,
      \.recycler.cleansUp),
  ]
}

extension ValueFormat<Feed?> {
  fileprivate static let feed: Self = {
    let names = Feed.allCases.map(\.rawValue)
    var format = Self(
      ValueRule("one of " + names.joined(separator: ", "), text: { $0?.rawValue ?? "\"\"" }),
      text: { (text: String) -> Feed?? in text.isEmpty ? .some(nil) : Feed(rawValue: text).map { .some($0) } })
    format.choices = names
    return format
  }()
}

extension ValueFormat<ReplayMoment?> {
  fileprivate static let moment = Self(
    ValueRule(
      "a day such as 2024-01-16, or a time such as 2024-01-16T14:30:00Z", text: { quoted($0?.description ?? "") }),
    text: { (text: String) -> ReplayMoment?? in text.isEmpty ? .some(nil) : ReplayMoment(text).map { .some($0) } })
}

extension ValueFormat<Pace> {
  fileprivate static let replaySpeed = Self(HistoryRules.speed) { (text: String) in Self.speed.read(.text(text)) }
}

extension ValueFormat<String> {
  fileprivate static let historyPath = text(HistoryRules.path)
  fileprivate static let replaySource = text(HistoryRules.source)
}

extension ValueFormat<[String]> {
  /// A list that may be empty; in one text, separated by commas.
  fileprivate static let replaySymbols = Self(
    HistoryRules.symbols, yaml: { "[" + $0.map(quoted).joined(separator: ", ") + "]" }
  ) { (raw: RawValue) in
    if case .text("") = raw { return [] }
    return switch raw {
    case .list(let items): items
    case .text(let text): text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
    case .nothing, .other: nil
    }
  }
}
