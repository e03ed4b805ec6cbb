import MarketData

extension RunSummary {
  /// The summary for people, one subject on a line.
  func text() -> String {
    var lines = [
      line("Seed", "\(seed)"),
      line("Time", "\(durationS) s, \(quotesPerSecond) quotes/s" + (wallS.map { "; took \($0) s" } ?? "")),
      line("Quotes", counts([("generated", generated), ("emitted", emitted)], [("refused", refused)])),
      line("Faults", faultText), line("Health", healthText),
    ]
    if wallS == nil { lines += sessionLines }
    return lines.joined(separator: "\n") + "\n"
  }

  private var sessionLines: [String] {
    [
      line(
        "Delivery",
        counts(
          [("delivered", delivered), ("gaps", gaps)],
          [("overflow dropped", overflowDropped), ("merged", merged), ("abandoned", abandoned)])
          + (blockedMs > 0 ? ", held back \(blockedMs) ms" : "")),
      line("Cache", "\(cache.store), \(cache.health): " + cacheCounts),
    ] + (gateway.map { [line("Gateway", counts(of: $0))] } ?? [])
      + (history.map { [line("History", "\($0.store): \(counts(of: $0))")] } ?? []) + [line("Portfolio", worth)]
  }

  private var worth: String {
    portfolio.map { "value \($0.value), profit \($0.profit), signals \(grouped(signals))" } ?? "none"
  }

  private var cacheCounts: String {
    counts(
      [("written", cache.written)],
      [
        ("merged", cache.merged), ("refused as older", cache.refusedOlder), ("failed", cache.failed),
        ("reconnects", cache.reconnects),
      ])
  }

  private func counts(of gateway: Gateway) -> String {
    counts(
      [("clients", gateway.clients), ("messages", gateway.messages), ("bytes", gateway.bytes)],
      [("conflated", gateway.conflated), ("closed as slow", gateway.slowClosed)])
  }

  private func counts(of history: History) -> String {
    counts(
      [("stored", history.stored), ("lost", history.lost)], [("known", history.known), ("deleted", history.deleted)])
  }

  private var faultText: String {
    let struck = FaultKind.allCases.map { ($0.rawValue, faults[$0.rawValue] ?? 0) }
    let effects = [
      ("quotes lost", dropped + suppressed), ("quotes doubled", duplicated), ("withdrawn", withdrawn),
      ("in flight", inFlight), ("forced", forced),
    ]
    let text = counts([], struck)
    return text.isEmpty ? "none" : text + counts([], effects, lead: "; ")
  }

  /// How often streams were not as they should be.
  private var healthText: String {
    let states: [StreamHealth] = [.late, .stale, .mute, .gapped]
    let text = counts([], states.map { ($0.rawValue, health[$0.rawValue] ?? 0) })
    return text.isEmpty ? "no stream was late, stale, mute or gapped" : "changes to " + text
  }

  /// Counts that are always there, and those that are there when they are not 0.
  private func counts(
    _ always: [(String, Int)], _ others: [(String, Int)], lead: String = ""
  ) -> String {
    let shown = (always + others.filter { $0.1 > 0 }).map { "\($0.0) \(grouped($0.1))" }
    return shown.isEmpty ? "" : lead + shown.joined(separator: ", ")
  }

  private func line(_ name: String, _ text: String) -> String { name.padded(to: 11) + text }
}
