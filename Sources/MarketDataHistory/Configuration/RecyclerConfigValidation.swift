public import MarketData

/// The rules of values that only history has.
package enum HistoryRules {
  /// `history.path`.
  package static let path = ValueRule<String>(
    "the path of a file, of at most 1024 characters, none of them invisible",
    allows: { !$0.isEmpty && ValueRule.visibleText(upTo: 1024).allows($0) }, text: { String(reflecting: $0) })
  /// `recycler.replay_speed`: what a replay can do, from unpaced to a thousand times.
  package static let speed = ValueRule.speed(ReplayPlan.speeds)
  /// `recycler.loop_count`.
  package static let loopCount = ValueRule.whole(0...1_000_000_000)
  /// `recycler.data_retention.recycled_data_days`.
  package static let retentionDays = ValueRule.whole(1...36_500)
  /// `recycler.data_source`.
  package static let source = ValueRule.visibleText(upTo: 64)
  /// `recycler.symbols`.
  package static let symbols = ValueRule<[String]>(
    "tickers, each of 1 to 32 characters from A-Z a-z 0-9 . : / _ -",
    allows: { $0.allSatisfy(ConfigRules.ticker.allows) }, text: { "[\($0.joined(separator: ", "))]" })
}

extension HistoryConfig {
  /// Everything that is wrong with this configuration, under the full keys of the configuration file; empty: nothing.
  public func validate() -> [ConfigProblem] {
    var check = ConfigCheck(section: "history")
    check("path", path, HistoryRules.path)
    return check.problems
  }
}

extension RecyclerConfig {
  /// Everything that is wrong with this configuration, under the full keys of the configuration file; empty: nothing.
  public func validate() -> [ConfigProblem] {
    var check = ConfigCheck(section: "recycler")
    check("replay_speed", pace, HistoryRules.speed)
    check("symbols", symbols, HistoryRules.symbols)
    check("data_source", source, HistoryRules.source)
    check("loop_count", loopCount, HistoryRules.loopCount)
    check("data_retention.recycled_data_days", retentionDays, HistoryRules.retentionDays)
    if mode == .dateRange, from == nil, until == nil {
      check.add([
        ConfigProblem(
          "recycler.date_range.start", expected: "a start or an end, with replay_mode date_range", found: "neither")
      ])
    }
    if let from, let until, from.start >= until.end {
      check.add([
        ConfigProblem("recycler.date_range.end", expected: "a time after \(from)", found: "\(until)")
      ])
    }
    return check.problems
  }
}
