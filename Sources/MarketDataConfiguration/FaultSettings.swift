import MarketData

/// The keys of `faults`, which stand in two places: for every symbol, and for one.
extension Settings {
  static let faults =
    faultKeys(of: .everyone) + [
      .root(
        "market_data.faults.max_in_flight",
        "The most quotes that delay and reorder hold back; beyond it the earliest due leaves early.",
        .whole(ConfigRules.faultCapacity), \.marketData.maxInFlight),
      .root(
        "market_data.faults.ledger_capacity", "The most rows that the fault ledger keeps; the oldest go first.",
        .whole(ConfigRules.faultCapacity), \.marketData.ledgerCapacity),
      .timeline("market_data.faults.timeline", "What goes wrong when, by script."),
    ]
  static let symbolFaults = faultKeys(of: .symbol)

  private enum Owner { case everyone, symbol }

  private static func faultKeys(of owner: Owner) -> [Setting] {
    func key<Value: Sendable>(
      _ name: String, _ summary: String, _ format: ValueFormat<Value>,
      _ path: any WritableKeyPath<FaultConfig, Value> & Sendable
    ) -> Setting {
      switch owner {
      case .everyone: .fault(name, summary, format, path)
      case .symbol: .symbolFault(name, summary, format, path)
      }
    }
    return [
      key("enabled", "Whether any fault strikes at all.", .bool, \.enabled),
      key(
        "stale_window_probability", "The chance that a symbol falls silent for a while, from this quote on.",
        .probability, \.staleWindowProbability),
      key("stale_window_duration_ms", "How long it is silent.", .millisecondRange, \.staleWindowDurationMs),
      key("drop_probability", "The chance that a quote is lost.", .probability, \.dropProbability),
      key(
        "corrupt_probability", "The chance that a quote lies: a crossed book, or a price that cannot be.", .probability,
        \.corruptProbability),
      key(
        "out_of_order_probability", "The chance that a quote's timestamp is set back.", .probability,
        \.outOfOrderProbability),
      key("out_of_order_offset_ms", "How far it is set back.", .millisecondRange, \.outOfOrderOffsetMs),
      key("duplicate_probability", "The chance that a quote comes twice.", .probability, \.duplicateProbability),
      key(
        "delay_probability", "The chance that a quote comes late, with those behind it.", .probability,
        \.delayProbability),
      key("delay_ms_range", "How late it comes then.", .millisecondRange, \.delayMsRange),
      key(
        "reorder_probability", "The chance that a quote comes late and those behind it overtake.", .probability,
        \.reorderProbability),
      key("reorder_ms_range", "How late it comes then.", .millisecondRange, \.reorderMsRange),
    ]
  }
}
